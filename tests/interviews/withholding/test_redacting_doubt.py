"""What a redaction asks where times or places are in doubt: nobody is left out because nothing seemed to lie there."""

import pytest

from interviews.formats.cues import Cue
from interviews.importing import import_transcript
from interviews.models import Coding, Interview, RedactionDecision, Segment, Transcript
from interviews.publishing import Refused
from interviews.withholding import redacting
from interviews.withholding.redacting import Choice
from tests.factories import make_coding, make_interview, make_transcript
from tests.interviews.withholding.test_redacting import BE, EN, anna, take_out, words
from tests.interviews.withholding.test_redacting_recordings import recording, served

__all__ = ["anna"]
pytestmark = pytest.mark.django_db

TALES = [f"Аповед нумар {n} пра тое, што было." for n in range(9)]
TOGETHER = [
    "Tales 0, 1 and 2 about all that and so on and so on, all of it together.",
    "Then 3, and my name is Ales Skryhan, and from there 5, and more of it.",
    "Tales 6, 7 and 8 about all that.",
]


def told(texts, *, start_ms: int | None = None) -> list[Cue]:
    if start_ms is None:
        return [Cue(None, None, "", text, n + 1) for n, text in enumerate(texts)]
    return [
        Cue(start_ms + n * 20_000, start_ms + (n + 1) * 20_000, "Narrator", text, n + 1) for n, text in enumerate(texts)
    ]


def with_name(position: int) -> Interview:
    texts = [*TALES]
    texts[position] = "Мяне завуць Алесь Скрыган, і я адтуль."
    return make_interview(texts, timed=False)


def take_one_out(interview: Interview, by, position: int, run: str) -> redacting.Report:
    interview.refresh_from_db()
    transcript = interview.transcripts.get(language=interview.language)
    choices = [Choice(transcript, words(transcript, position, run))]
    return redacting.redact(interview, by, reason="narrator", choices=choices, seen=interview.revision)


def waiting(interview: Interview) -> list[str]:
    rows = RedactionDecision.objects.filter(redaction__interview=interview, outcome="undecided")
    return sorted(rows.values_list("transcript__language", flat=True))


@pytest.mark.parametrize("position", range(9))
def test_an_untimed_translation_of_fewer_passages_has_to_be_decided_wherever_the_words_stood(anna, position):
    interview = with_name(position)
    import_transcript(interview=interview, cues=told(TOGETHER), language="en", publish=True)
    with pytest.raises(Refused):
        take_one_out(interview, anna, position, "Скрыган")


@pytest.mark.parametrize("position", range(9))
def test_such_a_translation_that_comes_later_waits_wherever_the_words_stood(anna, position):
    interview = with_name(position)
    take_one_out(interview, anna, position, "Скрыган")
    import_transcript(interview=interview, cues=told(TOGETHER), language="en", publish=True)
    assert waiting(interview) == ["en"]


def test_the_passage_that_renders_the_words_is_among_those_shown(anna):
    interview = with_name(3)
    import_transcript(interview=interview, cues=told(TOGETHER), language="en", publish=True)
    original = interview.transcripts.get(language="be")
    stretch = redacting.stretch_of(original.segments.filter(position=3))
    shown = redacting.counterparts(interview, stretch)[interview.transcripts.get(language="en")]
    assert any("Skryhan" in one.text for one in shown)


def test_words_marked_in_such_a_translation_are_looked_for_in_every_passage_that_it_may_render(anna):
    interview = with_name(3)
    import_transcript(interview=interview, cues=told(TOGETHER), language="en", publish=True)
    translation = interview.transcripts.get(language="en")
    stretch = redacting.stretch_of(translation.segments.filter(position=1))
    shown = redacting.counterparts(interview, stretch)[interview.transcripts.get(language="be")]
    assert any("Скрыган" in one.text for one in shown)


def test_a_translation_with_a_clock_of_its_own_is_kept_from_readers_until_somebody_decides(anna):
    interview = make_interview(BE)
    import_transcript(interview=interview, cues=told(EN, start_ms=36_000_000), language="en", publish=True)
    assert take_one_out(interview, anna, 0, "Алесь").waiting == 1
    assert not Segment.objects.public().filter(transcript__language="en").exists()


def test_a_translation_with_a_clock_of_its_own_that_comes_later_waits_too(anna):
    interview = make_interview(BE)
    take_one_out(interview, anna, 0, "Алесь")
    assert import_transcript(
        interview=interview, cues=told(EN, start_ms=36_000_000), language="en", publish=True
    ).undecided


def test_an_original_that_was_deleted_and_comes_back_waits_whatever_its_passages_are(anna):
    interview = make_interview(BE, timed=False)
    take_one_out(interview, anna, 1, "сястры")
    Transcript.objects.filter(interview=interview).delete()
    assert import_transcript(interview=interview, cues=told([" ".join(BE)]), language="be", publish=True).undecided


def test_new_words_in_the_stretch_are_looked_at_before_readers_see_them(anna):
    interview = make_interview(BE)
    take_one_out(interview, anna, 0, "Алесь")
    cues = told([f"{BE[0]} Я Алесь.", BE[1]], start_ms=0)
    assert import_transcript(interview=interview, cues=cues, language="be", keep_published=True).undecided == 1


