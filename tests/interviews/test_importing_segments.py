"""The rule by which cues become segments, and which segments say the same in two languages."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviews.formats.cues import Cue
from interviews.segmenting import Place, ends_a_sentence, moments, segments_from_cues

WORDS = st.lists(
    st.sampled_from(["Мы", "сышлі", "тады.", "Хто?", "г.", "А.", "«Так!»", "і", "не", "сям'я", "é", "…"]),
    min_size=1,
    max_size=8,
).map(" ".join)


def cue(seconds: float, length: float, text: str = "слова", speaker: str = "А") -> Cue:
    return Cue(round(seconds * 1000), round((seconds + length) * 1000), speaker, text, 1)


@st.composite
def timed_cues(draw) -> list[Cue]:
    cues, clock = [], 0
    for number in range(draw(st.integers(1, 30))):
        clock += draw(st.sampled_from([0, 0, 0, 200, 4_900, 5_000, 5_001, 9_000, -700]))
        start = max(0, clock)
        clock = start + draw(st.sampled_from([0, 900, 3_000, 7_500, 16_000, 59_000, 61_000]))
        cues.append(Cue(start, clock, draw(st.sampled_from(["", "А", "Б"])), draw(WORDS), number))
    return cues


def _cues_back(passages):
    for passage in passages:
        offsets = [mark[0] for mark in passage.marks]
        for (offset, start, end), following in zip(passage.marks, [*offsets[1:], len(passage.text) + 1], strict=True):
            yield start, end, passage.speaker, passage.text[offset : following - 1]


@given(timed_cues())
def test_every_cue_comes_back_from_the_marks_of_its_segment(cues):
    expected = sorted(((c.start_ms, c.end_ms, c.speaker, c.text) for c in cues), key=lambda c: c[0])
    assert list(_cues_back(segments_from_cues(cues))) == expected


@given(timed_cues())
def test_no_segment_spans_a_silence_or_more_than_a_minute(cues):
    for passage in segments_from_cues(cues):
        assert passage.start_ms == min(mark[1] for mark in passage.marks)
        assert passage.end_ms == max(mark[2] for mark in passage.marks)
        reached = passage.marks[0][2]
        for (_, _, end), (_, start, _) in pairwise(passage.marks):
            reached = max(reached, end)
            assert start - reached <= 5_000
        assert len(passage.marks) == 1 or passage.end_ms - passage.start_ms <= 60_000


@given(timed_cues())
def test_cues_are_joined_no_longer_than_until_a_sentence_ends_after_15_seconds(cues):
    for passage in segments_from_cues(cues):
        parts = list(_cues_back([passage]))
        reached = 0
        for _start, end, _, text in parts[:-1]:
            reached = max(reached, end)
            assert reached - passage.start_ms < 15_000 or not ends_a_sentence(text)


@given(timed_cues())
def test_neighbours_stay_apart_only_for_a_reason_that_the_rule_names(cues):
    for left, right in pairwise(segments_from_cues(cues)):
        first = right.marks[0]
        ended = left.end_ms - left.start_ms >= 15_000 and ends_a_sentence(left.text)
        too_long = max(left.end_ms, first[2]) - left.start_ms > 60_000
        assert left.speaker != right.speaker or right.start_ms - left.end_ms > 5_000 or ended or too_long


@given(
    st.lists(
        st.tuples(st.sampled_from(["", "А", "Б"]), st.lists(WORDS, min_size=1, max_size=50).map(" ".join)), max_size=6
    )
)
def test_no_word_of_an_untimed_text_is_lost_and_cuts_are_at_sentence_ends(turns):
    cues = [Cue(None, None, speaker, text, 1) for speaker, text in turns]
    passages = segments_from_cues(cues)
    said = [(speaker, word) for speaker, text in turns for word in text.split()]
    assert [(p.speaker, word) for p in passages for word in p.text.split()] == said
    again = segments_from_cues([Cue(None, None, p.speaker, p.text, 1) for p in passages])
    assert again == passages
    assert all(p.marks == [] and p.start_ms is None for p in passages)


def test_a_long_paragraph_is_cut_at_the_first_sentence_end_from_the_120th_word_on():
    text = " ".join(["слова"] * 118 + ["адно.", "Два", "тры.", "Чатыры"] + ["пяць"] * 10)
    passages = segments_from_cues([Cue(None, None, "А", text, 1)])
    assert [len(p.text.split()) for p in passages] == [121, 11]


def test_a_single_cue_longer_than_a_minute_stays_whole():
    assert len(segments_from_cues([cue(0, 300, "Доўгі расказ.")])) == 1


def test_cues_are_put_in_the_order_of_their_beginnings():
    passages = segments_from_cues([cue(10, 2, "другое"), cue(0, 2, "першае"), cue(10, 1, "трэцяе")])
    assert " ".join(p.text for p in passages) == "першае другое трэцяе"


def test_a_cue_without_times_among_others_gets_the_time_between_its_neighbours():
    passages = segments_from_cues([Cue(None, None, "Б", "раней", 1), cue(4, 2), Cue(None, None, "Б", "пасля", 3)])
    assert [(p.start_ms, p.end_ms, p.text) for p in passages] == [
        (0, 4_000, "раней"),
        (4_000, 6_000, "слова"),
        (6_000, 6_000, "пасля"),
    ]


def test_text_is_kept_in_one_unicode_form_without_empty_lines():
    (passage,) = segments_from_cues([cue(0, 1, "  сёння \n\n й  ", "  Ян\nКос ")])
    assert (passage.text, passage.speaker) == ("сёння\nй", "Ян Кос")


@pytest.mark.parametrize("text", ["Так.", "Што?!", "Ну…", "«Стой!»", "Ён сказаў: «Так.»", "I left.”", "(Ціха.)"])
def test_these_end_a_sentence(text):
    assert ends_a_sentence(text)


@pytest.mark.parametrize("text", ["і ён", "у 2020 г.", "гэта быў А.", "maj.", "Mr.", "(напр.", "", "так,", "т.е."])
def test_these_do_not(text):
    assert not ends_a_sentence(text)


def _places(*spans: tuple[int, int]) -> list[Place]:
    return [Place(start, end, 10) for start, end in spans]


def test_a_translated_segment_has_the_moment_that_it_shares_most_time_with():
    original = _places((0, 20), (20, 40), (60, 80))
    assert moments(original, _places((0, 10), (15, 39), (41, 45), (56, 58), (90, 95))) == [0, 1, 1, 2, 2]


@given(
    st.lists(st.tuples(st.integers(0, 300), st.integers(0, 60)), min_size=1, max_size=12),
    st.tuples(st.integers(0, 300), st.integers(0, 60)),
)
def test_no_other_segment_of_the_original_shares_more_time(spans, one):
    original = sorted((start, start + length) for start, length in spans)
    start, end = one[0], one[0] + one[1]
    (found,) = moments(_places(*original), _places((start, end)))
    shared = [min(end, b) - max(start, a) for a, b in original]
    assert shared[found] == max(shared)
    if max(shared) > 0:
        assert found == shared.index(max(shared))


def test_untimed_segments_pair_by_position_or_by_the_share_of_characters():
    three = [Place(None, None, 10)] * 3
    assert moments(three, [Place(None, None, 1)] * 3) == [0, 1, 2]
    assert moments(three, [Place(None, None, 10)] * 6) == [0, 0, 1, 1, 2, 2]
    assert moments(three, [Place(0, 5, 30)]) == [1]
    assert moments([], three) == [0, 1, 2]
