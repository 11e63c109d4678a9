"""The page of one interview: its record, its recording and its transcript side by side."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from interviews import exporting, inside, quoting, reading
from interviews.models import Coding, ContentWarning, Interview, Recording, Transcript
from interviews.models.recording import MEDIA_TYPES
from interviews.neighbours import neighbours_of
from interviews.views.outline import contents_of, path_of
from interviews.views.turns import Shown, Turn, add_warnings, current_of, explain, mark_found, turns_of

LAST_SECOND = 10_000_000  # far past any recording; keeps numbers from an address within what players take


@dataclass
class Part:
    """A part of the recording, ready to play from the second that was asked for."""

    recording: Recording
    source: str
    host: str
    is_current: bool


@require_safe
def interview(request: HttpRequest, accession: str) -> HttpResponse:
    """Show a public interview; ``t`` or ``s`` opens it at a second or a position.

    ``transcript`` chooses the words, ``beside`` those of another language that are read beside them; ``v`` is the
    version they were cited in. ``find`` marks words in them (``q`` too, as the box of the page sends it).
    """
    found = get_object_or_404(Interview.objects.public().with_labels(), accession=accession)
    transcripts = reading.public_transcripts([found]).get(found.pk, [])
    shown = _shown(request, found, transcripts)
    transcript, beside = (shown.transcript, shown.beside) if shown else (None, None)
    codings = list(Coding.objects.public().filter(interview=found).select_related("theme", "theme__parent"))
    second, position = _number(request, "t"), _number(request, "s")
    turns = turns_of(shown, codings) if shown else []
    _add_neighbours(found, turns)
    warnings = list(ContentWarning.objects.public().filter(interview=found))
    add_warnings(turns, warnings)
    if shown:
        explain(shown, turns)
    looked_for = inside.wanted(request.GET.get("find") or request.GET.get("q") or "")
    hits = mark_found(turns, looked_for) if looked_for else []
    current = current_of(turns, second, position)
    if current:
        current.is_current = True
    recordings = list(Recording.objects.public().filter(interview=found))
    parts = parts_at(found, recordings, second)
    for turn in turns:
        turn.kept_by = reading.kept_by(recordings, turn.segment.start_ms)
    start_ms = (second or 0) * 1000
    return render(
        request,
        "interviews/interview.html",
        {
            "interview": found,
            "notices": reading.notices([found]),
            "transcripts": transcripts,
            "transcript": transcript,
            "beside": beside,
            "readings": _readings(shown, transcripts),
            "untranslated": reading.lacks_own(transcripts),
            "gists": any(getattr(one, f"gist_{get_language()}", "") for one in codings),
            "unanswered": _is_unanswered(request, "transcript", transcript)
            or _is_unanswered(request, "beside", beside or transcript),
            "turns": turns,
            "looked_for": looked_for.typed if looked_for else "",
            "hits": hits,
            "places": sum(turn.hit.places for turn in hits if turn.hit),
            "warned_of": list(dict.fromkeys(one.get_kind_display() for one in warnings)),
            "contents": contents_of(shown, turns) if shown else [],
            "stages": path_of(turns),
            "current": current,
            "second": second,
            "parts": parts,
            "whole": _first_of_each_theme([one for one in codings if one.is_whole]),
            "themes": _first_of_each_theme(codings),
            "duration_ms": reading.durations_ms([found]).get(found.pk),
            "is_timed": any(turn.segment.start_ms is not None for turn in turns),
            "start_ms": start_ms,
            "edited_since": _edited_since(request, shown, current),
            "passage_url": _passage_url(found, transcript, current),
            "citation": exporting.citation(found, transcript, at_ms=current.segment.start_ms if current else None),
        },
    )


def _number(request: HttpRequest, name: str) -> int | None:
    text = request.GET.get(name, "").partition(".")[0]
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 and int(text) < LAST_SECOND else None


def _shown(request: HttpRequest, found: Interview, transcripts: Sequence[Transcript]) -> Shown | None:
    """Return what is read: of what was asked for, and is not there, nothing."""
    by_language = {one.language: one for one in transcripts}
    chosen = reading.shown_language(by_language, found.language, request.GET.get("transcript", ""))
    if not chosen:
        return None
    beside = by_language.get(request.GET.get("beside", ""))
    return Shown(found, by_language[chosen], beside if beside and beside.language != chosen else None)


def _is_unanswered(request: HttpRequest, name: str, transcript: Transcript | None) -> bool:
    """Tell whether a transcript was asked for that there is not, so that the page can say so."""
    wanted = request.GET.get(name, "")
    return bool(wanted) and (transcript is None or transcript.language != wanted)


@dataclass
class Reading:
    """A transcript as the page offers it: to read first, with ``keeps`` beside it then, or beside the one that is."""

    transcript: Transcript
    keeps: str
    is_first: bool
    is_beside: bool


def _readings(shown: Shown | None, transcripts: Sequence[Transcript]) -> list[Reading]:
    """Return what is offered to read. Where both are read, the other comes first by changing places."""
    if shown is None:
        return []
    found = []
    for one in transcripts:
        aside = shown.transcript if one == shown.beside else shown.beside
        keeps = aside.language if shown.beside and aside else ""
        found.append(Reading(one, keeps, is_first=one == shown.transcript, is_beside=one == shown.beside))
    return found


def _add_neighbours(found: Interview, turns: Sequence[Turn]) -> None:
    """Say beside each theme, where it begins, which passages there are on it in other interviews."""
    begun = [note for turn in turns for note in turn.notes if note.begins]
    elsewhere = neighbours_of(found, {note.coding.theme_id for note in begun})
    for note in begun:
        note.elsewhere = elsewhere.get(note.coding.theme_id)


def _edited_since(request: HttpRequest, shown: Shown | None, current: Turn | None) -> int:
    """Return the version that the link cites, if the passage says something else now; else 0.

    As on the page of a passage, a version that never was, and one before words were taken out, say nothing.
    """
    version = quoting.version_in(request.GET.get("v", ""))
    if shown is None or current is None or current.language or not 0 < version < shown.transcript.version:
        return 0
    stretch, quoted = quoting.Stretch.of([current.segment]), quoting.Quoted.alone(current.segment)
    if quoting.is_withheld_since(quoted, shown.transcript, version):
        return 0
    return version if quoting.is_edited_since(quoted, shown.transcript, stretch, version) else 0


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
