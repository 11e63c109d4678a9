"""Selected words become times: inside their cues, never touching a passage of which no word was chosen."""

from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviews.coding.stretches import Stretch, stretch_of, words_in
from interviews.models import Coding

TEXT = "Першы радок тут. Другі радок там."
MARKS = [[0, 0, 8_000], [17, 8_000, 20_000]]


@dataclass
class Passage:
    text: str
    start_ms: int | None = None
    end_ms: int | None = None
    marks: list[list[int]] = field(default_factory=list)
    moment: int = 0


PASSAGE = Passage(TEXT, 0, 20_000, MARKS)


@pytest.mark.parametrize(
    ("first", "last", "times"),
    [
        (0, len(TEXT), (0, 20_000)),
        (0, 16, (0, 8_000)),  # the first cue
        (0, 17, (0, 8_000)),  # and the space after it
        (16, len(TEXT), (8_000, 20_000)),  # the space before the second, which counts for nothing
        (6, 11, (3_000, 5_500)),  # "радок", letters 6 to 11 of 16 in 8 s
        (23, 28, (12_500, 16_250)),  # "радок" of the second: letters 6 to 11 of 16 in 12 s, from 8 s on
    ],
)
def test_words_have_the_times_of_their_letters_in_their_cue(first, last, times):
    found = stretch_of([PASSAGE], first, last)
    assert (found.start_ms, found.end_ms) == times


def test_a_passage_without_times_is_told_by_positions():
    assert stretch_of([Passage("a", moment=3), Passage("b", moment=4)]) == Stretch(first_position=3, last_position=4)


def test_a_passage_without_length_can_be_coded():
    assert stretch_of([Passage("a", 20_000, 20_000, [[0, 20_000, 20_000]])]) == Stretch(20_000, 20_001)


@st.composite
def passages(draw) -> list[Passage]:
    """Neighbouring passages, each of several cues of whole words, without a gap between them."""
    made, clock = [], draw(st.integers(0, 5_000))
    for moment in range(draw(st.integers(1, 4))):
        text, marks, began = "", [], clock
        for _ in range(draw(st.integers(1, 4))):
            words = draw(st.lists(st.text("абв🎖", min_size=1, max_size=7), min_size=1, max_size=6))
            length = draw(st.integers(1, 9_000))
            text += " " if text else ""
            marks.append([len(text), clock, clock + length])
            text += " ".join(words)
            clock += length
        made.append(Passage(text, began, clock, marks, moment))
    return made


@given(passages(), st.data())
def test_a_coding_covers_the_passages_whose_words_were_chosen_and_no_other(rows, data):
    first = data.draw(st.integers(0, len(rows) - 1))
    last = data.draw(st.integers(first, len(rows) - 1))
    begin = data.draw(st.integers(0, len(rows[first].text) - 1))
    end = data.draw(st.integers(begin + 1 if first == last else 1, len(rows[last].text)))
    chosen = rows[first].text[begin : end if first == last else None]
    if not chosen.strip() or not rows[last].text[:end].strip():
        return
    stretch = stretch_of(rows[first : last + 1], begin, end)
    assert rows[first].start_ms <= stretch.start_ms < stretch.end_ms
    coding = Coding(**vars(stretch))
    covered = [n for n, one in enumerate(rows) if coding.covers(start_ms=one.start_ms, end_ms=one.end_ms, moment=n)]
    assert covered == list(range(first, last + 1)) or stretch.end_ms - stretch.start_ms <= 1


@given(passages())
def test_whole_passages_have_their_own_times(rows):
    for one in rows:
        assert stretch_of([one]) == Stretch(one.start_ms, one.end_ms)
        assert words_in(one, one.start_ms, one.end_ms) == (0, len(one.text))


@given(passages(), st.data())
def test_the_words_that_were_chosen_are_among_those_that_are_shown(rows, data):
    one = rows[0]
    begin = data.draw(st.integers(0, len(one.text) - 1))
    end = data.draw(st.integers(begin + 1, len(one.text)))
    if one.text[begin:end].strip():
        stretch = stretch_of([one], begin, end)
        first, last = words_in(one, stretch.start_ms, stretch.end_ms)
        chosen = one.text[begin:end]
        if stretch.end_ms - stretch.start_ms > len(one.text):  # a letter may be shorter than a millisecond
            assert first <= begin + len(chosen) - len(chosen.lstrip())
            assert last >= begin + len(chosen.rstrip())


def test_the_word_behind_the_chosen_ones_is_not_shown_as_coded():
    text = "Слова номер 0. Нас привели на плац і ми читали присягу."
    one = Passage(text, 0, 3500)
    end = len("Слова номер 0.")
    stretch = stretch_of([one], 0, end)
    assert words_in(one, stretch.start_ms, stretch.end_ms) == (0, end)
