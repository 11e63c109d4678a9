"""A file that was read and not yet saved as a transcript."""

import json
from collections.abc import Iterable
from itertools import islice
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models.functions import Cast
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from interviews.formats.cues import Cue, Problem
from interviews.languages import Language
from interviews.models.interview import Interview
from interviews.states import Provenance

TABLES = ("csv", "ods", "xlsx")
PART_CUES = 2_000
_NAMES = ("start_ms", "end_ms", "speaker", "text", "line")
_LARGE = ("cues", "problems", "text", "table", "box")


class _ByTheCue(json.JSONEncoder):
    """Writes cues and problems as they are, one after the other, and letters as themselves.

    A dictionary for each of a hundred thousand cues at once, and six bytes for each Cyrillic letter, take more memory
    than reading the file does.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**{**options, "ensure_ascii": False, "separators": (",", ":")})

    def default(self, o: object) -> object:
        if isinstance(o, Cue):
            return {name: getattr(o, name) for name in _NAMES}
        if isinstance(o, Problem):
            return {"line": o.line, "message": o.message, "code": o.code, "params": o.params, "refuses": o.refuses}
        return super().default(o)


class _RowsField(models.JSONField):
    """A JSON field that may be given cues or problems in the place of dictionaries; to the database it is no other."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{**options, "encoder": _ByTheCue})

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, _path, args, options = super().deconstruct()
        del options["encoder"]
        return name, "django.db.models.JSONField", args, options


class UploadQuerySet(models.QuerySet["Upload"]):
    """Uploads, and their columns without those that are large."""

    def light(self) -> Self:
        """Leave in the database what a list of uploads doesn't show: words, and files."""
        return self.defer(*_LARGE)


class Upload(models.Model):
    """What the desk read from an uploaded file, kept between preview and "save as draft" and then deleted.

    The cues and problems are kept in the open, like any draft, with the cues of a long file in parts, and so is the
    ``text`` of a file that is text, so that a line of it can be mended (empty for documents and tables in a package),
    and a ``table`` in a package, reduced to the parts that are read, so that its columns can be chosen anew. The file
    itself is kept only in a box sealed to the archive's key (empty where there is no key), because its metadata may
    name people. ``contents`` is the table of contents that came with the cues, ``columns`` what was said of a table's
    columns, ``tidy`` the boxes ticked so far. ``name`` is what the archivist's computer called it. ``language`` may be
    what that name says; it is chosen once a person said so.
    """

    interview = models.ForeignKey(Interview, models.CASCADE, related_name="uploads", verbose_name=_("interview"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    language = models.CharField(_("language"), max_length=2, choices=Language.choices)
    language_is_chosen = models.BooleanField(default=False, editable=False)
    provenance = models.CharField(
        _("provenance"), max_length=10, choices=Provenance.choices, default=Provenance.MACHINE
    )
    format = models.CharField(_("format"), max_length=20)
    encoding = models.CharField(_("encoding"), max_length=20)
    cues = _RowsField(default=list)
    problems = _RowsField(default=list)
    contents = models.JSONField(default=list, editable=False)
    columns = models.JSONField(default=dict, editable=False)
    tidy = models.JSONField(default=list, editable=False)
    name = models.CharField(_("file name"), max_length=255, blank=True, default="")
    text = models.TextField(blank=True, default="", editable=False)
    table = models.BinaryField(default=b"", editable=False)
    box = models.BinaryField(default=b"", editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = UploadQuerySet.as_manager()

    class Meta:
        verbose_name = _("upload")
        verbose_name_plural = _("uploads")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.interview.accession} {self.language}"

    def write_cues(self, cues: Iterable[Cue]) -> None:
        """Keep ``cues`` in the place of those kept before; the first of them are saved with the rest of the row."""
        coming = iter(cues)
        self.cues = list(islice(coming, PART_CUES))
        self.save(update_fields=["cues"])
        self.parts.all().delete()
        number = 0
        while part := list(islice(coming, PART_CUES)):
            number += 1
            UploadPart.objects.create(upload=self, number=number, cues=part)

    def read_cues(self) -> list[Cue]:
        """Return the cues as the reader gave them, never all of them as dictionaries."""
        names: dict[str, str] = {}

        def cue(row: dict[str, Any]) -> Cue:
            name = row["speaker"]
            return Cue(row["start_ms"], row["end_ms"], names.setdefault(name, name), row["text"], row["line"])

        cues: list[Cue] = json.loads(_written(self._row, "cues"), object_hook=cue)
        if len(cues) == PART_CUES:
            for part in range(1, 1 + self.parts.count()):
                cues += json.loads(_written(self.parts.filter(number=part), "cues"), object_hook=cue)
        return cues

    def read_problems(self) -> list[Problem]:
        """Return what was found wrong, as the reader told it."""
        return [Problem(**row) for row in json.loads(_written(self._row, "problems"))]

    @property
    def _row(self) -> UploadQuerySet:
        return Upload.objects.filter(pk=self.pk)

    @cached_property
    def has_text(self) -> bool:
        """Whether the text of the file is here, so that a line of it can be mended; told without fetching it."""
        return self._row.exclude(text="").exists()

    @cached_property
    def has_table(self) -> bool:
        """Whether the table is here that it was read from, so that its columns can be chosen anew."""
        return self.format in TABLES and (self.has_text or self._row.exclude(table=b"").exists())


class UploadPart(models.Model):
    """More cues of an upload, in the order of ``number``: one row with all those of a long file takes much memory."""

    upload = models.ForeignKey(Upload, models.CASCADE, related_name="parts")
    number = models.PositiveIntegerField()
    cues = _RowsField(default=list)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["upload", "number"], name="one_part_of_an_upload_a_number")]

    def __str__(self) -> str:
        return f"{self.upload_id}.{self.number}"


def _written(rows: "models.QuerySet[Any]", column: str) -> str:
    """Return the JSON of ``column`` in the one row of ``rows`` as it stands there."""
    return rows.values_list(Cast(column, models.TextField()), flat=True).get()


class HeldFile(models.Model):
    """A file that came with a form that wasn't complete, kept for a day so that nobody has to choose it again.

    In the open, for whoever sent it alone: without its bytes it couldn't be read when the form is.
    """

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    name = models.CharField(max_length=255)
    data = models.BinaryField(editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name
