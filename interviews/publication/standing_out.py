"""By what a narrator could be known again: a rare combination in the record, people and places named in the text."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from interviews.languages import Language
from interviews.models import GlossaryTerm, Interview
from interviews.publication.watching import Place, Together, wanted
from interviews.states import Workflow

RARE = 3  # fewer records than this that share a combination point at somebody


@dataclass(frozen=True)
class Combination:
    """Values of a record, and how many published records share all of them, this one among them."""

    values: tuple[str, ...]
    records: int


@dataclass(frozen=True)
class Named:
    """A person or place of the glossary, and in how many texts of the record it stands."""

    key: str
    kind: str
    form: str
    texts: int


def combination(interview: Interview) -> Combination | None:
    """Return branch, rank and year of leaving of ``interview`` if few published records share them.

    None where less than two of the three are told, or where at least :data:`RARE` records share them.
    """
    own = _told(interview)
    if sum(map(bool, own)) < 2:
        return None
    published = Interview.objects.filter(workflow=Workflow.PUBLISHED).exclude(pk=interview.pk)
    counts = Counter(_told(one) for one in published.select_related("branch", "rank"))
    records = counts[own] + 1
    return Combination(tuple(filter(None, own)), records) if records < RARE else None


def _told(interview: Interview) -> tuple[str, str, str]:
    branch = str(interview.branch) if interview.branch else ""
    rank = str(interview.rank) if interview.rank else ""
    return branch, rank, interview.left_year


def named(texts: Sequence[Place]) -> list[Named]:
    """Return the people and places of the glossary that are named in ``texts``."""
    found = []
    together = Together(texts)
    for term in GlossaryTerm.objects.exclude(kind=GlossaryTerm.Kind.TERM):
        forms = [form for code in Language.values for form in term.forms(code)]
        sought = [one for form in forms if (one := wanted(form)) and one.may_stand_in(together)]
        count = sum(any(one.stands_in(place) for one in sought) for place in texts)
        if count:
            found.append(Named(term.key, term.kind, forms[0], count))
    return sorted(found, key=lambda one: (one.kind, -one.texts, one.key))
