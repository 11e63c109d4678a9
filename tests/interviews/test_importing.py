"""The one write path for transcripts."""

import pytest
from django.utils.translation import override

from interviews.formats.cues import Cue
from interviews.importing import TranscriptError, import_transcript
from interviews.models import Interview, OutboxRow, Segment, Transcript
from tests.factories import HIDDEN_STATES, PUBLIC, make_coding, make_interview

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


def bare() -> Interview:
    """Return a public interview in Belarusian that has no transcript yet."""
    interview = make_interview()
    interview.transcripts.all().delete()
    return interview


def cues(*texts: str, seconds: int = 20, speaker: str = "Ян") -> list[Cue]:
    """Return a cue a text, each long enough to be a segment."""
    return [Cue(n * seconds * 1000, (n + 1) * seconds * 1000, speaker, text, 2 * n + 3) for n, text in enumerate(texts)]


def _revision(interview: Interview) -> int:
    return Interview.objects.values_list("revision", flat=True).get(pk=interview.pk)


def _texts(interview: Interview, language: str = "be") -> list[str]:
    segments = Segment.objects.filter(transcript__interview=interview, transcript__language=language)
    return list(segments.order_by("position").values_list("text", flat=True))


def test_a_new_transcript_is_a_draft_and_the_original_in_the_interviews_own_language():
    interview = bare()
    done = import_transcript(interview=interview, cues=cues("Раз.", "Два."), language="be")
    assert (done.outcome, done.transcript.workflow, done.transcript.kind) == ("created", "draft", "original")
    assert (done.transcript.provenance, done.transcript.version) == ("machine", 1)
    assert _texts(interview) == ["Раз.", "Два."]
    assert import_transcript(interview=interview, cues=cues("One."), language="en").transcript.kind == "translation"


def test_the_same_transcript_again_writes_nothing():
    interview = bare()
    import_transcript(interview=interview, cues=cues("Раз.", "Два."), language="be", provenance="reviewed")
    OutboxRow.objects.all().delete()
    before = _revision(interview)
    again = import_transcript(interview=interview, cues=cues("Раз.", "Два."), language="be")
    assert (again.outcome, again.transcript.provenance, again.transcript.version) == ("unchanged", "reviewed", 1)
    assert _revision(interview) == before
    assert not OutboxRow.objects.exists()


CHANGES = {
    "a word": cues("Раз.", "Дзве."),
    "one less": cues("Раз."),
    "one more": cues("Раз.", "Два.", "Тры."),
    "a time": [*cues("Раз."), Cue(20_001, 40_000, "Ян", "Два.", 5)],
    "a speaker": [*cues("Раз."), Cue(20_000, 40_000, "Ігар", "Два.", 5)],
    "no times": [Cue(None, None, "Ян", "Раз.", 1), Cue(None, None, "Ян", "Два.", 2)],
}


@pytest.mark.parametrize("name", CHANGES)
def test_what_changed_replaces_the_segments_and_raises_version_and_revision(name):
    interview = bare()
    import_transcript(interview=interview, cues=cues("Раз.", "Два."), language="be", provenance="reviewed")
    before = _revision(interview)
    done = import_transcript(interview=interview, cues=CHANGES[name], language="be")
    assert (done.outcome, done.transcript.version) == ("updated", 2)
    assert done.transcript.provenance == "machine", "a new text nobody has looked at is machine text"
    rows = done.transcript.segments.order_by("position").values_list(
        "position", "speaker", "start_ms", "end_ms", "text"
    )
    assert list(rows) == [(n, c.speaker, c.start_ms, c.end_ms, c.text) for n, c in enumerate(CHANGES[name])]
    assert _revision(interview) > before


def test_another_provenance_of_the_same_text_is_a_change():
    interview = bare()
    import_transcript(interview=interview, cues=cues("Раз."), language="be")
    done = import_transcript(interview=interview, cues=cues("Раз."), language="be", provenance="corrected")
    assert (done.outcome, done.transcript.provenance) == ("updated", "corrected")


