"""Merging, splitting and retiring themes: everywhere at once, in one transaction, with what it does told beforehand."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from interviews import access, outbox
from interviews.coding.log import Act, note_theme
from interviews.languages import Language
from interviews.models import Coding, Theme
from interviews.publishing import Refused
from interviews.states import CodingStatus

GISTS = tuple(f"gist_{code}" for code in Language.values)
_STANDING = (CodingStatus.REJECTED, CodingStatus.PROPOSED, CodingStatus.ACCEPTED)


@dataclass(frozen=True)
class Effect:
    """What moving codings to another theme does: how many, in how many interviews.

    ``joined`` are those that the other theme has already, by the same coder on the same stretch. ``waiting`` are
    accepted ones that readers would come to see by it: they become proposed.
    """

    codings: int = 0
    interviews: int = 0
    joined: int = 0
    waiting: int = 0


def effect_of_moving(codings: Iterable[Coding], target: Theme) -> Effect:
    """Tell what :func:`merge` or :func:`split` would do; nothing is written."""
    rows = list(codings)
    there = {_key(one) for one in target.codings.all()} if target.pk else set()
    waits = {one.pk for one in rows if one.status == CodingStatus.ACCEPTED and _comes_to_be_shown(one.theme, target)}
    return Effect(
        codings=len(rows),
        interviews=len({one.interview_id for one in rows}),
        joined=sum(_key(one) in there for one in rows),
        waiting=len(waits),
    )


def _key(coding: Coding) -> tuple[object, ...]:
    return coding.interview_id, coding.coder, *coding.stretch


def _is_shown(theme: Theme | None) -> bool:
    return theme is None or (theme.is_public and not theme.retired and _is_shown(theme.parent))


def _comes_to_be_shown(source: Theme, target: Theme) -> bool:
    return _is_shown(target) and not _is_shown(source)


@contextmanager
def _acting(by: User, act: access.Act, *themes: Theme) -> Iterator[list[Theme]]:
    """Lend the locked rows of ``themes``, in their order, for ``by`` to do ``act`` in one transaction."""
    if not access.may(by, act):
        raise PermissionDenied
    with outbox.held_back(), transaction.atomic():
        rows = Theme.objects.select_for_update(of=("self",)).select_related("parent")
        found = {one.pk: one for one in rows.filter(pk__in=[theme.pk for theme in themes])}
        yield [found[theme.pk] for theme in themes]


def merge(source: Theme, target: Theme, by: User) -> Effect:
    """Move all codings of ``source`` to ``target`` and retire it; its code leads to ``target`` from then on.

    Codings that ``target`` has already, by the same coder on the same stretch, are joined: gists and notes are kept.
    Passages featured on the page of ``source`` move along, unless readers don't see that page. Raises
    :class:`Refused` for questions, and for a target that is not in use.
    """
    with _acting(by, access.Act.EDIT_CODEBOOK, source, target) as (one, other):
        check_merge(one, other)
        codings = list(one.codings.select_related("theme__parent", "interview").order_by("pk"))
        done = effect_of_moving(codings, other)
        _move(codings, other)
        if not _comes_to_be_shown(one, other):
            one.featured.update(theme=other)
        _retire(one, other)
        note_theme(one, by, Act.MERGED, other, done.codings)
    return done


def check_merge(source: Theme, target: Theme) -> None:
    """Raise :class:`Refused` if ``source`` can't be merged into ``target``."""
    if source.parent_id is None or target.parent_id is None:
        raise Refused(_("A question is not merged: put its themes under another question, then retire it."))
    if source.pk == target.pk:
        raise Refused(_("Choose another theme than this one."))
    if target.retired:
        raise Refused(_("“%(name)s” is retired. Choose a theme that is in use.") % {"name": target})
    if source.retired:
        raise Refused(_("“%(name)s” is retired already.") % {"name": source})


