"""The tables of the archive for signed-in archivists. Nothing here decides who sees a record: the desk's pages do."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin

from interviews import versions
from interviews.access import Act, may, seen_codings
from interviews.desk.fields import CleanTextField
from interviews.models import (
    Branch,
    Coding,
    GlossaryTerm,
    Interview,
    Narrator,
    Rank,
    Recording,
    Segment,
    Series,
    Theme,
    Transcript,
    TranscriptVersion,
    Upload,
)
from interviews.numbers import whole_number
from interviews.publishing import description_fields, may_be_deleted

ACCESS = ("workflow", "consent", "release", "embargo_until", "embargo_open")


class NoBulkDelete(admin.ModelAdmin):
    """Deleting rows, and many of them with one click, is for editors, whatever permissions an account was given."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and may(request.user, Act.DELETE_ROWS)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        actions: dict[str, Any] = super().get_actions(request)
        if not may(request.user, Act.DELETE_ROWS):
            actions.pop("delete_selected", None)
        return actions

    def response_action(self, request: HttpRequest, queryset: Any, *more: Any, **named: Any) -> Any:
        """Refuse rows whose keys are no numbers: Django would fail on them."""
        keys = request.POST.getlist(ACTION_CHECKBOX_NAME)
        if None in map(whole_number, keys):
            raise BadRequest
        return super().response_action(request, queryset, *more, **named)


class KeepsWhatWasShown(NoBulkDelete):
    """Rows that nobody deletes once readers have seen their record or somebody has hidden it."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Ask row by row, so that it holds for deleting many and for what is deleted along with something else."""
        if not super().has_delete_permission(request, obj):
            return False
        return obj is None or may_be_deleted(_interview_of(obj))


def _interview_of(row: Interview | Transcript | Segment) -> Interview:
    match row:
        case Interview():
            return row
        case Transcript():
            return row.interview
    return row.transcript.interview


class ReadOnlyInline(admin.TabularInline):
    """Rows of another table, to look at and to follow."""

    extra = 0
    show_change_link = True
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class TranscriptInline(ReadOnlyInline):
    model = Transcript
    fields = ("language", "kind", "provenance", "workflow", "version")
    readonly_fields = fields


class RecordingInline(ReadOnlyInline):
    model = Recording
    fields = ("part", "media_type", "url", "offset_ms", "duration_ms")
    readonly_fields = fields


class CodingInline(ReadOnlyInline):
    model = Coding
    fields = ("theme", "status", "start_ms", "end_ms", "first_position", "coder")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Coding]:
        """Leave out what a second coder must not see."""
        rows = super().get_queryset(request).select_related("theme")
        return rows.filter(seen_codings(request.user)) if isinstance(request.user, User) else rows.none()


@admin.register(Interview)
class InterviewAdmin(KeepsWhatWasShown, TranslationAdmin):
    """Records. Who sees them is shown and can't be changed; a link leads to the page where it can."""

    list_display = ("accession", "title", "narrator", "language", *ACCESS[:3], "embargo_until")
    list_filter = ("workflow", "consent", "release", "language", "series", "branch", "rank")
    search_fields = ("accession", "narrator__name", "title_be", "title_ru", "title_uk", "title_en")
    list_select_related = ("narrator",)
    autocomplete_fields = ("narrator", "series")
    filter_horizontal = ("coded_for",)
    readonly_fields = (*ACCESS, "was_public", "at_the_desk")
    inlines = (TranscriptInline, RecordingInline, CodingInline)

    @admin.display(description=_("Publish, hide, consent, release, embargo"))
    def at_the_desk(self, interview: Interview) -> "str | SafeString":
        """Link the page that decides who sees the record."""
        if not interview.pk:
            return "—"
        page = reverse("desk:interview", args=[interview.accession])
        return format_html('<a href="{}">{}</a>', page, _("Open it at the desk"))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Add the accession number once the record exists: it is permanent."""
        fields = tuple(super().get_readonly_fields(request, obj))
        return (*fields, "accession") if obj else fields

    def save_model(self, request: HttpRequest, obj: Interview, form: Any, change: bool) -> None:
        """Save the description alone."""
        obj.save(update_fields=description_fields() if change else None)


@admin.register(Transcript)
class TranscriptAdmin(KeepsWhatWasShown):
    """Transcripts. They come in by upload or import, and are published at the desk."""

    list_display = ("interview", "language", "kind", "provenance", "workflow", "version", "updated_at")
    list_filter = ("language", "kind", "provenance", "workflow")
    search_fields = ("interview__accession", "interview__narrator__name")
    list_select_related = ("interview",)
    readonly_fields = ("interview", "language", "kind", "workflow", "version")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Transcript, form: Any, change: bool) -> None:
        """Save only what can be changed here."""
        obj.save(update_fields=["provenance", "updated_at"])


class SegmentForm(forms.ModelForm):
    """Who speaks a passage."""

    speaker = CleanTextField(max_length=200, required=False)

    class Meta:
        model = Segment
        fields = ("speaker",)


@admin.register(Segment)
class SegmentAdmin(KeepsWhatWasShown):
    """Passages: who speaks them. The words are corrected at the desk, which sees when two people do it at once.

    Saved from here, an old window would bring back words that were taken out meanwhile.
    """

    list_display = ("transcript", "position", "speaker", "start_ms", "text")
    list_filter = ("transcript__language", "transcript__workflow")
    search_fields = ("transcript__interview__accession", "speaker", "text")
    list_select_related = ("transcript__interview",)
    fields = ("transcript", "position", "speaker", "start_ms", "end_ms", "text", "at_the_desk")
    readonly_fields = ("transcript", "position", "start_ms", "end_ms", "text", "at_the_desk")
    show_full_result_count = False
    form = SegmentForm

    @admin.display(description=_("Correct the words"))
    def at_the_desk(self, segment: Segment) -> "str | SafeString":
        """Link the page on which the words are corrected."""
        page = reverse("desk:interview", args=[segment.transcript.interview.accession])
        return format_html('<a href="{}">{}</a>', page, _("Open it at the desk"))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Segment, form: Any, change: bool) -> None:
        """Save the speaker alone, as a new version of the transcript."""
        with transaction.atomic():
            transcript = Transcript.objects.select_for_update().get(pk=obj.transcript_id)
            versions.supersede(
                transcript, request.user if isinstance(request.user, User) else None, TranscriptVersion.Act.CORRECTED
            )
            obj.save(update_fields=["speaker"])
            transcript.save()


@admin.register(Theme)
class ThemeAdmin(NoBulkDelete, TranslationAdmin):
    """The codebook. Any archivist may hide a theme; only an editor shows one again."""

    list_display = ("code", "label", "parent", "position", "is_public", "retired")
    list_filter = ("parent", "is_public", "retired")
    search_fields = ("code", "label_be", "label_ru", "label_uk", "label_en")
    list_select_related = ("parent",)
    readonly_fields = ("successor",)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Fix what would show a theme again, unless an editor asks."""
        fields = tuple(super().get_readonly_fields(request, obj))
        if obj is None or may(request.user, Act.SHOW_THEME_AGAIN) or Theme.objects.public().filter(pk=obj.pk).exists():
            return fields
        return (*fields, "parent", *(["is_public"] if not obj.is_public else []), *(["retired"] if obj.retired else []))


