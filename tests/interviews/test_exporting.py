"""Segments go out and come in again as they were; citations."""

import json

import pytest
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from interviews import exporting, formats
from interviews.formats.cues import Cue
from interviews.importing import import_transcript
from interviews.models import Segment, Series, Transcript
from tests.factories import make_interview

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


# Words that readers of captions could take for something else.
SIGNS = [
    "Слова",
    "і",
    "сям'я",
    "<b>",
    "<v Хтосьці>",
    "a < b",
    "-->",
    "→",
    "&amp;",
    "R&B",
    "{\\an8}",
    "12",
    "«Так».",
    "é",
]
SPEAKERS = ["Ян Кос", "Інтэрв'юер", "Мс. О'Браэн", "а, б", "<X & Y>", "Каментатар: ён"]


@st.composite
def conversations(draw) -> list[Cue]:
    """Return cues as a caption file may have them; somebody is named in every one, or in all but some."""
    cues, clock = [], 0
    text = st.lists(st.sampled_from(SIGNS), min_size=1, max_size=6).map(" ".join)
    texts = st.lists(text, min_size=1, max_size=3).map("\n".join)
    for number in range(draw(st.integers(1, 12))):
        start = clock + draw(st.sampled_from([0, 1, 700, 6_000]))
        clock = start + draw(st.sampled_from([0, 40, 3_333, 20_000, 3_600_000]))
        speaker = SPEAKERS[0] if number == 0 else draw(st.sampled_from(["", *SPEAKERS]))
        cues.append(Cue(start, clock, speaker, draw(texts), number))
    return cues


def _stored(transcript: Transcript) -> list[tuple]:
    rows = transcript.segments.order_by("position")
    return list(rows.values_list("position", "speaker", "start_ms", "end_ms", "text", "marks"))


def data(transcript: Transcript) -> str:
    return json.dumps(exporting.as_json(transcript), ensure_ascii=False)


def tei(transcript: Transcript) -> str:
    return exporting.FILES["tei"].write(transcript, exporting.colophon(transcript))


@pytest.mark.parametrize("write", [exporting.webvtt, exporting.srt, data, tei])
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cues=conversations())
def test_captions_come_in_again_cue_for_cue(write, cues):
    interview = make_interview()
    transcript = import_transcript(interview=interview, cues=cues, language="be").transcript
    before = _stored(transcript)
    reading = formats.read(write(transcript).encode())
    assert [(c.start_ms, c.end_ms, c.speaker, c.text) for c in reading.cues] == [
        (c.start_ms, c.end_ms, c.speaker, c.text) for c in cues
    ]
    assert not [problem for problem in reading.problems if problem.refuses]
    assert import_transcript(interview=interview, cues=reading.cues, language="be").outcome == "unchanged"
    assert _stored(transcript) == before


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    turns=st.lists(
        st.lists(st.sampled_from(["Слова", "і", "R&B", "&amp;", "так."]), min_size=1, max_size=200), min_size=3
    )
)
def test_an_untimed_text_comes_in_again_passage_for_passage(turns):
    interview = make_interview()
    cues = [Cue(None, None, ("Журналіст", "Ян Кос")[n % 2], " ".join(words), n) for n, words in enumerate(turns[:8])]
    transcript = import_transcript(interview=interview, cues=cues, language="be").transcript
    for write in (exporting.plain_text, data, tei):
        reading = formats.read(write(transcript).encode())
        assert import_transcript(interview=interview, cues=reading.cues, language="be").outcome == "unchanged"


def test_a_timed_text_comes_in_again_with_its_words_speakers_and_seconds():
    interview = make_interview(
        ["Чаму вы сышлі?", "Не мог інакш.\nІ ўсё.", "А потым?"], speakers=["Журналіст", "Ян Кос", "Журналіст"]
    )
    transcript = interview.transcripts.get()
    text = exporting.plain_text(transcript)
    assert text.startswith("[00:00:00] Журналіст: Чаму вы сышлі?\n\n[00:00:20] Ян Кос: Не мог інакш.")
    reading = formats.read(text.encode())
    assert [(c.start_ms, c.speaker, c.text) for c in reading.cues] == list(
        transcript.segments.values_list("start_ms", "speaker", "text")
    )


