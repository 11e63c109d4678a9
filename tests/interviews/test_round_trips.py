"""Whatever goes out comes in again the same, in four scripts: a few examples each time, many among the slow tests."""

import json

import pytest
from django.utils.translation import override
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from interviews import exporting, formats
from interviews.formats.cues import Cue
from interviews.importing import import_transcript
from tests.factories import make_interview
from tests.interviews.test_returning_sheets import filled, sheet

pytestmark = pytest.mark.django_db

# Letters for the beginning of a name, and for words.
SCRIPTS = {
    "cyrillic": ("АБВГҐДЕЁЖЗІЙЎЄЇЭЮЯ", "абвгґдеёжзийіїєклмнопрстуўфхцчшщьыъэюя"),
    "łacinka": ("ABCČDŁMNŃSŚŠUŬZŹŽ", "abcčćdefghijklłmnńoprsśštuŭvyzźž"),
    "latin and greek": ("ABČŁŚŹÉÜΑΒΓΔΩ", "abcčdłśźéüñßxyzαβγδωάή"),
    "georgian": ("აბგდევზ", "აბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰ"),
    "arabic and hebrew": ("سعمكאבגד", "ابتثجحخدذرزسشصضطظعغفقكلمنهويאבגדהוזחטיכלמנסעפצקרשתםןףץ"),
}
SIGNS = ["", ",", "!", "…", " —", "?"]
FEW = {"max_examples": 3, "phases": [Phase.generate]}
MANY = {"max_examples": 150}
QUIETLY = {"deadline": None, "suppress_health_check": [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]}


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


@st.composite
def conversations(draw, *, timed: bool = True, tangled: bool = False) -> list[Cue]:
    """Return cues of two people in one script, or in one script and another.

    ``tangled`` ones may begin together, overlap, last no time, have nobody's name, and come after a hundred hours.
    """
    capitals, letters = SCRIPTS[draw(st.sampled_from(sorted(SCRIPTS)))]
    other = SCRIPTS[draw(st.sampled_from(sorted(SCRIPTS)))][1]
    word = st.text(letters, min_size=2, max_size=9) | st.text(other, min_size=2, max_size=9)
    name = st.builds(
        lambda first, rest: first + rest, st.sampled_from(capitals), st.text(letters, min_size=3, max_size=8)
    )
    people = draw(st.lists(name, min_size=2, max_size=2, unique=True))
    line = st.lists(st.builds(lambda a, b: a + b, word, st.sampled_from(SIGNS)), min_size=2, max_size=7).map(" ".join)
    text = st.lists(line, min_size=1, max_size=2).map("\n".join)
    cues, clock = [], 0
    for number in range(draw(st.integers(6, 10))):
        start = clock + draw(st.sampled_from([1_000, 7_123, 61_004]))
        clock = start + draw(st.sampled_from([1_000, 2_345, 20_001]))
        who = people[number % 2]
        if tangled:
            start = max(0, (cues[-1].start_ms if cues else 0) + draw(st.sampled_from([0, 0, 400, 7_123, 200_000_000])))
            clock = start + draw(st.sampled_from([0, 1, 2_345, 70_001]))
            who = draw(st.sampled_from([*people, ""])) if number else who
        times = (start, clock) if timed else (None, None)
        cues.append(Cue(*times, who, draw(text), number))
    return cues


def said(cues):
    return [(cue.start_ms, cue.end_ms, cue.speaker, cue.text) for cue in cues]


def data(transcript):
    return json.dumps(exporting.as_json(transcript), ensure_ascii=False)


def written(name, transcript):
    if name == "json":
        return data(transcript).encode()
    made = exporting.FILES[name].write(transcript, exporting.colophon(transcript))
    return made if isinstance(made, bytes) else made.encode()


def comes_in_cue_for_cue(name, cues):
    interview = make_interview()
    transcript = import_transcript(interview=interview, cues=cues, language="be").transcript
    reading = formats.read(written(name, transcript))
    assert said(reading.cues) == said(cues)
    assert import_transcript(interview=interview, cues=reading.cues, language="be").outcome == "unchanged"


def comes_in_passage_for_passage(name, cues):
    interview = make_interview()
    transcript = import_transcript(interview=interview, cues=cues, language="be").transcript
    stored = list(transcript.segments.order_by("position").values_list("start_ms", "speaker", "text"))
    reading = formats.read(written(name, transcript))
    expected = [(None if start is None else start // 1000 * 1000, who, text) for start, who, text in stored]
    assert [(cue.start_ms, cue.speaker, cue.text) for cue in reading.cues] == expected
    assert not [problem for problem in reading.problems if problem.refuses]
    if cues[0].start_ms is None:
        assert import_transcript(interview=interview, cues=reading.cues, language="be").outcome == "unchanged"


def comes_back_filled_in(kind, cues):
    transcript = import_transcript(interview=make_interview(), cues=cues, language="be").transcript
    segments = list(transcript.segments.order_by("position"))
    reading = formats.read(filled(sheet(transcript, kind), [one.text[::-1].strip() for one in segments]))
    assert said(reading.cues) == [
        (one.start_ms, one.end_ms, one.speaker, "\n".join(line.strip() for line in one.text[::-1].strip().split("\n")))
        for one in segments
    ]


WAYS = [
    *((name, comes_in_cue_for_cue) for name in ("vtt", "srt", "json", "tei")),
    *((name, comes_in_passage_for_passage) for name in ("txt", "docx")),
    *((kind, comes_back_filled_in) for kind in ("xlsx", "docx")),
]


@pytest.mark.parametrize(("name", "way"), WAYS)
@settings(**FEW, **QUIETLY)
@given(cues=conversations())
def test_a_timed_transcript_comes_in_again(name, way, cues):
    way(name, cues)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "way"), WAYS)
@settings(**MANY, **QUIETLY)
@given(cues=conversations())
def test_many_timed_transcripts_come_in_again(name, way, cues):
    way(name, cues)


CUE_FOR_CUE = pytest.mark.parametrize("name", ["vtt", "srt", "json", "tei"])


@CUE_FOR_CUE
@settings(**FEW, **QUIETLY)
@given(cues=conversations(tangled=True))
def test_cues_that_overlap_or_last_no_time_come_in_again(name, cues):
    comes_in_cue_for_cue(name, cues)


@pytest.mark.slow
@CUE_FOR_CUE
@settings(**MANY, **QUIETLY)
@given(cues=conversations(tangled=True))
def test_many_cues_that_overlap_or_last_no_time_come_in_again(name, cues):
    comes_in_cue_for_cue(name, cues)


UNTIMED = [
    *((name, comes_in_passage_for_passage) for name in ("txt", "docx")),
    *((name, comes_in_cue_for_cue) for name in ("json", "tei")),
    *((kind, comes_back_filled_in) for kind in ("xlsx", "docx")),
]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "way"), UNTIMED)
@settings(**MANY, **QUIETLY)
@given(cues=conversations(timed=False))
def test_many_untimed_transcripts_come_in_again(name, way, cues):
    way(name, cues)
