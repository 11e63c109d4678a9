"""The forms of the desk; each error says what to change."""

import hashlib
from collections.abc import Iterable
from typing import Any, BinaryIO, cast

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from interviews import access, tombstones
from interviews.desk.fields import CleanTextField, ClockField, FilesField
from interviews.desk.opened import OpenedForm
from interviews.desk.receiving import MOST_BYTES, MOST_FILES
from interviews.formats import limits
from interviews.formats.cues import make_problem
from interviews.languages import Language
from interviews.media import CannotClean, Plan, clean
from interviews.models import Coding, Interview, Narrator, Recording, Theme
from interviews.models.recording import MEDIA_TYPES, check_media_url
from interviews.problems import translated
from interviews.publishing import description_fields
from interviews.states import CodingStatus, Provenance

TEXT_LIMIT = 20_000
MEDIA_LIMIT = 2 * 1024**3
ENCODINGS = [
    ("", _("Recognise it")),
    ("utf-8", "UTF-8"),
    ("cp1251", "Windows-1251"),
    ("koi8-u", "KOI8-U"),
    ("koi8-r", "KOI8-R"),
    ("cp866", "DOS (cp866)"),
    ("utf-16", "UTF-16"),
    ("utf-32", "UTF-32"),
    ("cp1252", "Windows-1252"),
    ("cp1250", "Windows-1250"),
    ("iso8859-5", "ISO 8859-5"),
    ("mac-cyrillic", "Mac Cyrillic"),
]


class SignInForm(AuthenticationForm):
    """One answer for every failure, and a pause for a name after many of them. No address of anybody is kept."""

    TRIES, PAUSE_SECONDS = 8, 60

    error_messages = {
        **AuthenticationForm.error_messages,
        "invalid_login": _("Name and password don't fit together. Mind capital letters and the keyboard layout."),
        "pause": _("Too many failed attempts with this name. Wait a minute, then try again."),
    }

    def clean(self) -> dict[str, Any]:
        name = str(self.cleaned_data.get("username", "")).casefold()
        key = "sign-in-" + hashlib.sha256(name.encode()).hexdigest()
        failures = cache.get(key, 0)
        if failures >= self.TRIES:
            raise ValidationError(self.error_messages["pause"], code="pause")
        try:
            cleaned = super().clean()
        except ValidationError:
            cache.set(key, failures + 1, self.PAUSE_SECONDS)
            raise
        cache.delete(key)
        return cleaned


def is_before(first: str, second: str) -> bool:
    """Tell whether the partial date ``first`` surely lies before ``second``, as far as both are known."""
    known = min(len(first), len(second))
    return first[:known] < second[:known]


