"""Words are taken out of a passage whole, and come back as they were."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviews.withholding.cutting import LEFT_OUT, Stretch, cut, heard, paste, widened

TEXT = "Мяне клічуць Іван Пятроў-Сідараў, служыў у Барысаве."


def at(text: str, words: str) -> tuple[int, int]:
    start = text.index(words)
    return start, start + len(words)


@pytest.mark.parametrize(
    ("text", "wanted", "public"),
    [
        (TEXT, ["Іван Пятроў-Сідараў"], "Мяне клічуць […], служыў у Барысаве."),
        (TEXT, ["Пятроў"], "Мяне клічуць Іван […], служыў у Барысаве."),
        (TEXT, ["арыс"], "Мяне клічуць Іван Пятроў-Сідараў, служыў у […]."),
        (TEXT, ["Іван", "Пятроў"], "Мяне клічуць […], служыў у Барысаве."),
        (TEXT, ["Іван Пятроў", "Пятроў-Сідараў, служыў"], "Мяне клічуць […] у Барысаве."),
        ("сям'я і дом", ["сям"], "[…] і дом"),
        ("(Барысаў)", ["Барысаў"], "([…])"),
        ("One two", ["One two"], "[…]"),
        ("в\u0301од і", ["од"], "[…] і"),
    ],
)
def test_a_stretch_takes_whole_words_and_leaves_the_punctuation_around(text, wanted, public):
    stretches = [Stretch(*at(text, words)) for words in wanted]
    assert cut(text, [], stretches).text == public


def test_white_space_alone_is_nothing_to_take_out():
    assert cut("a b", [], [Stretch(1, 2)]).pieces == []


def test_a_stretch_over_an_older_sign_swallows_it():
    text = "Я быў у […] з братам і сябрам."
    done = cut(text, [], [Stretch(*at(text, "[…] з братам"))], {7: text.index(LEFT_OUT)})
    assert done.text == "Я быў у […] і сябрам."
    assert done.pieces[0].parts == (7, " з братам")
    assert done.gaps == {}


def test_a_stretch_beside_an_older_sign_joins_it_and_one_further_on_moves_it():
    text = "Я быў у […] з братам і сябрам."
    beside = cut(text, [], [Stretch(*at(text, "у"))], {7: text.index(LEFT_OUT)})
    assert (beside.text, beside.pieces[0].parts) == ("Я быў […] з братам і сябрам.", ("у ", 7))
    before = cut(text, [], [Stretch(0, 1)], {7: text.index(LEFT_OUT)})
    assert before.text[before.gaps[7] :].startswith("[…] з")


def test_half_a_sign_is_taken_whole():
    text = "Я быў у […] з братам."
    offset = text.index(LEFT_OUT)
    assert widened(text, offset + 1, offset + 2) == (offset, offset + 3)


def test_cues_keep_their_times_and_one_without_words_gives_its_time_to_the_one_before():
    text = "Першы радок. Другі радок. Трэці радок."
    marks = [[0, 0, 1000], [13, 1000, 2000], [26, 2000, 3000]]
    done = cut(text, marks, [Stretch(*at(text, "радок. Другі радок."))])
    assert done.text == "Першы […] Трэці радок."
    assert done.marks == [[0, 0, 2000], [10, 2000, 3000]]


def test_a_stretch_is_heard_in_every_cue_that_holds_a_part_of_it():
    marks = [[0, 0, 1000], [13, 1000, 2000], [26, 2000, 3000]]
    assert heard(marks, 5, 14) == [[0, 1000], [1000, 2000]]
    assert heard(marks, 26, 30) == [[2000, 3000]]
    assert heard([], 0, 5) == []


LETTERS = st.one_of(
    st.sampled_from("абвгўіёєїґыэъщŭłčśžabcxyz"),
    st.characters(categories=("Ll", "Lu", "Lo", "Mn", "Nd", "So", "Po", "Pd", "Zs")),
)
WORDS = st.text(LETTERS, min_size=1, max_size=9)


@st.composite
def marked_texts(draw):
    """Return a text of words that occur nowhere else in it, and stretches of it, nested and overlapping."""
    words = draw(st.lists(WORDS, min_size=1, max_size=14))
    text = " ".join(words)
    bounds = st.integers(-2, len(text) + 2)
    pairs = draw(st.lists(st.tuples(bounds, bounds), min_size=1, max_size=6))
    return text, [Stretch(min(pair), max(pair)) for pair in pairs]


@given(marked_texts())
def test_no_character_of_a_stretch_survives_and_every_other_does(case):
    text, stretches = case
    done = cut(text, [], stretches)
    gone = set()
    for one in stretches:
        low, high = max(0, one.start), min(len(text), one.end)
        gone |= {n for n in range(low, high) if not text[n].isspace()}
    rebuilt, taken, offset = "", set(), 0
    for piece in done.pieces:
        rebuilt += done.text[offset : piece.offset]
        words = "".join(map(str, piece.parts))
        taken |= set(range(len(rebuilt), len(rebuilt) + len(words)))
        rebuilt += words
        offset = piece.offset + len(LEFT_OUT)
    rebuilt += done.text[offset:]
    if all(one.start < one.end for one in stretches):
        assert rebuilt == text
        assert gone <= taken


@given(marked_texts())
def test_words_come_back_as_they_were(case):
    text, stretches = case
    stretches = [one for one in stretches if text[max(0, one.start) : max(0, one.end)].strip()]
    marks = [[0, 0, 1000]]
    done = cut(text, marks, stretches)
    gaps = {n: piece.offset for n, piece in enumerate(done.pieces)}
    public, moved = done.text, done.marks
    for key in sorted(gaps, reverse=True):
        back = paste(public, moved, gaps[key], "".join(map(str, done.pieces[key].parts)), gaps)
        public, moved, gaps = back.text, back.marks, back.gaps
    assert public == text
    assert unicodedata.is_normalized("NFC", text) == unicodedata.is_normalized("NFC", public)
