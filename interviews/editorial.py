"""The acts on pages, reading paths and featured passages: save, publish, take back, restore, put in order.

Every act is one transaction, asks ``access.py``, and is logged with the archivist's name and the address; no words of
an interview and no number of one stand in the log.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from interviews import access
from interviews.languages import Language
from interviews.models import FeaturedPassage, Page, PageVersion, PathStep, ReadingPath
from interviews.models.editorial import PLACEHOLDER, Editorial
from interviews.publishing import Refused
from interviews.states import EditorialState


class Act(models.TextChoices):
    """What the log says of an act."""

    SAVED = "editorial saved", pgettext_lazy("act", "saved it")
    PUBLISHED = "editorial published", pgettext_lazy("act", "published it")
    WITHDRAWN = "editorial withdrawn", pgettext_lazy("act", "took it back")
    RESTORED = "editorial restored", pgettext_lazy("act", "restored an earlier version")
    DELETED = "editorial deleted", pgettext_lazy("act", "deleted it")
    STEP_SAVED = "step saved", pgettext_lazy("act", "saved a step")
    STEP_MOVED = "step moved", pgettext_lazy("act", "moved a step")
    STEP_REMOVED = "step removed", pgettext_lazy("act", "removed a step")
    FEATURED = "featured", pgettext_lazy("act", "featured a passage")
    NOT_FEATURED = "not featured", pgettext_lazy("act", "took a passage from the featured ones")


Placed = PathStep | FeaturedPassage


@contextmanager
def _acting(by: User, record: models.Model, act: Act) -> Iterator[None]:
    """Do an act of ``by`` on ``record`` in one transaction and log it."""
    if not access.may(by, access.Act.EDIT_PAGES):
        raise PermissionDenied
    with transaction.atomic():
        key, name = str(record.pk or ""), str(record)
        yield
        LogEntry.objects.create(
            user=by,
            content_type=ContentType.objects.get_for_model(type(record)),
            object_id=str(record.pk or key),
            object_repr=name,
            action_flag=CHANGE,
            change_message=act.value,
        )


def history(record: models.Model, limit: int = 20) -> list[tuple[LogEntry, str]]:
    """Return the last acts on ``record``, newest first, each in words."""
    content_type = ContentType.objects.get_for_model(type(record))
    entries = LogEntry.objects.filter(content_type=content_type, object_id=str(record.pk)).select_related("user")
    return [(one, str(Act(one.change_message).label)) for one in entries[:limit] if one.change_message in Act.values]


def unfilled(texts: models.Model | dict[str, str]) -> list[str]:
    """Return the columns of a page in which the makers still have to write something."""
    read = texts.get if isinstance(texts, dict) else lambda name: getattr(texts, name)
    return [name for name in Page.texts() if PLACEHOLDER in (read(name) or "")]


def save_page(page: Page, by: User) -> None:
    """Save ``page``, and keep what it says as a version if its words are others than before."""
    with _acting(by, page, Act.SAVED):
        page.save()
        keep_version(page, PageVersion.Act.CHANGED, by)


def keep_version(page: Page, act: PageVersion.Act, by: User | None = None) -> None:
    """Keep what ``page`` says now as its latest version, unless the latest says the same."""
    texts = {name: getattr(page, name) or "" for name in Page.texts()}
    latest = page.versions.first()
    if latest is None or latest.texts != texts:
        number = latest.number + 1 if latest else 1
        PageVersion.objects.create(page=page, number=number, act=act, by=by, texts=texts)


def restore(version: PageVersion, by: User) -> None:
    """Have the page say again what it said in ``version``; that is a version of its own.

    Raises :class:`Refused` if the page is published and the version holds something to be filled in.
    """
    with _acting(by, version.page, Act.RESTORED):
        page = Page.objects.select_for_update().get(pk=version.page_id)
        if page.is_published and unfilled(version.texts):
            raise Refused(
                _("This version still holds something to be filled in. Take the page back first, then restore.")
            )
        for name in Page.texts():
            setattr(page, name, version.texts.get(name, ""))
        page.save()
        keep_version(page, PageVersion.Act.RESTORED, by)


def publish(record: Editorial, by: User) -> None:
    """Show ``record`` to readers. Raises :class:`Refused`, with what to do, if it is not ready."""
    with _acting(by, record, Act.PUBLISHED):
        check_ready(_locked(record))
        _set_state(record, EditorialState.PUBLISHED)


def _locked(record: Editorial) -> Editorial:
    """Return ``record`` as it is now, and keep it so until the act is done."""
    found: Editorial = type(record)._default_manager.select_for_update().get(pk=record.pk)
    return found


def _set_state(record: Editorial, state: EditorialState) -> None:
    """Save the state alone: the words may have been changed since ``record`` was fetched."""
    record.state = state
    record.save(update_fields=["state", "changed_at"])


def check_ready(record: Editorial) -> None:
    """Raise :class:`Refused` unless ``record`` has words in some language and nothing to be filled in."""
    words = "body" if isinstance(record, Page) else "title"
    ready = [
        code for code in Language.values if getattr(record, f"title_{code}") and getattr(record, f"{words}_{code}")
    ]
    if not ready:
        raise Refused(_("It has no title and text in any language yet. Write them, save, then publish."))
    if isinstance(record, Page) and (names := unfilled(record)):
        languages = sorted({str(Language(name[-2:]).label) for name in names})
        raise Refused(
            _("Something is still to be filled in: look for [[ in %(languages)s. Write it, save, then publish.")
            % {"languages": ", ".join(languages)}
        )


def withdraw(record: Editorial, by: User) -> None:
    """Take ``record`` from readers at once."""
    with _acting(by, record, Act.WITHDRAWN):
        _set_state(record, EditorialState.DRAFT)


def save_path(path: ReadingPath, by: User) -> None:
    """Save the words of ``path``."""
    with _acting(by, path, Act.SAVED):
        path.save()


def delete(record: Editorial, by: User) -> None:
    """Delete ``record`` with its steps or versions. Raises :class:`Refused` for a page that every archive has."""
    if isinstance(record, Page) and record.is_fixed:
        raise Refused(_("Every archive has this page. Take it back instead: then nobody sees it."))
    with _acting(by, record, Act.DELETED):
        record.delete()


def save_step(step: PathStep, by: User) -> None:
    """Save ``step``, a new one as the last of its path. Whoever saves it has looked at it, so it is shown."""
    with _acting(by, step.path, Act.STEP_SAVED):
        if step.pk is None:
            step.position = _next(step.path.steps.all())
        step.is_shown = True
        step.save()


def feature(passage: FeaturedPassage, by: User) -> None:
    """Feature ``passage`` as the last of its place."""
    with _acting(by, passage, Act.FEATURED):
        passage.position = _next(FeaturedPassage.objects.filter(theme=passage.theme))
        passage.save()


def _next(rows: "models.QuerySet[PathStep] | models.QuerySet[FeaturedPassage]") -> int:
    return (rows.aggregate(last=models.Max("position"))["last"] or 0) + 1


def move(one: Placed, by: User, *, up: bool) -> None:
    """Move ``one`` a place up or down among its own. At the end nothing happens."""
    record: models.Model = one.path if isinstance(one, PathStep) else one
    with _acting(by, record, Act.STEP_MOVED):
        rows: list[Placed] = list(_beside(one))
        here = next(number for number, row in enumerate(rows) if row.pk == one.pk)
        there = here - 1 if up else here + 1
        if 0 <= there < len(rows):
            rows[here], rows[there] = rows[there], rows[here]
        for number, row in enumerate(rows, 1):
            type(row).objects.filter(pk=row.pk).update(position=number)


def _beside(one: Placed) -> "models.QuerySet[PathStep] | models.QuerySet[FeaturedPassage]":
    if isinstance(one, PathStep):
        return PathStep.objects.filter(path=one.path_id)
    return FeaturedPassage.objects.filter(theme=one.theme_id)


def remove(one: Placed, by: User) -> None:
    """Take ``one`` from its path, or from the featured passages."""
    is_step = isinstance(one, PathStep)
    record: models.Model = one.path if isinstance(one, PathStep) else one
    with _acting(by, record, Act.STEP_REMOVED if is_step else Act.NOT_FEATURED):
        one.delete()