def split(source: Theme, target: Theme, codings: Iterable[int], by: User) -> Effect:
    """Move the chosen ``codings`` (their keys) of ``source`` to ``target``; both stay in use."""
    with _acting(by, access.Act.EDIT_CODEBOOK, source, target) as (one, other):
        if one.pk == other.pk or other.retired:
            raise Refused(_("Choose another theme that is in use."))
        rows = one.codings.filter(pk__in=list(codings)).select_related("theme__parent", "interview").order_by("pk")
        chosen = list(rows)
        if not chosen:
            raise Refused(_("Tick the codings that are to be moved."))
        done = effect_of_moving(chosen, other)
        _move(chosen, other)
        note_theme(one, by, Act.SPLIT, other, done.codings)
    return done


def _move(codings: Iterable[Coding], target: Theme) -> None:
    there = {_key(one): one for one in target.codings.order_by("-pk")}
    moved: list[Coding] = []
    for coding in codings:
        if coding.status == CodingStatus.ACCEPTED and _comes_to_be_shown(coding.theme, target):
            coding.status = CodingStatus.PROPOSED
        coding.theme = target
        if (other := there.get(_key(coding))) is None:
            there[_key(coding)] = coding
            moved.append(coding)
        else:
            kept, gone = (other, coding) if _stands(other) >= _stands(coding) else (coding, other)
            join(kept, gone)
            gone.delete()
            kept.save()
            there[_key(coding)] = kept
    for status in CodingStatus.values:
        keys = [one.pk for one in moved if one.status == status and one.pk]
        for start in range(0, len(keys), 500):
            Coding.objects.filter(pk__in=keys[start : start + 500]).update(theme=target, status=status)


def _stands(coding: Coding) -> int:
    return _STANDING.index(CodingStatus(coding.status))


def join(kept: Coding, gone: Coding) -> None:
    """Give ``kept`` what ``gone`` says and it doesn't, unsaved. Nothing becomes public by it.

    A public sentence of one that stands lower, or a second sentence in a language, goes into the private note.
    """
    notes = [kept.note, gone.note]
    for name in GISTS:
        mine, other = getattr(kept, name) or "", getattr(gone, name) or ""
        if other and not mine and _stands(gone) == _stands(kept):
            setattr(kept, name, other)
        elif other and other != mine:
            notes.append(other)
    kept.note = "\n".join(dict.fromkeys(filter(None, notes)))


def retire(theme: Theme, by: User, successor: Theme | None = None) -> Theme:
    """Take ``theme`` out of use; its codings stay with it, unseen. With a ``successor`` its code leads there.

    Raises :class:`Refused` for a question that has themes in use, and for a successor that is not in use.
    """
    with _acting(by, access.Act.EDIT_CODEBOOK, theme, *([successor] if successor else [])) as (row, *others):
        other = others[0] if others else None
        if row.themes.filter(retired=False).exists():
            raise Refused(_("This question has themes in use. Retire them, or put them under another question first."))
        if other and (other.retired or other.pk == row.pk or (other.parent_id is None) != (row.parent_id is None)):
            raise Refused(_("Choose a successor of the same kind that is in use."))
        _retire(row, other)
        note_theme(row, by, Act.RETIRED, other)
    return row


def _retire(theme: Theme, successor: Theme | None) -> None:
    """Retire ``theme``; whatever led to it leads to its successor, so that no way has two steps."""
    theme.retired, theme.successor = True, successor
    theme.save()
    if successor:
        theme.predecessors.exclude(pk=successor.pk).update(successor=successor)


def bring_back(theme: Theme, by: User) -> Theme:
    """Take a retired ``theme`` into use again. Codings that were merged into another theme stay there."""
    with _acting(by, access.Act.SHOW_THEME_AGAIN, theme) as (row,):
        row.retired, row.successor = False, None
        row.save()
        note_theme(row, by, Act.BROUGHT_BACK)
    return row
