import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from search.query import And, Fuzzy, Not, Or, Phrase, Prefix, QueryRefused, Word, parse, positive_leaves


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("прысяга", Word("прысяга")),
        ("Ё Прыся́га", And((Word("е"), Word("прысяга")))),
        ("a b", And((Word("a"), Word("b")))),
        ("a AND b", And((Word("a"), Word("b")))),
        ("a b OR c", Or((And((Word("a"), Word("b"))), Word("c")))),
        ("дом АБО хата", Or((Word("дом"), Word("хата")))),
        ("дом ИЛИ хата", Or((Word("дом"), Word("хата")))),
        ("(a OR b) c", And((Or((Word("a"), Word("b"))), Word("c")))),
        ("a -b", And((Word("a"), Not(Word("b"))))),
        ("a НЕ b", And((Word("a"), Not(Word("b"))))),
        ("НЕ ХАЧУ", And((Word("не"), Word("хачу")))),
        ("a NOT NOT b", And((Word("a"), Word("b")))),
        ('a -"b c"', And((Word("a"), Not(Phrase(("b", "c")))))),
        ("a -(b OR c)", And((Word("a"), Not(Or((Word("b"), Word("c"))))))),
        ("«родная мова»", Phrase(("родная", "мова"))),
        ('"мова"', Word("мова")),
        ("што-небудзь", Phrase(("што", "небудзь"))),
        ("сям’я", Word("сям'я")),
        ("C++", Word("c")),
        ("хто?", Word("хто")),
        ("абаро*", Prefix("абаро")),
        ("мова~", Fuzzy("мова", 1)),
        ("прысяга~", Fuzzy("прысяга", 2)),
        ("прысяга~1", Fuzzy("прысяга", 1)),
        ("a,b", And((Word("a"), Word("b")))),
        ("a - b", And((Word("a"), Word("b")))),
    ],
)
def test_a_query_reads_as(text, tree):
    assert parse(text).tree == tree


def test_mode_reaches_every_word_and_phrase():
    assert parse('a "b c"', mode="exact").tree == And((Word("a", "exact"), Phrase(("b", "c"), "exact")))


@pytest.mark.parametrize(
    "text", ["*", '"', "(((", "()", "((((((((((((()))))))))))))", "AND", "not ()", "😀", "-", "~", "?!"]
)
def test_operators_alone_look_for_nothing_and_say_so(text):
    found = parse(text.replace("not ", "NOT "))
    assert found.tree is None
    assert found.notices


@pytest.mark.parametrize("text", ["-дом", "NOT дом", "-дом -хата", "-(дом OR хата)"])
def test_words_to_leave_out_alone_find_nothing_and_say_so(text):
    found = parse(text)
    assert found.tree is None
    assert "leave out" in found.notices[0]


@pytest.mark.parametrize("text", ["not", "or", "или", "NOT", "або"])
def test_an_operator_word_alone_looks_for_nothing_in_any_case_and_in_quotes_it_is_a_word(text):
    assert parse(text).tree is None
    assert parse(text).notices
    assert parse(f'"{text}"').words == (text.lower(),)


def test_an_empty_query_has_nothing_to_say():
    assert parse("  \n ").notices == ()


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("x" * 201, "200 characters"),
        (" ".join("abcdefghijklmnopq"), "16 words"),
        ('"' + "a " * 17 + '"', "16 words"),
        ("аб*", "three letters"),
        ("*аба", "end of a word"),
        ("аба*ро", "end of a word"),
        ("*о*", "end of a word"),
        ("дом~", "four letters"),
        ("прысяга~3", "1 or 2"),
        ("(" * 11 + "a" + ")" * 11, "brackets"),
    ],
)
def test_a_query_past_a_limit_is_refused_with_advice(text, advice):
    with pytest.raises(QueryRefused) as refusal:
        parse(text)
    assert advice in refusal.value.message


@pytest.mark.parametrize(
    ("text", "tree", "corrected"),
    [
        ('"родная мова', Phrase(("родная", "мова")), '"родная мова"'),
        ("(дом хата", And((Word("дом"), Word("хата"))), "дом хата"),
        ("дом) хата", And((Word("дом"), Word("хата"))), "дом хата"),
    ],
)
def test_unbalanced_signs_are_mended_with_a_notice(text, tree, corrected):
    found = parse(text)
    assert (found.tree, found.corrected) == (tree, corrected)
    assert found.notices


def test_a_side_of_or_that_only_leaves_out_is_ignored_with_a_notice():
    found = parse("дом OR -хата")
    assert found.tree == Word("дом")
    assert found.notices


def test_signs_inside_quotes_are_ignored_with_a_notice():
    found = parse('"аба* мова"')
    assert found.tree == Phrase(("аба", "мова"))
    assert found.notices


def test_words_are_the_positive_ones_in_their_order():
    assert parse('мова -хата "родны дом" абаро*').words == ("мова", "родны", "дом", "абаро")


@given(st.text(max_size=220) | st.text(alphabet="аbИНЕOR ANDT()-*~\"«»'’1,", max_size=120))
def test_any_text_is_read_or_refused(text):
    try:
        found = parse(text)
    except QueryRefused:
        return
    assert found.tree is None or found.words
    assert len(list(positive_leaves(found.tree))) <= 16
