"""The parts of a recording: added, played at the desk, taken out."""

from django.contrib import messages
from django.core.files.storage import default_storage
from django.db import transaction
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from interviews import publishing
from interviews.access import Act
from interviews.desk.doors import DeskRequest, door
from interviews.desk.forms import MediaForm, RecordingForm
from interviews.media import Plan, storing
from interviews.models import Interview, Recording
from interviews.models.recording import WORKING
from interviews.views.files import recording_response


@door(Act.CHANGE_RECORDINGS)
def recordings(request: DeskRequest, accession: str) -> HttpResponseBase:
    """List the parts of an interview's recording and add one."""
    interview = get_object_or_404(Interview, accession=accession)
    if request.method == "POST":
        form = RecordingForm(request.POST, request.FILES, interview=interview)
        if form.is_valid():
            part = _store(form.recording(), form.cleaned_media, form.ending).part
            publishing.note_act(interview, request.user, publishing.Act.RECORDING_ADDED)
            messages.success(request, _("Part %(part)s of the recording is added.") % {"part": part})
            return redirect("desk:recordings", accession)
    else:
        last = interview.recordings.order_by("-part").first()
        begins = (last.offset_ms + last.duration_ms) if last and last.duration_ms else None
        form = RecordingForm(interview=interview, initial={"part": last.part + 1 if last else 1, "offset": begins})
    context = {"form": form, "interview": interview, "recordings": interview.recordings.all()}
    return render(request, "desk/recordings.html", context)


def _store(recording: Recording, plan: Plan | None, ending: str) -> Recording:
    """Save ``recording`` with its cleaned file under media/<accession>/; a failure leaves neither row nor file."""
    if plan is None:
        recording.save()
        return recording
    name, sha256 = storing.add(plan, f"{recording.interview.accession}/{recording.part}{ending}")
    try:
        recording.file.name = name
        recording.sha256 = sha256
        recording.save()
    except BaseException:
        default_storage.delete(name)
        raise
    return recording


@door(Act.CHANGE_RECORDINGS)
@require_safe
def recording_file(request: DeskRequest, accession: str, part: int) -> HttpResponseBase:
    """Play a part at the desk, whatever the state of the record."""
    found = _part(accession, part)
    if not found.plays_at_desk:
        raise Http404
    return recording_response(request, found, found.working_copy)


def _part(accession: str, part: int) -> Recording:
    return get_object_or_404(Recording.objects.select_related("interview"), interview__accession=accession, part=part)


@door(Act.CHANGE_RECORDINGS)
@require_POST
def working_copy(request: DeskRequest, accession: str, part: int) -> HttpResponseBase:
    """Keep a copy of a hosted video's sound, or delete it: to correct beside it, for the desk alone."""
    recording = _part(accession, part)
    form = MediaForm(request.POST, request.FILES)
    before = recording.working_copy
    if not recording.url:
        messages.error(request, _("Only a hosted video needs a working copy; this part is kept here."))
    elif "remove" in request.POST:
        if before:
            default_storage.delete(before)
        publishing.note_act(recording.interview, request.user, publishing.Act.WORKING_COPY_REMOVED)
        messages.success(request, _("The working copy is deleted."))
    elif form.is_valid() and form.cleaned_media is not None:
        if before:
            default_storage.delete(before)
        storing.add(form.cleaned_media, f"{accession}/{WORKING}/{part}{form.ending}")
        publishing.note_act(recording.interview, request.user, publishing.Act.WORKING_COPY_ADDED)
        messages.success(request, _("The working copy is kept. Only the desk hears it."))
    else:
        messages.error(request, " ".join(str(one) for several in form.errors.values() for one in several))
    return redirect("desk:recordings", accession)


@door(Act.CHANGE_RECORDINGS)
@require_POST
def remove_recording(request: DeskRequest, accession: str, part: int) -> HttpResponseBase:
    """Take a part out for good, file and all, if the archivist ticked that they mean it."""
    recording = get_object_or_404(Recording, interview__accession=accession, part=part)
    if not request.POST.get("sure"):
        messages.error(request, _("Tick that the part may be deleted for good, then press the button again."))
        return redirect("desk:recordings", accession)
    with transaction.atomic():
        name = recording.file.name or recording.working_copy
        publishing.note_act(recording.interview, request.user, publishing.Act.RECORDING_REMOVED)
        recording.delete()
        if name:

            def delete_file() -> None:
                default_storage.delete(name)

            transaction.on_commit(delete_file)
    messages.success(request, _("Part %(part)s of the recording is deleted.") % {"part": part})
    return redirect("desk:recordings", accession)
