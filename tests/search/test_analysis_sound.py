import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis import fold, sound
from search.analysis.sound import name_sound
from search.analysis.terms import NAMED, sound_term, sound_terms


def by_name(one: str, other: str) -> bool:
    return sound_term(fold(one), any_word=False) in sound_terms(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Лукашэнка", "Лукашенко"),
        ("Lukashenko", "Łukašenka"),
        ("Ціханоўская", "Tikhanovskaya"),
        ("Гродна", "Hrodna"),
        ("Гродно", "Grodno"),
        ("Шчарбінін", "Shcherbinin"),
        ("Пуцін", "Putin"),
        ("Каліноўскі", "Kalinouski"),
        ("Полацк", "Polotsk"),
    ],
)
def test_a_name_sounds_the_same_in_every_script(one, other):
    assert sound(fold(one)) == sound(fold(other)) != ""
    assert by_name(one, other)
    assert by_name(other, one)


@pytest.mark.parametrize(
    ("russian", "mixed"),
    [
        ("хорошо", "харашо"),
        ("говорить", "гаварыць"),
        ("говорил", "гаварылі"),
        ("делать", "дзелаць"),
        ("служба", "служба"),
        ("советский", "савецкі"),
    ],
)
def test_mixed_speech_sounds_like_russian(russian, mixed):
    assert sound(russian) == sound(mixed)


@pytest.mark.parametrize(
    ("one", "other"), [("прысяга", "прысуда"), ("Мінск", "Менск"), ("дом", "дым"), ("рота", "рада")]
)
def test_other_words_sound_otherwise(one, other):
    assert sound(fold(one)) != sound(fold(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Менск", "Менскага"),
        ("Менскай", "Менску"),
        ("Курапаты", "Курапацкая"),
        ("Ціханоўская", "Ціханоўск"),
    ],
)
def test_an_adjective_is_not_the_place_that_it_is_made_of(one, other):
    assert name_sound(fold(one)) != name_sound(fold(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Каліноўскага", "Калиновский"),
        ("Ціханоўскай", "Tikhanovskaya"),
        ("Тихановська", "Cichanoŭskaja"),
        ("Курапацкая", "курапацкай"),
        ("Аляскай", "Alaska"),
        ("Менску", "Miensk"),
    ],
)
def test_forms_of_names_sound_alike(one, other):
    assert name_sound(fold(one)) == name_sound(fold(other))


def test_a_word_that_is_no_name_is_looked_for_by_sound_only_when_asked():
    assert sound_term("прысяга", any_word=False) == ""
    assert sound_term("прысяга", any_word=True) == sound("прысяга")
    assert sound_terms("прысяга") == (sound("прысяга"),)
    assert [term for term in sound_terms("Прысяга") if term.startswith(NAMED)]


def test_what_has_no_letters_has_no_sound():
    assert sound("2020") == ""
    assert sound_terms("2020") == ()


@given(st.text(min_size=1, max_size=30))
def test_sound_ends_and_keeps_to_its_alphabet(text):
    key = sound(fold(text))
    assert key == "" or key.isalpha()
    assert not set(key) & set("оэеёяыїйюўґцщьъ")
