import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from search.query import (
    LONGEST_QUERY,
    MOST_WORDS,
    And,
    Field,
    Fuzzy,
    Near,
    Not,
    Or,
    Phrase,
    Prefix,
    QueryRefused,
    Word,
    parse,
    positive_leaves,
    printed,
)


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
        ("a NEAR/5 b", Near((Word("a"), Word("b")), 5)),
        ("a NEAR b", Near((Word("a"), Word("b")), 10)),
        ("a ПОБАЧ/3 b", Near((Word("a"), Word("b")), 3)),
        ("a РЯДОМ/3 b", Near((Word("a"), Word("b")), 3)),
        ("a ПОРУЧ b", Near((Word("a"), Word("b")), 10)),
        ("a NEAR/2 b NEAR/4 c", Near((Word("a"), Word("b"), Word("c")), 4)),
        ("x a NEAR/2 b y", And((Word("x"), Near((Word("a"), Word("b")), 2), Word("y")))),
        ("(дом OR хата) NEAR/2 мов*", Near((Or((Word("дом"), Word("хата"))), Prefix("мов")), 2)),
        ('"a b" NEAR/2 дому~', Near((Phrase(("a", "b")), Fuzzy("дому", 1)), 2)),
        ("x -a NEAR/2 b", And((Word("x"), Not(Near((Word("a"), Word("b")), 2))))),
        ("МОВА ПОБАЧ ДОМ", And((Word("мова"), Word("побач"), Word("дом")))),
        ("дом ТА хата", And((Word("дом"), Word("хата")))),
        ("=дом хата", And((Word("дом", "exact"), Word("хата")))),
        ('="родны дом"', Phrase(("родны", "дом"), "exact")),
        ("=«родны дом»", Phrase(("родны", "дом"), "exact")),
        ("a -=дом", And((Word("a"), Not(Word("дом", "exact"))))),
        ("=што-небудзь", Phrase(("што", "небудзь"), "exact")),
        ("a = b", And((Word("a"), Word("b")))),
        ("a=b", And((Word("a"), Word("b")))),
        ("theme:страх", Field("theme", "страх")),
        ('тэма:"The falsified vote" a', And((Field("theme", "The falsified vote"), Word("a")))),
        ("a -мова:ru", And((Word("a"), Not(Field("language", "ru"))))),
        ("інтэрв’ю:OOU-7K3M", Field("interview", "OOU-7K3M")),
        ("Тема: страх", Field("theme", "страх")),
        ("язык:be OR оповідач:Остап", Or((Field("language", "be"), Field("speaker", "Остап")))),
        ("12:30", And((Word("12"), Word("30")))),
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
        ("a NEAR/999999 b", "from 1 to 100"),
        ("a NEAR/0 b", "from 1 to 100"),
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
        ("(a OR -(b c)) «d", And((Word("a"), Word("d"))), "(a OR -(b c)) «d»"),
        ("дом NEAR/3", Word("дом"), "дом"),
        ("дом NEAR/3 -хата", And((Word("дом"), Not(Word("хата")))), "дом -хата"),
        ("дом NEAR/3 (хата мова)", And((Word("дом"), And((Word("хата"), Word("мова"))))), "дом (хата мова)"),
        ("дом theme:", Word("дом"), "дом"),
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


@pytest.mark.parametrize(
    ("text", "offer"),
    [
        ("*аба", "аба*"),
        ("дом *о* хата", "дом о хата"),
        ("аба*рона", "рона*"),
        ("дом аб*", "дом аб"),
        ("-дом аб*", "-дом аб"),
        ("прысяга~3", "прысяга~2"),
        ("a NEAR/999999 b", "a NEAR/100 b"),
        ("(" * 11 + "a" + ")" * 11, "a"),
        ("дом " * 60, " ".join(["дом"] * 16)),
        ("a " * 17, " ".join("a" * 16)),
        ('"' + "a " * 17 + '"', " ".join("a" * 16)),
        ("x" * 201, None),
    ],
)
def test_with_a_refusal_comes_a_query_that_keeps_to_the_limits(text, offer):
    with pytest.raises(QueryRefused) as refusal:
        parse(text)
    assert refusal.value.offer == offer


def test_a_field_that_nobody_knows_is_looked_for_as_a_word_and_the_right_one_is_offered():
    found = parse("speeker:Anna oath")
    assert found.words == ("speeker", "anna", "oath")
    assert "“speeker:”" in found.notices[0]
    assert "speaker:, theme:, language:, interview:" in found.notices[0]
    assert found.offer == "speaker:Anna oath"
    assert not parse("https://example.org").notices


@pytest.mark.parametrize(
    ("language", "text", "example"),
    [("be", "тэма:", "тэма:страх"), ("ru", "язык:", "язык:русский"), ("en", "theme:", "theme:fear")],
)
def test_a_field_without_a_value_shows_one_in_the_readers_words(language, text, example):
    with translation.override(language):
        assert f" {example}." in parse(text).notices[0]


@pytest.mark.parametrize("text", ["theme:", 'theme:""', "тэма: OR", "speaker:()", "theme: NEAR/3", "interview:?"])
def test_a_field_without_a_value_says_what_to_write(text):
    found = parse(text)
    assert found.tree is None
    assert "Write after" in found.notices[0]


@pytest.mark.parametrize("word", ["or", "near", "не", "і", "та"])
def test_a_word_that_is_also_an_operator_is_printed_as_a_word(word):
    tree = parse(f'"{word}" дом').tree
    assert tree == And((Word(word), Word("дом")))
    assert parse(printed(tree)).tree == tree


SIGNS = ["OR", "AND", "НЕ", "NEAR/3", "NEAR", "ПОБАЧ/99", "(", ")", "-", "=", "*", "~", "~2", "«", '"', " ", " "]
SAID = ["дом", "аба*", "прысяга~", "сям'я", "што-небудзь", "a,b", '"a b"', '="a b"']
NAMED = ["theme:", "мова:ru", 'тэма:"a b"', "speaker:x"]
pieces = st.sampled_from(SIGNS + SAID + NAMED)
anything = st.text(max_size=220) | st.text(alphabet="аbИНЕOR ANDT()-*~\"«»'’1,=:/", max_size=120)
anything |= st.lists(pieces, max_size=24).map(" ".join) | st.lists(pieces, max_size=24).map("".join)


@given(anything, st.sampled_from(["all", "exact", "sounds"]))
def test_any_text_is_read_or_refused(text, mode):
    try:
        found = parse(text, mode=mode)
    except QueryRefused as refused:
        if refused.offer is None:
            return
        found = parse(refused.offer, mode=mode)
        assert found.tree is not None
    assert found.tree is not None or found.notices or not text.strip()
    assert len(list(positive_leaves(found.tree))) <= MOST_WORDS
    again = printed(found.tree, mode)
    assert len(again) > LONGEST_QUERY or parse(again, mode=mode).tree == found.tree
    if found.corrected is not None:
        corrected = parse(found.corrected, mode=mode)
        assert (corrected.tree, corrected.corrected) == (found.tree, None)
