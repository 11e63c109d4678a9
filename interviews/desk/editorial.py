"""The forms for what the makers say themselves: pages, reading paths, steps, featured passages."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from interviews import editorial
from interviews.desk.fields import ClockField, columns_of, text_in_language
from interviews.desk.forms import theme_choices
from interviews.desk.opened import OpenedForm
from interviews.languages import Language
from interviews.markup import refused_links
from interviews.models import ContentWarning, FeaturedPassage, Interview, Page, PathStep, ReadingPath, Segment, Theme

BODY_LIMIT = 20_000
FRAME_LIMIT = 1_000
TITLE_LIMIT = 200


class EditorialForm(OpenedForm, forms.ModelForm):
    """Words in four languages with an address; an old window never undoes what somebody else has saved."""

    long, limit, rows = "body", BODY_LIMIT, 16

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in columns_of("title"):
            self.fields[name] = text_in_language(name, TITLE_LIMIT, 1)
        for name in columns_of(self.long):
            self.fields[name] = text_in_language(name, self.limit, self.rows)
        if self.instance.slug:
            del self.fields["slug"]
        if self.instance.pk and not self.is_bound:
            self.open_on()

    def languages(self) -> list[tuple[str, str, forms.BoundField, forms.BoundField]]:
        """Return for each language its code, its name and its two fields."""
        return [(code, label, self[f"title_{code}"], self[f"{self.long}_{code}"]) for code, label in Language.choices]

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"]
        if slug == "new":  # the desk makes new ones there
            raise ValidationError(_("This address is taken; choose another."))
        return slug

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not any(cleaned.get(name) for name in columns_of("title")):
            self.add_error("title_be", _("Write a title in at least one language."))
        if self.instance.pk:
            self.compare(type(self)(instance=type(self.instance)._default_manager.get(pk=self.instance.pk)))
        return cleaned


class PageForm(EditorialForm):
    """A page; its links lead to https, to this site or to an onion, and a published one has nothing to be filled in."""

    class Meta:
        model = Page
        fields = ("slug", "position", *columns_of("title", "body"))
        error_messages = {"slug": {"unique": _("This address is taken; choose another.")}}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for name in columns_of("body"):
            if refused := refused_links(cleaned.get(name) or ""):
                message = _("Readers can’t be led to %(links)s. Link https addresses, pages of this site or onions.")
                self.add_error(name, ValidationError(message, params={"links": ", ".join(refused)}))
        if self.instance.pk and Page.objects.public().filter(pk=self.instance.pk).exists():
            for name in editorial.unfilled({one: cleaned.get(one) or "" for one in columns_of("title", "body")}):
                self.add_error(name, _("The page is published: fill in what stands in [[ ]] first."))
        return cleaned


class PathForm(EditorialForm):
    """A reading path: its title and an introduction."""

    long, limit, rows = "frame", FRAME_LIMIT, 4

    class Meta:
        model = ReadingPath
        fields = ("slug", "position", *columns_of("title", "frame"))
        error_messages = {"slug": {"unique": _("This address is taken; choose another.")}}


class StretchForm(forms.Form):
    """A stretch of an interview: by times, or by the numbers of passages where the interview has no times."""

    accession = forms.CharField(
        label=_("Interview"), max_length=32, widget=forms.TextInput(attrs={"list": "interviews", "autocomplete": "off"})
    )
    begins = forms.CharField(label=_("From"), max_length=16, widget=forms.TextInput(attrs={"placeholder": "1:02:30"}))
    ends = forms.CharField(
        label=_("To"),
        max_length=16,
        widget=forms.TextInput(attrs={"placeholder": "1:03:10"}),
        help_text=_("Times, as 1:02:30 or seconds. In an interview without times: the numbers of its passages."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        interview = Interview.objects.filter(accession=cleaned.get("accession", "").strip()).first()
        if "accession" in cleaned and interview is None:
            self.add_error("accession", _("There is no interview with this number."))
        if interview is None or self.errors:
            return cleaned
        self.interview = interview
        segments = Segment.objects.filter(transcript__interview=interview).order_by("position")
        if segments.filter(start_ms__isnull=False).exists():
            self._by_times(cleaned, segments)
        else:
            self._by_numbers(cleaned)
        return cleaned

    def _by_times(self, cleaned: dict[str, Any], segments: "QuerySet[Segment]") -> None:
        read = {}
        for name in ("begins", "ends"):
            try:
                read[name] = ClockField().clean(cleaned[name])
            except ValidationError as error:
                self.add_error(name, error)
        if self.errors:
            return
        self.stretch = {
            "start_ms": read["begins"],
            "end_ms": read["ends"],
            "first_position": None,
            "last_position": None,
        }
        if read["begins"] >= read["ends"]:
            self.add_error("ends", _("This lies before the beginning. Correct one of the two."))
        elif not segments.filter(start_ms__lt=read["ends"], end_ms__gt=read["begins"]).exists():
            self.add_error("begins", _("Nothing is said there. Look at the times in the transcript."))

    def _by_numbers(self, cleaned: dict[str, Any]) -> None:
        read = {}
        for name in ("begins", "ends"):
            if not (cleaned[name].isascii() and cleaned[name].isdigit() and 0 < int(cleaned[name]) < 1_000_000):
                self.add_error(name, _("This interview has no times: write the number of the passage, from 1 on."))
            else:
                read[name] = int(cleaned[name]) - 1
        if self.errors:
            return
        self.stretch = {"start_ms": None, "end_ms": None}
        self.stretch |= {"first_position": read["begins"], "last_position": read["ends"]}
        if read["begins"] > read["ends"]:
            self.add_error("ends", _("This lies before the beginning. Correct one of the two."))

    def put_on(self, one: PathStep | FeaturedPassage | ContentWarning) -> None:
        """Give ``one`` the stretch that was chosen."""
        one.interview = self.interview
        for name, value in self.stretch.items():
            setattr(one, name, value)


def stretch_of(one: PathStep) -> dict[str, str]:
    """Return the stretch of ``one`` as the form shows it."""
    if one.first_position is not None and one.last_position is not None:
        begins, ends = str(one.first_position + 1), str(one.last_position + 1)
    else:
        begins, ends = (f"{(ms or 0) / 1000:.3f}".rstrip("0").rstrip(".") for ms in (one.start_ms, one.end_ms))
    return {"accession": one.interview.accession, "begins": begins, "ends": ends}


class StepForm(StretchForm):
    """A step of a path: a stretch and the frame that readers see before it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in columns_of("frame"):
            self.fields[name] = text_in_language(name, FRAME_LIMIT, 3)

    def frames(self) -> list[tuple[str, forms.BoundField]]:
        """Return the fields of the frame with their languages."""
        return [(code, self[f"frame_{code}"]) for code in Language.values]

    def put_on(self, one: PathStep | FeaturedPassage | ContentWarning) -> None:
        super().put_on(one)
        for name in columns_of("frame"):
            setattr(one, name, self.cleaned_data[name])


class FeatureForm(StretchForm):
    """A passage to feature, on the front page or on a theme's."""

    theme = forms.ChoiceField(label=_("Where"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["theme"]
        field.choices = [("", _("Front page")), *theme_choices(Theme.objects.public())]  # type: ignore[attr-defined]

    def clean_theme(self) -> Theme | None:
        code = self.cleaned_data["theme"]
        return Theme.objects.filter(code=code).first() if code else None
