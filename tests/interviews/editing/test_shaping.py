"""Cutting, joining and moving passages as plain values."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviews.editing.shaping import Edge, Piece, join, moved_borders, retimed, shrunk, split
from interviews.publishing import Refused
from interviews.segmenting import Passage

MARKED = Passage("Ян", "раз два тры чатыры пяць", 0, 10_000, [[0, 0, 4_000], [8, 4_000, 10_000]])


def test_a_split_where_a_cue_begins_takes_the_cue_s_time():
    first, second = split(MARKED, 8, {})
    assert (first.passage.text, first.passage.end_ms) == ("раз два", 4_000)
    assert (second.passage.text, second.passage.start_ms) == ("тры чатыры пяць", 4_000)
    assert second.passage.marks == [[0, 4_000, 10_000]]


def test_a_split_inside_a_cue_shares_its_time_by_the_words():
    first, second = split(MARKED, 19, {})
    assert first.passage.text == "раз два тры чатыры"
    assert first.passage.end_ms == second.passage.start_ms == 4_000 + round(6_000 * 11 / 15)


def test_a_split_in_the_middle_of_a_word_or_a_sign_is_made_before_it():
    passage = Passage("", "раз […] тры")
    first, second = split(passage, 6, {7: 4})
    assert (first.passage.text, second.passage.text, second.signs) == ("раз", "[…] тры", {7: 0})


@pytest.mark.parametrize("at", [0, 2, 23, 99])
def test_a_split_that_leaves_nothing_on_one_side_is_refused(at):
    one_word = Passage("", "слова")
    for passage in (one_word, MARKED) if at in (0, 99) else (one_word,):
        if passage is MARKED and at == 0:
            continue
        with pytest.raises(Refused):
            split(passage, at, {})


def test_two_signs_are_not_brought_side_by_side():
    left, right = Piece(Passage("", "раз […]"), {1: 4}), Piece(Passage("", "[…] тры"), {2: 0})
    with pytest.raises(Refused):
        join(left, right, "")
    joined = join(left, Piece(Passage("", "два […]"), {2: 4}), "")
    assert joined.signs == {1: 4, 2: 12}


def test_a_cue_without_time_gives_its_words_to_the_next():
    assert retimed(MARKED, 5_000, 9_000).marks == [[0, 5_000, 9_000]]
    assert retimed(MARKED, 0, 4_000).marks == [[0, 0, 4_000]]
    assert retimed(MARKED, 1_000, 12_000).marks == [[0, 1_000, 4_000], [8, 4_000, 12_000]]


def around() -> list[Passage]:
    return [Passage("", "а", n * 10, n * 10 + 10, [[0, n * 10, n * 10 + 10]]) for n in range(3)]


def test_a_shared_border_moves_for_both():
    before, here, after = around()
    fitted, edges = moved_borders(here, 12, 17, before, after)
    assert [(one.start_ms, one.end_ms) for one in fitted] == [(0, 12), (12, 17), (17, 30)]
    assert edges == [Edge(10, 12), Edge(20, 17)]


@pytest.mark.parametrize(("start", "end"), [(0, 20), (10, 30), (15, 15), (20, 10), (10, 31)])
def test_no_passage_is_left_without_time(start, end):
    before, here, after = around()
    with pytest.raises(Refused):
        moved_borders(here, start, end, before, after)


@pytest.mark.parametrize(
    ("stretch", "edge", "after"),
    [
        ((0, 20), Edge(20, 18), (0, 18)),
        ((0, 20), Edge(20, 22), (0, 20)),
        ((20, 40), Edge(20, 22), (22, 40)),
        ((20, 40), Edge(20, 18), (20, 40)),
        ((0, 40), Edge(20, 18), (0, 40)),
        ((19, 20), Edge(20, 18), (19, 20)),
    ],
)
def test_a_coding_that_stopped_at_a_border_does_not_reach_over_it(stretch, edge, after):
    assert shrunk(stretch, [edge]) == after


@st.composite
def passages(draw) -> Passage:
    parts = draw(
        st.lists(st.lists(st.sampled_from(["а", "бб", "в,", "[…]"]), min_size=1, max_size=4), min_size=1, max_size=4)
    )
    texts, marks, offset, clock = [], [], 0, 0
    for part in parts:
        text = " ".join(part)
        length = draw(st.integers(1, 9_000))
        marks.append([offset, clock, clock + length])
        clock += length
        offset += len(text) + 1
        texts.append(text)
    return Passage("Ян", " ".join(texts), 0, clock, marks)


@given(passages(), st.integers(0, 60))
def test_what_is_split_and_joined_again_says_the_same_at_the_same_time(passage, at):
    signs = {n: n for n in range(len(passage.text)) if passage.text.startswith("[…]", n)}
    try:
        first, second = split(passage, at, signs)
        whole = join(first, second, "Ян")
    except Refused:
        return
    assert (whole.passage.text, whole.passage.start_ms, whole.passage.end_ms) == (passage.text, 0, passage.end_ms)
    assert whole.signs == signs
    assert [mark for mark in passage.marks[1:] if mark not in whole.passage.marks] == [] or len(
        whole.passage.marks
    ) == len(passage.marks) + 1