def test_captions_of_one_part_begin_at_nought_and_hold_nothing_of_the_others():
    interview = make_interview(["раз", "два", "тры", "чатыры"])
    transcript = interview.transcripts.get()
    assert exporting.webvtt(transcript, offset_ms=20_000, until_ms=50_000) == (
        "WEBVTT\n\n00:00:00.000 --> 00:00:20.000\n<v Narrator>два\n\n00:00:20.000 --> 00:00:30.000\n<v Narrator>тры\n"
    )
    assert exporting.srt(transcript, offset_ms=30_000, until_ms=40_000) == (
        "1\n00:00:00,000 --> 00:00:10,000\nNarrator: два\n"
    )


def test_srt_has_labels_where_they_are_plain():
    interview = make_interview(["раз", "два"], speakers=["Ян Кос"])
    assert "\nЯн Кос: раз\n" in exporting.srt(interview.transcripts.get())
    once = make_interview(["Ён сказаў: «Так»."], speakers=["Ян Кос"])
    assert "\n<v Ян Кос>Ён сказаў: «Так».\n" in exporting.srt(once.transcripts.get())


def test_an_untimed_transcript_has_no_captions():
    transcript = make_interview(["раз"], timed=False).transcripts.get()
    for write in (exporting.webvtt, exporting.srt):
        with pytest.raises(exporting.NoTimes):
            write(transcript)


def test_marks_that_no_longer_fit_the_text_lose_none_of_it():
    interview = make_interview(["кароткі"])
    Segment.objects.update(marks=[[0, 0, 5_000], [400, 5_000, 9_000]])
    assert "кароткі" in exporting.webvtt(interview.transcripts.get())


def test_an_empty_transcript_is_an_empty_file():
    transcript = make_interview([]).transcripts.get()
    assert exporting.webvtt(transcript) == "WEBVTT\n"
    assert exporting.srt(transcript) == exporting.plain_text(transcript) == ""


def test_json_has_the_shape_of_the_api():
    interview = make_interview(["раз", "два"])
    transcript = interview.transcripts.get()
    first = transcript.segments.get(position=0)
    answer = exporting.as_json(transcript, {first.pk: ["why-war"]})
    assert answer["interview"] == interview.accession
    assert {key: answer[key] for key in ("language", "kind", "provenance", "version")} == {
        "language": "be",
        "kind": "original",
        "provenance": "reviewed",
        "version": 1,
    }
    assert answer["segments"][0] == {
        "start_ms": 0,
        "end_ms": 20_000,
        "speaker": "Narrator",
        "text": "раз",
        "marks": [[0, 0, 20_000]],
        "themes": ["why-war"],
    }
    assert answer["segments"][1]["themes"] == []


def test_a_citation_names_narrator_title_series_number_date_and_moment():
    interview = make_interview(
        accession="OOU-7K3M",
        narrator="Лявон",
        recorded_on="2024-03",
        series=Series.objects.create(code="oou", title_en="One of Us", title_be="Адзін з нас"),
    )
    interview.title_en = "Who opened the gate?"
    with override("en"):
        assert exporting.citation(interview, at_ms=83_900) == (
            "Лявон. “Who opened the gate?”. One of Us, OOU-7K3M, recorded 2024-03. At 00:01:23."
        )
    with override("be"):
        assert "Адзін з нас" in exporting.citation(interview)


def test_a_citation_of_a_bare_record_is_its_number():
    with override("en"):
        bare = make_interview(title_be="", title_ru="", title_uk="", title_en="", accession="OOU-1")
        bare.narrator = None
        assert exporting.citation(bare) == "OOU-1."
