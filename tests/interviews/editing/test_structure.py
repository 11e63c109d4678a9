"""Whatever is split, joined, moved, renamed and corrected, in any order: no word, sign, time or alignment is lost."""

import contextlib
import re

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from interviews import exporting, formats, roles, versions
from interviews.desk.correcting import fingerprint
from interviews.editing import checking, speakers, structure, words
from interviews.formats.cues import Cue
from interviews.importing import import_transcript
from interviews.models import Coding, RedactedText, Redaction, Segment, Transcript, TranscriptVersion
from interviews.publishing import Refused
from interviews.withholding import redacting
from interviews.withholding.cutting import LEFT_OUT
from interviews.withholding.redacting import Choice
from tests.factories import make_coding, make_interview

pytestmark = pytest.mark.django_db

COUNT = 6


@pytest.fixture
def anna(person, seal_key):
    return person(roles.ARCHIVIST, "anna")


def make_record(by, *, timed: bool) -> Transcript:
    """An original with a translation in which passage n says words that begin with n, and one word is taken out."""
    interview = make_interview([], language="be")
    for language, letter in (("be", "о"), ("en", "t")):
        cues = [
            Cue(
                n * 20_000 + part * 8_000 if timed else None,
                n * 20_000 + part * 8_000 + 8_000 + part * 4_000 if timed else None,
                f"Гол{n % 2}",
                " ".join(f"{n}{letter}{part}{word}" for word in range(5)) + ".",
                n * 2 + part,
            )
            for n in range(COUNT)
            for part in range(2)
        ]
        if not timed:
            cues = [
                Cue(None, None, one.speaker, f"{one.text} {two.text}", one.line)
                for one, two in zip(cues[::2], cues[1::2], strict=True)
            ]
        import_transcript(interview=interview, cues=cues, language=language, publish=True)
    interview.refresh_from_db()
    choices = [Choice(one, {2: [(5, 9)]}) for one in interview.transcripts.order_by("kind")]
    redacting.redact(interview, by, reason="other", choices=choices, seen=interview.revision)
    if not timed:
        for n in range(COUNT):
            make_coding(interview, f"why-{n}", first_position=n, last_position=n)
    return interview.transcripts.get(language="be")


def rows_of(transcript: Transcript) -> list[Segment]:
    return list(transcript.segments.order_by("position"))


def numbers(text: str) -> set[str]:
    return {word[0] for word in re.findall(r"\w+", text) if word[0].isdigit()}


def all_words(transcript: Transcript) -> list[str]:
    return " ".join(one.text for one in rows_of(transcript)).split()


def check_sound(transcript: Transcript) -> None:
    rows = rows_of(transcript)
    assert [one.position for one in rows] == list(range(len(rows)))
    for one in rows:
        assert one.text == one.text.strip() != ""
        if one.start_ms is None:
            assert one.marks == []
            continue
        assert one.start_ms <= one.end_ms
        offsets = [mark[0] for mark in one.marks]
        assert offsets == sorted(set(offsets))
        assert offsets[0] == 0
        for (offset, start, end), stop in zip(one.marks, [*offsets[1:], len(one.text)], strict=True):
            assert one.text[offset:stop].strip()
            assert one.start_ms <= start <= end <= one.end_ms
        assert max(mark[2] for mark in one.marks) == one.end_ms
    starts = [one.start_ms for one in rows if one.start_ms is not None]
    assert starts == sorted(starts)
    for text in RedactedText.objects.filter(decision__transcript=transcript):
        assert rows[text.position].text.startswith(LEFT_OUT, text.offset)


def check_aligned(original: Transcript, translation: Transcript) -> None:
    rows = rows_of(original)
    assert [one.moment for one in rows] == list(range(len(rows)))
    translated = rows_of(translation)
    moments = [one.moment for one in translated]
    if translated[0].start_ms is not None:
        for one in translated:
            said = numbers(one.text), numbers(rows[one.moment].text)
            assert said[0] & said[1] or set() in said  # a sign alone says nothing
    else:
        # Untimed, nothing tells which piece of a passage renders which piece of the original, so pieces share it by
        # their length: all that rendered a passage, together, still stand for it, up to the piece where what comes next
        # begins, which they share with it where a joined passage was joined otherwise in translation.
        assert moments == sorted(moments)
        for number in numbers(" ".join(one.text for one in translated)):
            said = [one.moment for one in translated if number in numbers(one.text)]
            until = min((moment for moment in moments if moment > said[-1]), default=len(rows))
            assert number in numbers(" ".join(row.text for row in rows[said[0] : until + 1]))
    for coding in Coding.objects.filter(interview=original.interview, first_position__isnull=False):
        covered = [one.text for one in rows if coding.covers(start_ms=None, end_ms=None, moment=one.moment)]
        number = coding.theme.code[-1]
        assert [text for text in covered if number in numbers(text)] == [
            one.text for one in rows if number in numbers(one.text)
        ]
    for redaction in Redaction.objects.filter(interview=original.interview):
        sign = next(n for n, one in enumerate(rows) if LEFT_OUT in one.text)
        assert redaction.first_position <= sign <= redaction.last_position