@admin.register(Coding)
class CodingAdmin(NoBulkDelete, TranslationAdmin):
    """Codings. A new one is proposed; accepting it is an act of the desk."""

    list_display = ("interview", "theme", "status", "coder", "start_ms", "end_ms", "created_at")
    list_filter = ("status", "theme", "coder")
    search_fields = ("interview__accession", "theme__code", "gist_be", "gist_ru", "gist_uk", "gist_en", "note")
    list_select_related = ("interview", "theme")
    autocomplete_fields = ("interview", "theme")
    readonly_fields = ("status",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Coding]:
        """Leave out what a second coder must not see."""
        rows = super().get_queryset(request)
        return rows.filter(seen_codings(request.user)) if isinstance(request.user, User) else rows.none()

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Fix the interview and theme of a coding that exists: moved, it could come to be shown."""
        fields = tuple(super().get_readonly_fields(request, obj))
        return (*fields, "interview", "theme") if obj else fields


@admin.register(Recording)
class RecordingAdmin(NoBulkDelete, admin.ModelAdmin):
    """Parts of recordings. Files are added at the desk, which looks at their content."""

    list_display = ("interview", "part", "media_type", "url", "offset_ms", "duration_ms")
    list_filter = ("media_type",)
    search_fields = ("interview__accession", "url")
    list_select_related = ("interview",)
    readonly_fields = ("interview", "file", "url", "media_type", "sha256")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Fix the times where words were taken out: moved, a part could be served in which they are heard."""
        fields = tuple(super().get_readonly_fields(request, obj))
        if obj is not None and obj.interview.redactions.exists():
            return (*fields, "offset_ms", "duration_ms")
        return fields

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


@admin.register(Series)
class SeriesAdmin(NoBulkDelete, TranslationAdmin):
    list_display = ("code", "title")
    search_fields = ("code", "title_be", "title_ru", "title_uk", "title_en")


@admin.register(Narrator)
class NarratorAdmin(NoBulkDelete, admin.ModelAdmin):
    list_display = ("name",)
    search_fields = ("name",)


@admin.register(Branch, Rank)
class VocabularyAdmin(NoBulkDelete, TranslationAdmin):
    list_display = ("code", "label", "position")
    search_fields = ("code", "label_be", "label_ru", "label_uk", "label_en")


@admin.register(GlossaryTerm)
class GlossaryTermAdmin(NoBulkDelete, TranslationAdmin):
    list_display = ("key", "kind", "explained", "forms_be", "forms_ru", "forms_uk", "forms_en")
    list_filter = ("kind",)
    search_fields = ("key", "forms_be", "forms_ru", "forms_uk", "forms_en")


@admin.register(Upload)
class UploadAdmin(NoBulkDelete, admin.ModelAdmin):
    """Files that were read and not saved; the desk shows what is in them."""

    list_display = ("interview", "language", "format", "by", "created_at")
    list_select_related = ("interview", "by")
    fields = ("interview", "by", "language", "provenance", "format", "encoding", "created_at")
    readonly_fields = fields

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


class ForAdministrators(admin.ModelAdmin):
    """Accounts and groups, which decide all the rest; a permission given by hand does not open them."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return may(request.user, Act.MANAGE_ACCOUNTS)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may(request.user, Act.MANAGE_ACCOUNTS)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return may(request.user, Act.MANAGE_ACCOUNTS)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may(request.user, Act.MANAGE_ACCOUNTS)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may(request.user, Act.MANAGE_ACCOUNTS)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Ask before the row is looked up, so that the answer does not tell whether it is there."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return super().history_view(request, object_id, extra_context)


admin.site.unregister((User, Group))


@admin.register(User)
class AccountAdmin(ForAdministrators, UserAdmin):
    """Who signs in."""


@admin.register(Group)
class RoleAdmin(ForAdministrators, GroupAdmin):
    """The groups that make somebody an archivist, an editor or a researcher."""
