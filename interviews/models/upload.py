"""A file that was read and not yet saved as a transcript."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from interviews.languages import Language
from interviews.models.interview import Interview
from interviews.states import Provenance


class Upload(models.Model):
    """What the desk read from an uploaded file, kept between preview and "save as draft" and then deleted.

    The cues and problems are kept in the open, like any draft, and so is the ``text`` of a file that is text, so that a
    line of it can be mended (empty for documents and tables in a package), and a ``table`` in a package, reduced to the
    parts that are read, so that its columns can be chosen anew. The file itself is kept only in a box sealed
    to the archive's key (empty where there is no key), because its metadata may name people. ``contents`` is the table
    of contents that came with the cues, ``columns`` what was said of a table's columns, ``tidy`` the boxes ticked so
    far. ``name`` is what the archivist's computer called it. ``language`` may be what that name says; it is chosen once
    a person said so.
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
    cues = models.JSONField(default=list)
    problems = models.JSONField(default=list)
    contents = models.JSONField(default=list, editable=False)
    columns = models.JSONField(default=dict, editable=False)
    tidy = models.JSONField(default=list, editable=False)
    name = models.CharField(_("file name"), max_length=255, blank=True, default="")
    text = models.TextField(blank=True, default="", editable=False)
    table = models.BinaryField(default=b"", editable=False)
    box = models.BinaryField(default=b"", editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("upload")
        verbose_name_plural = _("uploads")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.interview.accession} {self.language}"


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
