"""The transcript editor: passages beside the recording, corrected one by one, by forms or by the script on top."""

import json
import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import JsonResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from interviews.access import Act
from interviews.desk.correcting import SignsMissing, fingerprint
from interviews.desk.doors import DeskRequest, door
from interviews.desk.editing import KEYS, Done, EditForm, FindForm, Problem, perform
from interviews.desk.playing import Place, place_to_play
from interviews.editing import checking, finding, presence, speakers
from interviews.exporting import clock
from interviews.models import Recording, Segment, Transcript
from interviews.numbers import whole_number
from interviews.publishing import Refused
from interviews.states import Provenance

PAGE_SIZE = 100
HITS_SHOWN = 500


@dataclass
class Row:
    """A passage in the editor. ``digest`` tells the script whether it shows what the archive has."""

    segment: Segment
    place: Place | None
    following: Segment | None
    text: str = ""
    base: str = ""
    error: str = ""
    theirs: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.text = self.text or self.segment.text
        self.base = self.base or self.segment.text

    @property
    def opened_on(self) -> str:
        """The fingerprint of the words."""
        return fingerprint(self.segment.text)

    @property
    def next_opened_on(self) -> str:
        """The fingerprint of the words after it, which joining needs."""
        return fingerprint(self.following.text) if self.following else ""

    @property
    def speaker(self) -> str:
        """Who speaks, to be changed."""
        return self.typed.get("speaker", self.segment.speaker)

    @property
    def times(self) -> tuple[str, str]:
        """When it begins and ends, to be changed."""
        stored = _short(self.segment.start_ms or 0), _short(self.segment.end_ms or 0)
        return self.typed.get("start", stored[0]), self.typed.get("end", stored[1])

    @property
    def lines(self) -> int:
        """About how many lines its words take."""
        return max(2, len(self.text) // 62 + self.text.count("\n") + 1)

    @property
    def digest(self) -> str:
        """A short digest of everything that is shown of it."""
        one, other = self.segment, self.following
        shown = [one.text, one.speaker, one.start_ms, one.end_ms, bool(one.checked_at), one.checked_by_id]
        return fingerprint(json.dumps([*shown, other.speaker if other else None, self.next_opened_on]))[:10]


def _short(ms: int) -> str:
    """Return a time as ``M:SS.mmm``, with hours where there are any."""
    hours, minutes, rest = clock(ms).split(":")
    return f"{int(hours)}:{minutes}:{rest}" if int(hours) else f"{int(minutes)}:{rest}"


def _transcript(accession: str, language: str) -> Transcript:
    rows = Transcript.objects.select_related("interview")
    return get_object_or_404(rows, interview__accession=accession, language=language)


@door(Act.CORRECT)
def editor(request: DeskRequest, accession: str, language: str) -> HttpResponseBase:
    """Show a part of a transcript to be corrected; a POST does one act on one of its passages."""
    transcript = _transcript(accession, language)
    if request.method != "POST":
        return _page(request, transcript)
    form = EditForm(request.POST)
    try:
        done = perform(transcript, form, request.user)
    except Problem as problem:
        return _refusal(request, transcript, problem)
    if _asks_for_data(request):
        also = [pk for pk in (done.segment, done.new) if pk is not None]
        words = transcript.segments.filter(pk=done.segment).values_list("text", flat=True).first()
        answer = {"done": str(done.said), "new": done.new, "words": words}
        return JsonResponse({**answer, **_state(request, transcript, also)})
    messages.success(request, str(done.said))
    return _back(transcript, done)


def _asks_for_data(request: DeskRequest) -> bool:
    return request.headers.get("Accept") == "application/json"


def _back(transcript: Transcript, done: Done) -> HttpResponseBase:
    """Return to the passage, on its page."""
    pk = done.new or done.segment
    position = transcript.segments.filter(pk=pk).values_list("position", flat=True).first() or 0
    address = reverse("desk:editor", args=[transcript.interview.accession, transcript.language])
    return redirect(f"{address}?page={position // PAGE_SIZE + 1}#p{pk}")


def _refusal(request: DeskRequest, transcript: Transcript, problem: Problem) -> HttpResponseBase:
    if _asks_for_data(request):
        theirs = problem.theirs.text if problem.theirs else None
        said = {"problem": problem.code, "said": str(problem.message), "theirs": theirs}
        return JsonResponse({**said, **_state(request, transcript)}, status=409)
    return _page(request, transcript, problem)


def _page(request: DeskRequest, transcript: Transcript, problem: Problem | None = None) -> HttpResponseBase:
    failed = transcript.segments.filter(pk=_number(request.POST.get("segment"))).first() if problem else None
    page = _chosen_page(request, transcript, failed)
    recordings = list(transcript.interview.recordings.select_related("interview"))
    rows = _rows(transcript, recordings, list(page))
    if problem is not None:
        _keep_words(request, rows, failed, problem)
    return render(
        request,
        "desk/editor.html",
        {
            "interview": transcript.interview,
            "transcript": transcript,
            "page": page,
            "rows": rows,
            "lost": problem if problem and failed is None else None,
            "lost_words": request.POST.get("text", ""),
            "recordings": recordings,
            "names": speakers.names_of(transcript),
            "progress": checking.progress_of(transcript),
            "provenances": [(value, label) for value, label in Provenance.choices if value != Provenance.MACHINE],
            "unchecked": _first_unchecked(transcript),
            "keys": KEYS,
            "window": secrets.token_hex(8),
        },
        status=422 if problem else 200,
    )


def _number(value: str | None) -> int:
    return whole_number(value or "") or 0


def _chosen_page(request: DeskRequest, transcript: Transcript, failed: Segment | None) -> Any:
    """Return the part with the passage that was asked for: the one of a failed form, at a position, or of a page."""
    rows = transcript.segments.select_related("checked_by").order_by("position")
    paginator = Paginator(rows, PAGE_SIZE)
    if failed is not None:
        return paginator.get_page(failed.position // PAGE_SIZE + 1)
    if "at" in request.GET:
        return paginator.get_page(_number(request.GET["at"]) // PAGE_SIZE + 1)
    return paginator.get_page(request.GET.get("page"))


def _rows(transcript: Transcript, recordings: Sequence[Recording], segments: list[Segment]) -> list[Row]:
    after = segments[-1].position + 1 if segments else 0
    following = [*segments[1:], transcript.segments.filter(position=after).first()]
    return [
        Row(one, place_to_play(recordings, one.start_ms), other)
        for one, other in zip(segments, following, strict=False)
    ]


def _keep_words(request: DeskRequest, rows: list[Row], failed: Segment | None, problem: Problem) -> None:
    """Show what was typed, and why it is not saved, where it belongs; saved again, it replaces what is shown above."""
    row = next((one for one in rows if failed is not None and one.segment.pk == failed.pk), None)
    if row is not None:
        row.text = request.POST.get("text") or row.text
        row.typed = _typed(request)
        row.error = str(problem.message)
        if problem.theirs is not None:
            row.theirs = problem.theirs.text
        elif problem.code in ("signs", "invalid"):
            row.base = request.POST.get("base") or row.base


def _typed(request: DeskRequest) -> dict[str, str]:
    """Return speaker and times of a form that failed, as far as they are others than its typist had seen."""
    sent = request.POST
    start, _dash, end = sent.get("times_seen", "").partition("-")
    seen = {"speaker": sent.get("speaker_seen", ""), "start": _short(_number(start)), "end": _short(_number(end))}
    return {name: sent[name] for name, value in seen.items() if name in sent and sent[name] != value}


def _first_unchecked(transcript: Transcript) -> Segment | None:
    return transcript.segments.filter(checked_at__isnull=True).order_by("position").first()


def _state(request: DeskRequest, transcript: Transcript, also: Collection[int] = ()) -> dict[str, Any]:
    """Return what the script has to show: the order of its passages, and those that look otherwise by now, as HTML.

    The script tells which passages it ``have``, each with its digest.
    """
    have = dict(pair.split(":", 1) for pair in request.POST.get("have", "").split(",") if ":" in pair)
    known = [_number(pk) for pk in have][: 10 * PAGE_SIZE]
    places = list(transcript.segments.filter(pk__in=[*known, *also]).values_list("position", flat=True))
    transcript.refresh_from_db()
    progress = checking.progress_of(transcript)
    state = {"version": transcript.version, "checked": progress.checked, "total": progress.total}
    if not places:
        return {**state, "order": [], "passages": {}}
    chosen = transcript.segments.filter(position__gte=min(places), position__lte=max(places))
    recordings = list(transcript.interview.recordings.select_related("interview"))
    rows = _rows(transcript, recordings, list(chosen.select_related("checked_by").order_by("position")))
    shared = {"interview": transcript.interview, "transcript": transcript}
    changed = {
        row.segment.pk: render_to_string("desk/_editor_passage.html", {**shared, "row": row}, request)
        for row in rows
        if have.get(str(row.segment.pk)) != row.digest
    }
    names = speakers.names_of(transcript)
    return {**state, "order": [row.segment.pk for row in rows], "passages": changed, "names": names}


@door(Act.CORRECT)
def editor_now(request: DeskRequest, accession: str, language: str) -> HttpResponseBase:
    """Tell an open page who else is there and what has changed; a GET gives it a new token after signing in again."""
    transcript = _transcript(accession, language)
    if request.method != "POST":
        return JsonResponse({"token": get_token(request), "user": request.user.get_username()})
    window = request.POST.get("window", "")
    if "leave" in request.POST:
        presence.leave(transcript, request.user, window)
        return JsonResponse({})
    presence.note(transcript, request.user, window, _number(request.POST.get("in")) or None)
    others = [
        {"name": one.name, "segment": one.segment, "own": one.is_own}
        for one in presence.others(transcript, request.user, window)
    ]
    return JsonResponse({"others": others, **_state(request, transcript)})


@door(Act.CORRECT)
def editor_find(request: DeskRequest, accession: str, language: str) -> HttpResponseBase:
    """Find words in a transcript, show each place and replace the ticked ones.

    Words of an interview have no place in addresses, which browsers remember: looking is a POST too.
    """
    transcript = _transcript(accession, language)
    form = FindForm(request.POST if request.method == "POST" else None)
    hits: list[finding.Hit] = []
    if form.is_valid():
        if "replace" in request.POST:
            _replace(request, transcript, form)
        hits = list(finding.find(transcript, form.wanted()))
    context = {
        "interview": transcript.interview,
        "transcript": transcript,
        "form": form,
        "hits": hits[:HITS_SHOWN],
        "count": len(hits),
        "shown": HITS_SHOWN,
        "searched": form.is_bound and form.is_valid(),
    }
    return render(request, "desk/editor_find.html", context, status=422 if form.is_bound and form.errors else 200)


def _replace(request: DeskRequest, transcript: Transcript, form: FindForm) -> None:
    chosen = request.POST.getlist("hit")[: 10 * HITS_SHOWN]
    replacement = form.cleaned_data["replacement"]
    try:
        done, left = finding.replace(transcript, form.wanted(), replacement, chosen, by=request.user)
    except (Refused, SignsMissing) as error:
        messages.error(request, str(error.message))
        return
    said = ngettext("%(count)s place is replaced.", "%(count)s places are replaced.", done) % {"count": done}
    if left:
        said += " " + _("Left as they were, because their passages have changed: %(count)s.") % {"count": left}
    messages.success(request, said)
