"""The tables of docs/access-policy.md, made from the code."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

from interviews.access import ALLOWED, NO_END, READING, SECOND_PERSON, Act, Audience, Viewer, audience
from interviews.states import Consent, Release, Workflow
from tests.site.access_matrix import MATRIX

PAGE = Path(__file__).resolve().parent.parent / "docs/access-policy.md"
_DAY = date(2030, 5, 1)
EMBARGOES = {
    "none": None,
    "its first open day is past": _DAY - timedelta(days=1),
    "its first open day is today": _DAY,
    "its first open day is to come": _DAY + timedelta(days=1),
    "without an end": NO_END,
}
_DIMENSIONS = (Workflow.values, Consent.values, Release.values, list(EMBARGOES))


def _reached(state: Sequence[str]) -> Audience:
    *decided, embargo = state
    return audience(*decided, EMBARGOES[embargo], on=_DAY)


def _outcomes(begun: tuple[str, ...]) -> tuple[Audience, ...]:
    """Return who may read a record in each state that begins with ``begun``."""
    if len(begun) == len(_DIMENSIONS):
        return (_reached(begun),)
    return tuple(one for value in _DIMENSIONS[len(begun)] for one in _outcomes((*begun, value)))


def _grouped(begun: tuple[str, ...] = (), cells: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Audience]]:
    """Yield rows that together stand for every state once: values that make no difference share a row."""
    outcomes = _outcomes(begun)
    if len(set(outcomes)) == 1:
        yield (*cells, *["any"] * (len(_DIMENSIONS) - len(begun))), outcomes[0]
        return
    groups = defaultdict(list)
    for value in _DIMENSIONS[len(begun)]:
        groups[_outcomes((*begun, value))].append(value)
    for values in sorted(groups.values(), key=lambda values: sum(_outcomes((*begun, values[0])))):
        yield from _grouped((*begun, values[0]), (*cells, ", ".join(values)))


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _head(*cells: str) -> list[str]:
    return [_row(*cells), _row(*["---"] * len(cells))]


def records() -> str:
    """Return who may read a record, by its state."""
    lines = _head("workflow", "consent", "release", "embargo", *Viewer)
    for cells, reached in _grouped():
        readers = {viewer for one in Audience if one <= reached for viewer in ALLOWED[READING[one]]}
        lines.append(_row(*cells, *("reads" if viewer in readers else "—" for viewer in Viewer)))
    return "\n".join(lines)


def acts() -> str:
    """Return who may do what."""
    lines = _head("act", *Viewer)
    for act, viewers in ALLOWED.items():
        yes = "a second person" if act in SECOND_PERSON else "yes"
        lines.append(_row(act.value, *(yes if viewer in viewers else "—" for viewer in Viewer)))
    return "\n".join(lines)


_ROWS = re.compile(r"<prefix>/admin/(?:auth|interviews)/(\w+)/")


def addresses() -> str:
    """Return the addresses at which each act is done, without those of the rows in the admin."""
    found: dict[Act, list[str]] = defaultdict(list)
    for route, rule in MATRIX.items():
        for act in dict.fromkeys(rule.acts.values()):
            if act and not _ROWS.match(route):
                methods = [method for method, one in rule.acts.items() if one == act and method in ("GET", "POST")]
                found[act].append(f"`{_readable(route)}`" + (" (POST)" if methods == ["POST"] else ""))
    lines = _head("act", "addresses")
    return "\n".join(lines + [_row(act.value, ", ".join(found[act])) for act in Act if act in found])


def rows() -> str:
    """Return who may do what with the rows of each table of the admin."""
    lines = _head("table", "see and change", "add", "delete")
    for table in dict.fromkeys(found[0] for route in MATRIX if (found := _ROWS.match(route))):
        pages = ("<path:object_id>/change/", "add/", "<path:object_id>/delete/")
        acts = [MATRIX[table + ending].acts["GET"] for ending in pages]
        who = [", ".join(viewer for viewer in Viewer if act and viewer in ALLOWED[act]) or "nobody" for act in acts]
        lines.append(_row(f"`{_readable(table)}`", *who))
    return "\n".join(lines)


def _readable(route: str) -> str:
    route = re.sub(r"\(\?P<(\w+)>[^)]*\)", r"<\1>", route.removeprefix("<prefix>"))
    route = re.sub(r"<\w+:(\w+)>", r"<\1>", route).replace("\\", "").replace("^", "").replace("$", "")
    return f"/{route.lstrip('/')}"


def page(text: str) -> str:
    """Return ``text`` with each table between its marks as the code has it now."""
    for name, table in {"records": records(), "acts": acts(), "addresses": addresses(), "rows": rows()}.items():
        begin, end = f"<!-- {name} -->\n\n", f"\n\n<!-- end of {name} -->"
        assert text.count(begin) == text.count(end) == 1, name
        text = text.partition(begin)[0] + begin + table + end + text.partition(end)[2]
    return text