class RecordForm(OpenedForm, forms.ModelForm):
    """The description of an interview. What decides who sees it has a page of its own."""

    narrator_name = CleanTextField(
        label=_("Narrator: public name or pseudonym"),
        max_length=200,
        required=False,
        help_text=_("Only what may be known to everybody. A real name behind a pseudonym has no place in the archive."),
        widget=forms.TextInput(attrs={"list": "narrators", "autocomplete": "off"}),
    )

    TITLES = tuple(f"title_{code}" for code in Language.values)
    SUMMARIES = tuple(f"summary_{code}" for code in Language.values)
    DATES = ("recorded_on", "published_on", "served_from", "served_to", "left_on")

    class Meta:
        model = Interview
        fields = (
            "accession",
            "language",
            "series",
            *(f"{field}_{code}" for field in ("title", "summary") for code in Language.values),
            "branch",
            "rank",
            *("recorded_on", "published_on", "served_from", "served_to", "left_on"),
            "coded_for",
        )
        error_messages = {"accession": {"unique": _("This number is taken; choose another.")}}
        widgets = {
            "coded_for": forms.CheckboxSelectMultiple,
            **{f"summary_{code}": forms.Textarea(attrs={"rows": 4, "lang": code}) for code in Language.values},
            **{f"title_{code}": forms.TextInput(attrs={"lang": code}) for code in Language.values},
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in (*self.TITLES, *self.SUMMARIES):
            old = self.fields[name]
            self.fields[name] = CleanTextField(
                label=Language(name[-2:]).label,
                max_length=300 if name in self.TITLES else TEXT_LIMIT,
                required=False,
                widget=old.widget,
            )
        for name in self.DATES:
            self.fields[name].widget.attrs |= {"placeholder": "2021-03", "inputmode": "numeric"}
        self.shape()
        if self.instance.pk:
            self.fields.pop("accession", None)
            self.initial["narrator_name"] = self.instance.narrator.name if self.instance.narrator else ""
            if not self.is_bound:
                self.open_on()

    def shape(self) -> None:
        """Change fields before anybody looks at them; for other shapes of this form."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not any(cleaned.get(name) for name in self.TITLES):
            self.add_error("title_be", _("Give the interview a title in at least one language."))
        self._check_dates(cleaned)
        if self.instance.pk:
            self.compare(type(self)(instance=Interview.objects.get(pk=self.instance.pk)))
        return cleaned

    def clean_accession(self) -> str:
        accession: str = self.cleaned_data["accession"]
        try:
            tombstones.refuse_buried(accession)
        except tombstones.Buried as error:
            raise ValidationError(str(error), code="buried") from None
        return accession

    def _check_dates(self, cleaned: dict[str, Any]) -> None:
        began, ended, left = (cleaned.get(name) or "" for name in ("served_from", "served_to", "left_on"))
        if is_before(ended, began):
            self.add_error("served_to", _("The service ends before it begins. Correct one of the dates."))
        if is_before(left, began):
            self.add_error("left_on", _("The narrator leaves before the service begins. Correct one of the dates."))
        if is_before(access.today().isoformat(), cleaned.get("recorded_on") or ""):
            self.add_error("recorded_on", _("This date is in the future. Correct it."))

    def save(self, commit: bool = True) -> Interview:
        """Save the description alone; what decides who sees the record stays as the database has it."""
        name = self.cleaned_data["narrator_name"]
        self.instance.narrator = Narrator.objects.get_or_create(name=name)[0] if name else None
        interview = super().save(commit=False)
        interview.save(update_fields=description_fields() if interview.pk else None)
        self.save_m2m()
        return interview


class RowForm(RecordForm):
    """A record as a row of the table: its titles, narrator, service and dates."""

    SUMMARIES = ()

    class Meta(RecordForm.Meta):
        fields = tuple(
            name
            for name in RecordForm.Meta.fields
            if name not in ("accession", "language", "series", "coded_for") and not name.startswith("summary_")
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", f"r{kwargs['instance'].pk}-%s")
        super().__init__(*args, **kwargs)

    def shape(self) -> None:
        """Name each field in full and tie it to the row's own form, which stands outside of it."""
        for name, one in self.fields.items():
            one.widget.attrs["form"] = f"row-{self.instance.pk}"
            one.help_text = ""
            if name in self.TITLES:
                one.label = gettext("Title, %(language)s") % {"language": Language(name[-2:]).label}
        self.fields["narrator_name"].label = _("Narrator")


def media_ending(head: bytes, name: str) -> str | None:
    """Return the ending under which a media file that begins with ``head`` is stored, or None if it is none of ours.

    The content decides; the name only tells sound from pictures where one container holds both.
    """
    wanted = "." + name.rsplit(".", 1)[-1].lower()
    if head[4:8] == b"ftyp":
        return ".m4a" if head[8:11] in (b"M4A", b"M4B") or wanted == ".m4a" else ".mp4"
    if head.startswith(b"OggS"):
        return wanted if wanted in (".ogg", ".opus") else ".ogg"
    if head.startswith(b"RIFF") and head[8:12] == b"WAVE":
        return ".wav"
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        return ".webm"
    if head.startswith(b"ID3") or (len(head) > 1 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2):
        return ".mp3"
    return None


class MediaForm(forms.Form):
    """A media file, judged by its content and freed of what it says about people and places."""

    file = forms.FileField(label=_("Media file"), allow_empty_file=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.ending = ""
        self.cleaned_media: Plan | None = None
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = _("%(endings)s, at most 2 GB.") % {
            "endings": ", ".join(ending[1:] for ending in MEDIA_TYPES)
        }

    def clean_file(self) -> UploadedFile | None:
        upload: UploadedFile | None = self.cleaned_data["file"]
        if not upload:
            return None
        if (upload.size or 0) > MEDIA_LIMIT:
            raise ValidationError(_("The file is larger than 2 GB. Save it in a smaller format or in parts."))
        ending = media_ending(upload.read(16), upload.name or "")
        upload.seek(0)
        if ending is None:
            raise ValidationError(
                _("Judged by its content, this is no recording that browsers play. Save it as MP3, MP4 or WebM.")
            )
        try:
            self.cleaned_media = clean(cast(BinaryIO, upload.file), ending)
        except CannotClean as error:
            raise ValidationError(str(error)) from None
        self.ending = ending
        return upload


class RecordingForm(MediaForm):
    """A part of a recording: a media file or the address of a hosted video."""

    part = forms.IntegerField(label=_("Part"), min_value=1, max_value=999)
    url = forms.URLField(
        label=_("Or the address of a hosted video"),
        required=False,
        max_length=500,
        assume_scheme="https",
        validators=[check_media_url],
        help_text=_("It is only linked; readers are told what the host learns when they follow the link."),
    )
    offset = ClockField(
        label=_("Begins at"), required=False, help_text=_("On the clock of the interview; empty for the first part.")
    )
    duration = ClockField(label=_("Duration"), required=False, help_text=_("HH:MM:SS or seconds, if you know it."))

    def __init__(self, *args: Any, interview: Interview, **kwargs: Any) -> None:
        self.interview = interview
        super().__init__(*args, **kwargs)
        self.fields["file"].required = False
        self.order_fields(["part", "file"])

    def clean_part(self) -> int:
        part: int = self.cleaned_data["part"]
        if self.interview.recordings.filter(part=part).exists():
            raise ValidationError(
                _("This interview already has a part %(part)s; give the next number."), params={"part": part}
            )
        return part

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and bool(cleaned.get("file")) == bool(cleaned.get("url")):
            raise ValidationError(_("Give either a file or the address of a hosted video."))
        return cleaned

    def recording(self) -> Recording:
        """Return the unsaved recording, without its file."""
        data = self.cleaned_data
        return Recording(
            interview=self.interview,
            part=data["part"],
            url=data["url"] or "",
            offset_ms=data["offset"] or 0,
            duration_ms=data["duration"],
            media_type=MEDIA_TYPES[self.ending] if self.ending else "",
        )


class UploadForm(forms.Form):
    """Transcript files and what the archivist knows about them. ``held`` says that files wait from an earlier try."""

    interview = forms.ModelChoiceField(
        label=_("Interview"),
        queryset=Interview.objects.none(),
        to_field_name="accession",
        empty_label=_("Choose…"),
        required=False,
        help_text=_("May be left out for files that are named after it, such as OOU-7K3M.vtt or OOU-7K3M.be.vtt."),
    )
    file = FilesField(
        label=_("Transcript files"),
        most=MOST_FILES,
        help_text=_(
            "Captions, text, documents, tables, files of recognisers and linguists, at most 20 MB each; several at "
            "once if they are one talk in several languages. The files themselves are kept sealed if there is a key, "
            "else not at all."
        ),
    )
    language = forms.ChoiceField(
        label=_("Language"),
        required=False,
        choices=[("", _("Suggest it from the words")), *Language.choices],
        help_text=_("It goes for every file whose name says no other. You confirm it on the next page."),
    )
    provenance = forms.ChoiceField(
        label=_("How the text came about"), choices=Provenance.choices, initial=Provenance.MACHINE
    )
    choose_columns = forms.BooleanField(
        label=_("Show me the columns of a table first, to choose what each of them holds"), required=False
    )
    encoding = forms.ChoiceField(
        label=_("Encoding"),
        required=False,
        choices=ENCODINGS,
        help_text=_("Choose one only if letters came out wrong or the archive asked for it."),
    )

    def __init__(self, *args: Any, held: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["interview"].queryset = Interview.objects.order_by("accession")  # type: ignore[attr-defined]
        self.fields["file"].required = not held

    def clean_file(self) -> list[UploadedFile]:
        uploads: list[UploadedFile] = self.cleaned_data["file"]
        if sum(one.size or 0 for one in uploads) > MOST_BYTES:
            raise ValidationError(
                _("Together the files are larger than %(limit)s MB. Send them in two goes."),
                code="too-large",
                params={"limit": MOST_BYTES // 1024 // 1024},
            )
        for one in uploads:
            if (one.size or 0) > limits.MAX_BYTES:
                megabytes = f"{(one.size or 0) / 1024 / 1024:.1f}"
                problem = make_problem("too-large", 1, size=megabytes, limit=limits.MAX_BYTES // 1024 // 1024)
                raise ValidationError(translated(problem), code="too-large")
        return uploads


class SaveUploadForm(forms.Form):
    """What has to be settled before an upload becomes a draft transcript."""

    language = forms.ChoiceField(
        label=_("Language of the transcript"), choices=Language.choices, widget=forms.RadioSelect
    )
    provenance = forms.ChoiceField(label=_("How the text came about"), choices=Provenance.choices)
    without_lines = forms.BooleanField(label=_("Save it without the lines that could not be read"))
    for_others = forms.BooleanField(
        label=_("The files of other interviews that wait are in this language too, and came about the same way"),
        required=False,
    )
    tidy = forms.MultipleChoiceField(label=_("Tidy up"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, loses_lines: bool, tidy: Iterable[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tidy"].choices = list(tidy)  # type: ignore[attr-defined]
        if loses_lines:
            self.fields["without_lines"].error_messages["required"] = _(
                "Some lines could not be read and would be missing. Mend the file and upload it again, or tick this."
            )
        else:
            del self.fields["without_lines"]


class CorrectionForm(forms.Form):
    """The words of one passage."""

    text = CleanTextField(
        label=_("Words of this passage"),
        max_length=TEXT_LIMIT,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("A passage can't be empty. Write what is heard, for example […].")},
    )
    opened_on = forms.CharField(widget=forms.HiddenInput)


def theme_choices(themes: Iterable[Theme]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the themes in use as options grouped by question, the question itself first."""
    rows = list(themes)
    return [
        (
            str(question),
            [(question.code, str(question)), *((t.code, str(t)) for t in rows if t.parent_id == question.pk)],
        )
        for question in rows
        if question.parent_id is None
    ]


class ThemeField(forms.ModelChoiceField):
    """A theme, by its code; the form that holds it says which may be chosen."""

    default_error_messages = {
        "required": _("Choose a theme."),
        "invalid_choice": _("This theme is not in use. Choose another one."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Theme.objects.none(), **{"label": _("Theme"), "to_field_name": "code", **kwargs})


class CodingForm(forms.Form):
    """A theme for one passage, or for the whole interview."""

    PASSAGE, WHOLE = "passage", "whole"

    theme = ThemeField()
    stretch = forms.ChoiceField(
        label=_("Stretch"),
        choices=[(PASSAGE, _("This passage")), (WHOLE, _("The whole interview"))],
        initial=PASSAGE,
    )
    gist_be = CleanTextField(label=Language.BE.label, required=False, max_length=500)
    gist_ru = CleanTextField(label=Language.RU.label, required=False, max_length=500)
    gist_uk = CleanTextField(label=Language.UK.label, required=False, max_length=500)
    gist_en = CleanTextField(label=Language.EN.label, required=False, max_length=500)
    note = CleanTextField(
        label=_("Private note"), required=False, max_length=TEXT_LIMIT, widget=forms.Textarea(attrs={"rows": 2})
    )
    accepted = forms.BooleanField(
        label=_("Accept it: readers see it as soon as the interview is public"), required=False
    )

    GISTS = ("gist_be", "gist_ru", "gist_uk", "gist_en")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["theme"].queryset = Theme.objects.filter(retired=False)  # type: ignore[attr-defined]

    def coding(self) -> Coding:
        """Return the unsaved coding; who coded and where is for the view to add."""
        data = self.cleaned_data
        status = CodingStatus.ACCEPTED if data["accepted"] else CodingStatus.PROPOSED
        gists = {name: data[name] for name in self.GISTS}
        return Coding(theme=data["theme"], note=data["note"], status=status, **gists)
