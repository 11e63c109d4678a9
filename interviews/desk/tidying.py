"""What the preview of an upload offers to tidy up, in words; only what is ticked is done, when it is saved."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from interviews.formats import tidying
from interviews.formats.cues import Cue

EXAMPLES = 5
NAMES_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Offer:
    """One box to tick: its key, what it does, in how many cues, and some of them as they are and would be.

    ``examples`` are (line, before, after); after is "" where the cue would go.
    """

    key: str
    label: str
    count: int
    examples: tuple[tuple[int, str, str], ...]
    more: int


def offers(cues: Sequence[Cue]) -> list[Offer]:
    """Return what may be tidied up in ``cues``."""
    return [_offer(one) for one in tidying.suggest(cues)]


def tidied(cues: Sequence[Cue], keys: Collection[str]) -> tuple[list[Cue], str]:
    """Return ``cues`` with the offers of ``keys`` taken, and a sentence that says what was done ("" for nothing)."""
    taken = [one for one in offers(cues) if one.key in keys] if keys else []
    if not taken:
        return list(cues), ""
    done = "; ".join(f"{one.label} ({one.count})" for one in taken)
    return tidying.apply(cues, [one.key for one in taken]), _("Tidied up: %(done)s.") % {"done": done}


def _offer(one: tidying.Suggestion) -> Offer:
    examples = tuple(_example(change, one.kind) for change in one.changes[:EXAMPLES])
    return Offer(one.key, _label(one), len(one.changes), examples, len(one.changes) - len(examples))


def _label(one: tidying.Suggestion) -> str:
    if one.kind == tidying.SPEAKER:
        shown = ", ".join(one.names[:NAMES_SHOWN])
        return _("Write the speaker's name as “%(name)s” instead of %(others)s") % {"name": one.name, "others": shown}
    return {
        tidying.CREDITS: _("Leave out credits of subtitles, which nobody spoke"),
        tidying.REPEATED: _("Keep once what comes many times in a row"),
        tidying.NOISES: _("Leave out marks of noise and music"),
        tidying.FILLERS: _("Leave out marks of hesitation"),
    }[one.kind]


def _example(change: tidying.Change, kind: str) -> tuple[int, str, str]:
    before, after = change.before, change.after
    if kind == tidying.SPEAKER and after:
        return before.line, before.speaker, after.speaker
    return before.line, before.text, after.text if after else ""
