import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis import fold, tokens


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Прыся́га", "прысяга"),
        ("СЯМ’Я", "сям'я"),
        ("абʼява", "аб'ява"),
        ("ёлка", "елка"),
        (unicodedata.normalize("NFD", "Йод"), "йод"),
        (unicodedata.normalize("NFD", "ёў"), "еў"),
        ("сло\u00adва\u200b", "слова"),
        ("Мiнск", "мінск"),
        ("cлужба", "служба"),
        ("Нарва", "нарва"),
        ("Čaćviorty", "čaćviorty"),
        ("Microsoft", "microsoft"),
    ],
)
def test_letters_fold(written, folded):
    assert fold(written) == folded


def test_a_latin_word_keeps_its_letters_and_a_mixed_one_with_foreign_letters_too():
    assert fold("cop") == "cop"
    assert fold("Windowsы") == "windowsы"


def test_tokens_keep_their_places_in_the_text_as_written():
    text = "Ён — «сям’я», Прыся\u0301га;\u200b 2020-га!"
    assert [(token.text, text[token.start : token.end]) for token in tokens(text)] == [
        ("ен", "Ён"),
        ("сям'я", "сям’я"),
        ("прысяга", "Прыся\u0301га"),
        ("2020", "2020"),
        ("га", "га"),
    ]


def test_no_word_is_too_short_or_too_common():
    assert [token.text for token in tokens("Я і ты be the")] == ["я", "і", "ты", "be", "the"]


@given(st.text(alphabet="аёіўЙ'’ʼ\u0301\u0306\u200bab1 -.Ж", max_size=60) | st.text(max_size=60))
def test_every_token_is_the_fold_of_its_own_characters(text):
    last = 0
    for token in tokens(text):
        assert last <= token.start < token.end <= len(text)
        assert token.text == fold(text[token.start : token.end])[:64]
        last = token.end
