import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis import belarusian, english, fold, is_name, lemmas, russian, ukrainian
from search.analysis.belarusian.spelling import plain, without_assimilation, without_orthography
from search.analysis.latin import cyrillic

TABLE = "5b2f074d2a1ff3e8f34edab7555a4e17bd992111cba9f20c53a399614fa9cf81"


def together(one: str, other: str) -> bool:
    """Tell whether a search for one word finds the other."""
    return not set(lemmas(fold(one))).isdisjoint(lemmas(fold(other)))


def test_the_table_is_the_one_that_the_index_version_was_raised_for():
    assert hashlib.sha256(belarusian.TABLE.read_bytes()).hexdigest() == TABLE


BELARUSIAN = [
    ("рабіць", "робіць робяць рабіла робім рабіў робячы"),
    ("пячы", "пяку пячэ пячэш пякуць пёк пякла пякло"),
    ("слаць", "шлю шле шлюць слаў слала"),
    ("пісаць", "пішу піша пісаў пісала"),
    ("браць", "бяру бярэ бралі"),
    ("сабраць", "збяру збярэ сабралі"),
    ("ісці", "іду ідзе ішоў ішла"),
    ("пайсці", "пайду пайшоў пайшлі"),
    ("прыйсці", "прыйшлі прыйдуць"),
    ("памерці", "памру памёр памерла"),
    ("даць", "дам дасць далі дадуць дай"),
    ("даваць", "даю дае даваў"),
    ("ехаць", "еду едзе ехаў"),
    ("магчы", "магу можа могуць мог магла"),
    ("хацець", "хачу хоча хацела"),
    ("весці", "вяду вядзе вёў вяла"),
    ("узяць", "вазьму возьме узяў"),
    ("быць", "буду будзе быў была ёсць"),
    ("мець", "маю мае маюць меў мела"),
    ("крычаць", "крычаў крычыць крычачы"),
    ("гаварыць", "гавару гаворыць гаварылі гаворачы"),
    ("зрабіць", "зроблены зробленая зрабіўшы"),
    ("напісаць", "напісаны напісанага"),
    ("стол", "стала стале сталы сталом"),
    ("рука", "руцэ рук рукамі руку"),
    ("нага", "назе ног нагамі"),
    ("чалавек", "людзі людзей людзьмі чалавекам"),
    ("дзіця", "дзеці дзяцей дзецьмі дзіцяці"),
    ("вока", "вочы вачэй вачамі"),
    ("дзень", "дні дня дзён"),
    ("госць", "госці гасцей гасцям"),
    ("службовец", "службоўцы службоўцаў службоўцу"),
    ("прысяга", "прысязе прысягі прысягай"),
    ("сям'я", "сям’і сямʼёй"),
    ("Мінск", "Мінску Мінска"),
    ("вайсковы", "вайсковага вайсковую вайсковыя"),
]
RUSSIAN = [
    ("служить", "служу служил служившего"),
    ("человек", "люди людей человеком"),
    ("идти", "шёл иду шли"),
    ("ёлка", "елки ёлкой"),
    ("хороший", "лучше хорошего"),
]
UKRAINIAN = [
    ("присяга", "присягою присязі присяги"),
    ("сім'я", "сім’ї сім'єю"),
    ("Київ", "Києва Києву"),
    ("військо", "війська військом"),
]
ENGLISH = [
    ("go", "goes went gone going"),
    ("officer", "officers"),
    ("leaf", "leaves"),
    ("city", "cities"),
    ("write", "wrote written writing"),
]


@pytest.mark.parametrize(("word", "forms"), [*BELARUSIAN, *RUSSIAN, *UKRAINIAN, *ENGLISH])
def test_any_form_of_a_word_finds_it_and_is_found_by_it(word, forms):
    assert [form for form in forms.split() if not together(word, form)] == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("мова", "мора"),
        ("дом", "дым"),
        ("служба", "слуга"),
        ("army", "arms"),
        ("праз", "прыз"),
        ("вас", "весці"),
        ("зноў", "зняць"),
        ("пішу", "пяку"),
        ("мыць", "мыцца"),
        ("Менску", "менскага"),
        ("даць", "даваць"),
        ("даю", "дала"),
        ("думаю", "дума"),
        ("задаць", "задача"),
        ("мець", "мяць"),
        ("складаны", "складаць"),
        ("вена", "вон"),
        ("Перу", "поры"),
        ("им", "имени"),
        ("см", "смотреть"),
        ("порой", "пора"),
    ],
)
def test_other_words_do_not_find_one_another(one, other):
    assert not together(one, other)


@pytest.mark.parametrize(
    ("official", "classical"),
    [
        ("свет", "сьвету"),
        ("снег", "сьнегам"),
        ("ёсць", "ёсьць"),
        ("насенне", "насеньня"),
        ("сістэма", "сыстэма"),
        ("прэзідэнт", "прэзыдэнта"),
        ("план", "пляну"),
        ("калонія", "калёнія"),
        ("універсітэт", "унівэрсытэце"),
        ("клас", "кляса"),
        ("Еўропа", "Эўропы"),
        ("дзве", "дзьве"),
        ("незалежнасць", "незалежнасьці"),
    ],
)
def test_both_orthographies_are_one_language(official, classical):
    assert together(official, classical)


