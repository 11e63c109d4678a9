"""What is heard where words were taken out: recordings are held back until somebody marked them as edited."""

import pytest

from interviews import roles
from interviews.formats.cues import Cue
from interviews.importing import import_transcript
from interviews.models import Interview, Recording
from interviews.withholding import redacting
from interviews.withholding.redacting import Choice
from tests.factories import make_interview
from tests.interviews.withholding.test_redacting import BE, NAME_BE, interview_in_two, take_out, text_of, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna(person, seal_key):
    return person(roles.ARCHIVIST, "anna")


def recording(interview: Interview, part: int = 1, **fields) -> Recording:
    values = {"file": f"x/{part}.mp3", "sha256": f"{part:064}", "media_type": "audio/mpeg", "duration_ms": 40_000}
    return Recording.objects.create(interview=interview, part=part, **(values | fields))


def served(interview: Interview) -> list[int]:
    return list(Recording.objects.public().filter(interview=interview).values_list("part", flat=True))


def test_a_recording_in_which_the_stretch_is_heard_is_not_served_until_it_is_marked_as_edited(anna):
    interview = interview_in_two()
    heard = recording(interview, 1)
    recording(interview, 2, offset_ms=40_000)
    recording(interview, 3, file="", url="https://video.example/1", sha256="", duration_ms=None)
    redaction = take_out(interview, anna).redaction
    assert served(interview) == [2]
    redacting.mark_edited(redaction, heard, anna)
    assert served(interview) == [1, 2]
    Recording.objects.filter(pk=heard.pk).update(sha256="f" * 64)
    assert served(interview) == [2], "the mark was for another file"


@pytest.mark.parametrize(("at", "hidden"), [(0, [1]), (40_000, [1, 2]), (80_000, [2])])
def test_a_recording_in_which_a_cue_without_length_is_heard_is_not_served(anna, at, hidden):
    """Two cues with one stamp: the first has no length, and may begin just where a part does."""
    interview = make_interview()
    cues = [Cue(at, at, "Interviewer", BE[0], 1), Cue(at, at + 20_000, "Narrator", BE[1], 2)]
    be = import_transcript(interview=interview, cues=cues, language="be", by=anna, publish=True).transcript
    recording(interview, 1)
    recording(interview, 2, offset_ms=40_000)
    interview.refresh_from_db()
    choices = [Choice(be, words(be, 0, NAME_BE))]
    redaction = redacting.redact(interview, anna, reason="narrator", choices=choices, seen=interview.revision).redaction
    assert redaction.start_ms == redaction.end_ms == at
    assert served(interview) == [part for part in (1, 2) if part not in hidden]
    assert [one.recording.part for one in redacting.mutes(interview)] == hidden
    for part in interview.recordings.filter(part__in=hidden):
        redacting.mark_edited(redaction, part, anna)
    assert served(interview) == [1, 2]


def test_a_recording_that_comes_later_is_not_served_either(anna):
    interview = interview_in_two()
    take_out(interview, anna)
    recording(interview)
    assert served(interview) == []


def test_the_mute_list_tells_the_seconds_of_each_part(anna):
    interview = interview_in_two()
    recording(interview, 1, duration_ms=10_000)
    recording(interview, 2, offset_ms=10_000, duration_ms=30_000)
    take_out(interview, anna)
    found = [(one.recording.part, one.start_ms, one.end_ms, one.is_edited) for one in redacting.mutes(interview)]
    assert found == [(1, 0, 10_000, False), (2, 0, 10_000, False)]


def test_an_untimed_transcript_is_redacted_by_position_and_its_recording_is_not_served(anna):
    interview = make_interview(BE, timed=False)
    recording(interview)
    be = interview.transcripts.get()
    interview.refresh_from_db()
    redaction = redacting.redact(
        interview, anna, reason="narrator", choices=[Choice(be, words(be, 0, NAME_BE))], seen=interview.revision
    ).redaction
    assert (redaction.start_ms, redaction.first_position) == (None, 0)
    assert served(interview) == []
    cues = [Cue(None, None, "Narrator", text, n) for n, text in enumerate(["Спачатку.", *BE])]
    import_transcript(interview=interview, cues=cues, language="be", by=anna)
    assert text_of(interview, "be")[1] == "Мяне завуць […] і я служыў у Барысаве два гады."
    redaction.refresh_from_db()
    assert redaction.first_position == 1


def test_what_is_heard_in_none_of_the_parts_holds_all_of_them_back_until_somebody_listened(anna):
    """The transcript goes on where the recordings have ended: one of their clocks is wrong, and nobody knows which."""
    interview = make_interview()
    cues = [Cue(90_000, 95_000, "Interviewer", BE[0], 1), Cue(95_000, 120_000, "Narrator", BE[1], 2)]
    be = import_transcript(interview=interview, cues=cues, language="be", by=anna, publish=True).transcript
    recording(interview, 1)
    recording(interview, 2, offset_ms=40_000)
    interview.refresh_from_db()
    assert served(interview) == [1, 2]
    choices = [Choice(be, words(be, 0, NAME_BE))]
    redaction = redacting.redact(interview, anna, reason="narrator", choices=choices, seen=interview.revision).redaction
    assert served(interview) == []
    assert [(one.recording.part, one.start_ms, one.end_ms) for one in redacting.mutes(interview)] == [
        (1, 0, None),
        (2, 0, None),
    ]
    for part in interview.recordings.all():
        redacting.mark_edited(redaction, part, anna)
    assert served(interview) == [1, 2]
    other = recording(interview, 3, offset_ms=80_000)
    assert served(interview) == [1, 2], "now there is a part in which it is heard"
    assert [one.recording.part for one in redacting.mutes(interview)] == [3]
    redacting.mark_edited(redaction, other, anna)
    assert served(interview) == [1, 2, 3]
