"""The codes a search may name and what readers call them: only those that exist publicly at this moment."""

from collections.abc import Iterable

from django.db.models import QuerySet

from interviews.languages import Language, shown
from interviews.models import Branch, Interview, Rank, Theme


def languages() -> dict[str, str]:
    """Return every language of the archive with its own name for itself."""
    return {str(value): str(label) for value, label in Language.choices}


def themes() -> QuerySet[Theme]:
    """Return the public themes and questions."""
    return Theme.objects.public().select_related("parent")


def public_themes() -> dict[int, Theme]:
    """Return every public theme and question by its id, read once, each theme with its question joined."""
    found = {theme.pk: theme for theme in Theme.objects.public()}
    for theme in found.values():
        if theme.parent_id in found:
            theme.parent = found[theme.parent_id]
    return found


def successors() -> dict[str, str]:
    """Return, by the code of each retired theme that readers are led on from, the code they are led to."""
    return dict(Theme.objects.redirected().values_list("code", "successor__code"))


def branches() -> QuerySet[Branch]:
    """Return the branches of service that some public interview names."""
    return Branch.objects.filter(interviews__in=Interview.objects.public()).distinct()


def ranks() -> QuerySet[Rank]:
    """Return the ranks that some public interview names."""
    return Rank.objects.filter(interviews__in=Interview.objects.public()).distinct()


def labels_of(
    entries: QuerySet[Branch] | QuerySet[Rank], named: Iterable[str], public: Iterable[str]
) -> dict[str, str]:
    """Return the label of each code of ``public``, and of those of ``named`` that a public interview has."""
    known = set(public)
    others = set(named) - known
    found = labels(entries.model._default_manager.filter(code__in=known)) if known else {}
    return found | (labels(entries.filter(code__in=others)) if others else {})


def label(entry: Theme | Branch | Rank) -> str:
    """Return what readers call ``entry`` in their language, or its code if nobody has named it."""
    return shown(entry, "label")[0] or entry.code


def labels(entries: Iterable[Theme | Branch | Rank]) -> dict[str, str]:
    """Return the label of each code."""
    return {entry.code: label(entry) for entry in entries}


def codebook_order(theme: Theme) -> tuple[int, str, bool, int, str]:
    """Sort themes as the codebook lists them: a question, then its themes by position."""
    question = theme.parent or theme
    return (question.position, question.code, theme.parent is not None, theme.position, theme.code)