def check_exports(transcript: Transcript, timed: bool) -> None:
    if not timed:
        return
    for kind in ("vtt", "srt"):
        written = exporting.FILES[kind].write(transcript, exporting.colophon(transcript))
        cues = formats.read(written.encode(), name=f"x.{kind}").cues
        lines = [line for one in rows_of(transcript) for line in exporting.cues_of(one)]
        assert [(one.start_ms, one.end_ms, one.text) for one in cues] == [
            (one.start_ms, one.end_ms, one.text) for one in lines
        ]
        interview = make_interview([], language="be")
        again = import_transcript(interview=interview, cues=cues, language="be", joined=False).transcript
        assert all_words(again) == all_words(transcript)


class Hand:
    """Somebody who does random things to a transcript, all of which are allowed to be refused."""

    def __init__(self, transcript: Transcript, by, draw, expected: list[str]) -> None:
        self.transcript, self.by, self.draw, self.expected = transcript, by, draw, expected

    def any(self) -> Segment:
        rows = rows_of(self.transcript)
        return rows[self.draw(st.integers(0, len(rows) - 1))]

    def split(self) -> None:
        row = self.any()
        at = self.draw(st.integers(0, len(row.text)))
        structure.split(self.transcript, row.pk, at, opened_on=fingerprint(row.text), by=self.by)

    def join(self) -> None:
        row = self.any()
        other = Segment.objects.filter(transcript=self.transcript, position=row.position + 1).first()
        if other:
            now, after = fingerprint(row.text), fingerprint(other.text)
            structure.join(self.transcript, row.pk, opened_on=now, next_opened_on=after, by=self.by, whose="second")

    def move(self) -> None:
        row = self.any()
        if row.start_ms is None:
            return
        start = max(0, row.start_ms + self.draw(st.integers(-900, 900)))
        end = row.end_ms + self.draw(st.integers(-900, 900))
        structure.move(self.transcript, row.pk, start, end, seen=(row.start_ms, row.end_ms), by=self.by)

    def rename(self) -> None:
        row = self.any()
        name, everywhere = self.draw(st.sampled_from(["Ян", "Гол0", ""])), self.draw(st.booleans())
        speakers.set_speaker(self.transcript, row.pk, name, seen=row.speaker, by=self.by, everywhere=everywhere)

    def check(self) -> None:
        row = self.any()
        checking.check(self.transcript, row.pk, opened_on=fingerprint(row.text), by=self.by)

    def reword(self) -> None:
        rows = rows_of(self.transcript)
        n = self.draw(st.integers(0, len(rows) - 1))
        said = rows[n].text.split()
        at = self.draw(st.integers(0, len(said) - 1))
        if LEFT_OUT not in said[at]:
            said[at] += "ж"
            words.save_words(self.transcript, rows[n].pk, " ".join(said), base=rows[n].text, by=self.by)
            self.expected[sum(len(one.text.split()) for one in rows[:n]) + at] += "ж"

    def same_words(self) -> None:
        row = self.any()
        words.save_words(self.transcript, row.pk, row.text.replace(" ", "  "), base=row.text, by=self.by)

    def do(self) -> None:
        act = self.draw(
            st.sampled_from(
                [self.split, self.split, self.join, self.move, self.rename, self.check, self.same_words, self.reword]
            )
        )
        with contextlib.suppress(Refused):
            act()


def _random_hands(anna, timed: bool, data, most: int) -> None:
    with transaction.atomic():
        original = make_record(anna, timed=timed)
        translation = original.interview.transcripts.get(language="en")
        before = {one.pk: all_words(one) for one in (original, translation)}
        for _ in range(data.draw(st.integers(1, most))):
            chosen = data.draw(st.sampled_from([original, translation]))
            Hand(chosen, anna, data.draw, before[chosen.pk]).do()
            for one in (original, translation):
                one.refresh_from_db()
                check_sound(one)
                assert all_words(one) == before[one.pk]
            check_aligned(original, translation)
        check_exports(original, timed)
        for version in TranscriptVersion.objects.filter(transcript=original):
            found = " ".join(passage.text for passage in versions.words_of(version))
            assert "2о01" not in found
        transaction.set_rollback(True)


QUICK = settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
LONG = settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


@QUICK
@given(st.data())
def test_nothing_is_lost_in_a_timed_transcript(anna, data):
    _random_hands(anna, True, data, 6)


@QUICK
@given(st.data())
def test_nothing_is_lost_in_an_untimed_transcript(anna, data):
    _random_hands(anna, False, data, 6)


@pytest.mark.slow
@pytest.mark.parametrize("timed", [True, False])
@LONG
@given(data=st.data())
def test_nothing_is_lost_in_many_transcripts(anna, timed, data):
    _random_hands(anna, timed, data, 14)