def test_new_words_elsewhere_and_fewer_in_the_stretch_ask_nothing(anna):
    interview = make_interview(BE)
    take_one_out(interview, anna, 0, "Алесь")
    cues = told([BE[0].replace(" два гады", ""), f"{BE[1]} Так было."], start_ms=0)
    assert import_transcript(interview=interview, cues=cues, language="be", keep_published=True).undecided == 0


def test_a_public_sentence_with_times_is_withdrawn_where_the_words_have_none(anna):
    interview = make_interview(BE)
    make_transcript(interview, "en", EN, timed=False)
    make_coding(interview, "why-war", start_ms=0, end_ms=20_000, gist_en="Ales tells")
    original, translation = (interview.transcripts.get(language=code) for code in ("be", "en"))
    interview.refresh_from_db()
    choices = [Choice(original), Choice(translation, words(translation, 0, "Ales"))]
    redacting.redact(interview, anna, reason="narrator", choices=choices, seen=interview.revision)
    assert not Coding.objects.public().exists()


def test_a_public_sentence_about_very_many_passages_is_withdrawn_by_a_stretch_at_their_end(anna):
    interview = make_interview([*TALES * 70, BE[0]], timed=False)
    make_coding(interview, "why-war", first_position=0, last_position=630, gist_en="Ales tells")
    take_one_out(interview, anna, 630, "Алесь")
    assert not Coding.objects.public().exists()


def test_a_decision_that_takes_out_more_makes_recordings_unedited(anna):
    interview = make_interview(BE)
    part = recording(interview, duration_ms=400_000)
    redaction = take_one_out(interview, anna, 0, "Алесь").redaction
    redacting.mark_edited(redaction, part, anna)
    assert served(interview) == [1]
    cues = [Cue(0, 26_000, "", "Меня зовут Алесь, и я служил.", 1), Cue(26_000, 40_000, "", "Потом.", 2)]
    import_transcript(interview=interview, cues=cues, language="ru")
    interview.refresh_from_db()
    decision = RedactionDecision.objects.get(transcript__language="ru")
    redacting.decide(decision, anna, ranges={0: [(11, 16)]}, seen=interview.revision)
    assert served(interview) == []


def test_a_new_version_with_other_times_moves_what_has_to_be_muted(anna):
    interview = make_interview(BE)
    part = recording(interview, duration_ms=400_000)
    redaction = take_one_out(interview, anna, 0, "Алесь").redaction
    redacting.mark_edited(redaction, part, anna)
    import_transcript(interview=interview, cues=told(BE, start_ms=60_000), language="be", keep_published=True)
    assert (60_000, 80_000) in [(one.start_ms, one.end_ms) for one in redacting.mutes(interview)]
    assert served(interview) == []


def test_the_same_file_again_leaves_recordings_edited(anna):
    interview = make_interview(BE)
    part = recording(interview, duration_ms=400_000)
    redaction = take_one_out(interview, anna, 0, "Алесь").redaction
    redacting.mark_edited(redaction, part, anna)
    import_transcript(interview=interview, cues=told(BE, start_ms=0), language="be", keep_published=True)
    assert served(interview) == [1]


def test_times_of_every_language_count_where_an_older_redaction_becomes_part_of_a_new_one(anna):
    interview = make_interview(BE, translations={"en": EN})
    take_out(interview, anna, be="служыў", en="served")
    make_transcript(interview, "uk", ["Мене звуть Алесь, і я служив.", "Потім."])
    longer = Segment.objects.filter(transcript__interview=interview, transcript__language="en", position=0)
    longer.update(end_ms=33_000, marks=[[0, 0, 33_000]])
    be, en, uk = (interview.transcripts.get(language=code) for code in ("be", "en", "uk"))
    text = be.segments.get(position=0).text
    over = (text.index("Алесь"), text.index("[…]") + 3)
    choices = [Choice(be, {0: [over]}), Choice(en, words(en, 0, "Ales")), Choice(uk, words(uk, 0, "Алесь"))]
    interview.refresh_from_db()
    report = redacting.redact(interview, anna, reason="narrator", choices=choices, seen=interview.revision)
    assert report.redaction.end_ms == 33_000


def test_a_redaction_joined_with_one_of_unknown_time_stays_without_a_time(anna):
    interview = make_interview(BE)
    make_transcript(interview, "en", EN, timed=False)
    make_transcript(interview, "uk", ["Мене звуть Алесь, і я служив.", "Потім."])
    recording(interview, offset_ms=3_600_000)
    be, en, uk = (interview.transcripts.get(language=code) for code in ("be", "en", "uk"))
    for choices in (
        [Choice(be), Choice(en, words(en, 0, "Ales")), Choice(uk)],
        [
            Choice(be, words(be, 0, "Алесь")),
            Choice(en, {0: [(0, len(EN[0]))]}),
            Choice(uk, words(uk, 0, "Алесь")),
        ],
    ):
        interview.refresh_from_db()
        redacting.redact(interview, anna, reason="narrator", choices=choices, seen=interview.revision)
    assert (interview.redactions.count(), interview.redactions.get().start_ms) == (1, None)
    assert served(interview) == []