@pytest.mark.parametrize("workflow", ["draft", "published", "hidden"])
@pytest.mark.parametrize("state", [PUBLIC, *HIDDEN_STATES.values()])
@pytest.mark.parametrize("keep_published", [True, False])
def test_an_import_never_opens_what_is_there_and_new_words_wait_unless_they_are_vouched_for(
    workflow, state, keep_published
):
    interview = make_interview(["Раз."], state=state)
    interview.transcripts.update(workflow=workflow)
    was_public = interview.is_public()
    import_transcript(
        interview=interview, cues=cues("Іншае."), language="be", publish=True, keep_published=keep_published
    )
    waits = workflow == "published" and not keep_published
    assert Transcript.objects.get(interview=interview).workflow == ("draft" if waits else workflow)
    assert interview.is_public() == was_public


def test_codings_survive_a_new_upload():
    interview = make_interview(["Раз.", "Два."])
    coding = make_coding(interview, "why-war", start_ms=1_000, end_ms=2_000)
    import_transcript(interview=interview, cues=cues("Усё іншае."), language="be")
    assert list(interview.codings.values_list("pk", flat=True)) == [coding.pk]


def test_translations_get_their_moments_anew_when_the_original_changes():
    interview = bare()
    import_transcript(interview=interview, cues=cues("One.", "Two."), language="en")
    assert list(Segment.objects.values_list("moment", flat=True)) == [0, 1]
    import_transcript(interview=interview, cues=cues("Раз.", "Два.", "Тры.", "Чатыры.", seconds=10), language="be")
    import_transcript(interview=interview, cues=cues("Раз.", "Два.", "Тры.", "Чатыры."), language="be")
    english = Segment.objects.filter(transcript__language="en").order_by("position")
    assert list(english.values_list("moment", flat=True)) == [0, 1]
    shifted = [Cue(c.start_ms + 40_000, c.end_ms + 40_000, c.speaker, c.text, c.line) for c in cues("One.", "Two.")]
    import_transcript(interview=interview, cues=shifted, language="en")
    assert list(english.all().values_list("moment", flat=True)) == [2, 3]


REFUSED = {
    "no cue": ([], 0),
    "an empty cue": ([Cue(0, 1, "", " \n", 7)], 7),
    "a cue that ends before it begins": ([*cues("Раз."), Cue(30_000, 29_999, "", "Два.", 9)], 9),
    "a cue before the beginning": ([Cue(-1, 5, "", "Раз.", 3)], 3),
    "a NUL": ([Cue(0, 5, "", "Р\0аз.", 3)], 3),
    "a speaker without end": ([Cue(0, 5, "Я" * 101, "Раз.", 3)], 3),
}


@pytest.mark.parametrize("name", REFUSED)
def test_cues_that_cannot_be_stored_are_refused_with_their_line_and_nothing_changes(name):
    interview = make_interview(["Было."])
    before = _revision(interview)
    bad, line = REFUSED[name]
    with pytest.raises(TranscriptError) as refused:
        import_transcript(interview=interview, cues=bad, language="be")
    assert refused.value.line == line
    assert not line or str(line) in refused.value.message
    assert _texts(interview) == ["Было."]
    assert _revision(interview) == before


@pytest.mark.parametrize(("language", "kind"), [("be", "translation"), ("en", "original"), ("pl", None)])
def test_a_kind_or_language_that_cannot_be_is_refused(language, kind):
    with pytest.raises(TranscriptError):
        import_transcript(interview=bare(), cues=cues("Раз."), language=language, kind=kind)


def test_words_that_were_taken_out_do_not_come_back_with_the_file():
    interview = make_interview(["Мой брат […] служыў там.", "Потым сышоў."])
    with pytest.raises(TranscriptError, match=r"брат \[…\] служыў"):
        import_transcript(interview=interview, cues=cues("Мой брат Алесь служыў там.", "Потым сышоў."), language="be")
    assert "Алесь" not in "".join(_texts(interview))
    done = import_transcript(
        interview=interview, cues=cues("Мой брат […] служыў там.", "Потым я сышоў."), language="be"
    )
    assert done.outcome == "updated"


def test_a_segment_that_was_taken_out_whole_does_not_come_back():
    interview = make_interview(["Раз.", "[…]", "Тры."])
    with pytest.raises(TranscriptError):
        import_transcript(interview=interview, cues=cues("Раз.", "Два.", "Тры."), language="be")


def test_hostile_text_is_stored_as_it_was_said():
    text = "<script>alert(1)</script> & =cmd|' /C calc'!A0"
    interview = bare()
    import_transcript(interview=interview, cues=cues(text, speaker="<b>Ян</b>"), language="be")
    assert _texts(interview) == [text]
