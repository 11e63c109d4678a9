"""The page of one interview: its record, its recording and its transcript side by side."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from interviews import exporting, quoting, reading
from interviews.models import Chapter, Coding, Interview, Recording, Segment, Transcript
from interviews.models.recording import MEDIA_TYPES
from interviews.states import TranscriptKind

LAST_SECOND = 10_000_000  # far past any recording; keeps numbers from an address within what players take


@dataclass
class Note:
    """A theme beside a passage; the gist is told where the coded stretch begins and not again."""

    coding: Coding
    begins: bool


@dataclass
class Turn:
    """A passage with what stands beside it."""

    segment: Segment
    names_speaker: bool
    url: str
    language: str = ""  # of a passage that is shown as it was spoken, because nobody has translated it
    notes: list[Note] = field(default_factory=list)
    is_current: bool = False


@dataclass
class Part:
    """A part of the recording, ready to play from the second that was asked for."""

    recording: Recording
    source: str
    host: str
    is_current: bool


@require_safe
def interview(request: HttpRequest, accession: str) -> HttpResponse:
    """Show a public interview; ``t`` or ``s`` opens it at a second or a position, ``transcript`` chooses the words."""
    found = get_object_or_404(Interview.objects.public().with_labels(), accession=accession)
    transcripts = reading.public_transcripts([found]).get(found.pk, [])
    transcript = _chosen(transcripts, found, request.GET.get("transcript", ""))
    codings = list(Coding.objects.public().filter(interview=found).select_related("theme", "theme__parent"))
    second, position = _number(request, "t"), _number(request, "s")
    turns = _turns(found, transcript, codings)
    current = _current(turns, second, position)
    if current:
        current.is_current = True
    recordings = list(Recording.objects.public().filter(interview=found))
    start_ms = (second or 0) * 1000
    return render(
        request,
        "interviews/interview.html",
        {
            "interview": found,
            "notices": reading.notices([found]),
            "transcripts": transcripts,
            "transcript": transcript,
            "unanswered": _unanswered(request, transcript),
            "turns": turns,
            "contents": _contents(found, turns),
            "current": current,
            "second": second,
            "parts": parts_at(found, recordings, second),
            "whole": _first_of_each_theme([one for one in codings if one.is_whole]),
            "themes": _first_of_each_theme(codings),
            "duration_ms": reading.durations_ms([found]).get(found.pk),
            "is_timed": any(turn.segment.start_ms is not None for turn in turns),
            "start_ms": start_ms,
            "passage_url": _passage_url(found, transcript, current),
            "citation": exporting.citation(found, transcript, at_ms=current.segment.start_ms if current else None),
        },
    )


def _number(request: HttpRequest, name: str) -> int | None:
    text = request.GET.get(name, "").partition(".")[0]
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 and int(text) < LAST_SECOND else None


def _chosen(transcripts: Sequence[Transcript], found: Interview, wanted: str) -> Transcript | None:
    by_language = {one.language: one for one in transcripts}
    return by_language.get(reading.shown_language(by_language, found.language, wanted))


def _unanswered(request: HttpRequest, transcript: Transcript | None) -> bool:
    """Tell whether a transcript was asked for that there is not, so that the page can say so."""
    wanted = request.GET.get("transcript", "")
    return bool(wanted) and (transcript is None or transcript.language != wanted)


def _turns(found: Interview, transcript: Transcript | None, codings: Sequence[Coding]) -> list[Turn]:
    if transcript is None:
        return []
    segments = list(Segment.objects.public().filter(transcript=transcript).order_by("position"))
    as_spoken = _as_spoken(found, transcript, segments)
    if as_spoken:
        segments = sorted([*segments, *as_spoken], key=lambda one: one.moment)
    turns, speaker = {}, None
    for segment in segments:
        language = found.language if segment.transcript_id != transcript.pk else ""
        url = reading.moment_url(found, language or transcript.language, segment)
        turns[segment.pk] = Turn(segment, names_speaker=segment.speaker != speaker, url=url, language=language)
        speaker = segment.speaker
    for coding in codings:
        if coding.is_whole:
            continue
        for number, segment in enumerate(reading.covered_by(coding, segments)):
            notes = turns[segment.pk].notes
            if number == 0 or all(note.coding.theme_id != coding.theme_id for note in notes):
                notes.append(Note(coding, begins=number == 0))
    return list(turns.values())


def _as_spoken(found: Interview, transcript: Transcript, segments: Sequence[Segment]) -> list[Segment]:
    """Return the passages of the original that a translation has not: they are shown in its place."""
    if transcript.kind == TranscriptKind.ORIGINAL:
        return []
    spoken = Segment.objects.public().filter(transcript__interview=found, transcript__kind=TranscriptKind.ORIGINAL)
    if spoken.count() == len({one.moment for one in segments}):
        return []
    return reading.unrendered(segments, list(spoken.order_by("position")))


def _current(turns: Sequence[Turn], second: int | None, position: int | None) -> Turn | None:
    """Return the passage that is heard at ``second`` or stands at ``position``.

    Links carry whole seconds, rounded down, so a passage counts from the second in which it begins.
    """
    if second is not None:
        heard = [turn for turn in turns if (turn.segment.start_ms or 0) // 1000 <= second]
        timed = [turn for turn in heard if turn.segment.start_ms is not None]
        return timed[-1] if timed else None
    if position is not None:
        return next((turn for turn in turns if turn.segment.position == position and not turn.language), None)
    return None


def _contents(found: Interview, turns: Sequence[Turn]) -> list[tuple[Chapter, int, int | None]]:
    """Return the chapters with the second at which each begins and the position of the passage heard then."""
    chapters = Chapter.objects.public().filter(interview=found)
    rows = []
    for chapter in chapters:
        second = chapter.start_ms // 1000
        heard = _current(turns, second, None)
        rows.append((chapter, second, heard.segment.position if heard else None))
    return rows


def _passage_url(found: Interview, transcript: Transcript | None, current: Turn | None) -> str:
    """Return the address of the page of the current passage alone, or nothing."""
    if current is None or transcript is None:
        return ""
    stretch = quoting.Stretch.of([current.segment])
    language = current.language or transcript.language
    return f"{reverse('interviews:passage', args=[found.accession, stretch])}?transcript={language}"


def _first_of_each_theme(codings: Sequence[Coding]) -> list[Coding]:
    return list({coding.theme_id: coding for coding in reversed(codings)}.values())[::-1]


def parts_at(found: Interview, recordings: Sequence[Recording], second: int | None) -> list[Part]:
    """Return the parts in order; the one in which ``second`` lies opens there."""
    begun = [one for one in recordings if one.offset_ms // 1000 <= (second or 0)]
    here = max(begun, key=lambda one: one.offset_ms, default=None)
    parts = []
    for one in recordings:
        inside = max(0, (second or 0) - one.offset_ms // 1000) if one is here and second is not None else None
        if one.url:
            parts.append(Part(one, hosted_url(one.url, inside), urlsplit(one.url).hostname or "", one is here))
        else:
            source = reverse("interviews:recording", args=[found.accession, one.part])
            parts.append(Part(one, source + (f"#t={inside}" if inside else ""), "", one is here))
    return parts


def hosted_url(url: str, second: int | None) -> str:
    """Return ``url`` of a hosted video so that it opens at ``second``, in the way of its host."""
    if not second:
        return url
    scheme, host, path, query, fragment = urlsplit(url)
    is_file = any(path.lower().endswith(suffix) for suffix in MEDIA_TYPES)
    if is_file or (host.removeprefix("www.").removeprefix("player.") == "vimeo.com"):
        return urlunsplit((scheme, host, path, query, f"t={second}" + ("" if is_file else "s")))
    # PeerTube calls it start; YouTube and most others t.
    name = "start" if path.startswith(("/w/", "/videos/watch/")) else "t"
    pairs = [pair for pair in parse_qsl(query, keep_blank_values=True) if pair[0] != name]
    return urlunsplit((scheme, host, path, urlencode([*pairs, (name, second)]), fragment))