def test_a_lower_tier_is_asked_only_if_the_higher_has_nothing():
    assert without_assimilation("сьнег") == "снег"
    assert without_assimilation("большы") == "большы"
    assert without_orthography("сыстэма") == without_orthography("сістэма")
    assert set(belarusian.lemmas("быць")).isdisjoint(belarusian.lemmas("біць"))
    assert plain("сям'ёй") == "сямей"


@pytest.mark.parametrize(
    ("word", "languages"), [("был", {"r"}), ("родился", {"r"}), ("думаю", {"b", "r", "u"}), ("пляну", {"b", "u"})]
)
def test_a_word_of_another_language_is_belarusian_only_as_it_is_spelt(word, languages):
    assert {term[0] for term in lemmas(word)} == languages


@pytest.mark.parametrize("word", ["тем", "плеть", "речі", "судді"])
def test_what_neither_orthography_can_write_is_no_belarusian(word):
    assert belarusian.lemmas(word) == ()


@pytest.mark.parametrize("word", ["ад'езд", "пад'ехаць", "бур'ян"])
def test_an_apostrophe_keeps_a_consonant_hard(word):
    assert belarusian.lemmas(word)


@pytest.mark.parametrize(
    ("word", "lemmas_of_it"), [("начала", {"rначало", "rначать"}), ("власти", {"rвласть"}), ("гг", {"rгг"})]
)
def test_a_russian_word_is_what_it_is_counted_as(word, lemmas_of_it):
    assert set(russian.lemmas(word)) == lemmas_of_it


@pytest.mark.parametrize(
    ("word", "language"),
    [("прысягаю", belarusian), ("присягаю", russian), ("присягою", ukrainian), ("oaths", english)],
)
def test_terms_carry_their_dictionary(word, language):
    assert language.lemmas(word)
    letter = language.lemmas(word)[0][0]
    assert [term for term in lemmas(word) if term[0] == letter] == list(language.lemmas(word))


def test_every_dictionary_that_knows_a_word_is_heard_and_guesses_only_for_what_none_knows():
    assert {term[0] for term in lemmas("план")} == {"b", "r", "u"}
    assert {term[0] for term in lemmas("артдокфэсце")} == {"g"}
    assert together("артдокфэст", "артдокфэсце")
    assert together("Мірашнічэнка", "Мірашнічэнкі")
    assert lemmas("2020") == ("2020",)


@pytest.mark.parametrize(
    ("latin", "expected"),
    [
        ("čaćviorty", "чацьверты"),
        ("łukašenka", "лукашэнка"),
        ("śnieh", "сьнег"),
        ("biełaruś", "беларусь"),
        ("dziaržava", "дзяржава"),
        ("jość", "ёсьць"),
        ("maja", "мая"),
        ("siamja", "сям'я"),
        ("chacieła", "хацела"),
        ("školny", "школьны"),
        ("lublu", "люблю"),
        ("ŭniviersitet", "ўніверсітэт"),
        ("kraina", "краіна"),
        ("voĺny", "вольны"),
    ],
)
def test_lacinka_is_read_as_cyrillic(latin, expected):
    assert cyrillic(latin) == fold(expected)


@pytest.mark.parametrize(
    ("one", "other"), [("śviet", "свеце"), ("prysiahaju", "прысягаць"), ("dziaržavy", "дзяржава"), ("mova", "мову")]
)
def test_lacinka_finds_cyrillic(one, other):
    assert together(one, other)


def test_an_english_word_is_not_read_as_lacinka():
    assert {term[0] for term in lemmas("oath")} == {"e"}
    assert {term[0] for term in lemmas("was")} == {"e"}


@pytest.mark.parametrize(
    ("word", "expected"),
    [("мінск", True), ("лукашэнка", True), ("шчарбінін", True), ("прысяга", False), ("служил", False), ("army", False)],
)
def test_names_are_what_no_dictionary_knows_otherwise(word, expected):
    assert is_name(word) is expected


def test_a_zero_byte_is_no_letter():
    assert belarusian.lemmas("мо\0ва") == belarusian.lemmas("мова")
    assert belarusian.lemmas("\0") == ()


LETTERS = "абвгдежзійклмнопрстуўфхцчшыьэюяёъщиїєґ'bcdčćšžłńŭ-1"


@given(st.text(alphabet=LETTERS, min_size=1, max_size=24) | st.text(min_size=1, max_size=40))
def test_every_text_has_terms_and_the_same_ones_again(text):
    word = fold(text)
    found = lemmas(word)
    assert found == lemmas(word)
    assert len(found) == len(set(found)) > 0
    assert fold(word) == word
