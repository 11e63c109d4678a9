"""ELAN annotation files (EAF 2.x and 3.0, by the schemas of the Max Planck Institute for Psycholinguistics).

Annotations that hang on time slots have their times; those that refer to another annotation share its time, in the
order in which they follow each other. A time slot without a value lies between its neighbours.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from .limits import MAX_TIME_MS
from .problems import Problems, quote
from .spoken import Body, known_language
from .tiers import Annotation, Tier, body_of
from .xml_tree import MAX_DEPTH, Element

NAME = "eaf"
Times = tuple[int | None, int | None]


@dataclass(slots=True)
class Node:
    """An annotation while its times are looked for: by its slots, or by ``parent``, the one it refers to."""

    name: str
    tier: int
    times: Times | None
    parent: str
    follows: str
    line: int
    text: str


def recognises(root: Element) -> bool:
    """Say whether ``root`` is that of an ELAN file."""
    return root.name == "ANNOTATION_DOCUMENT"


def read(root: Element, problems: Problems) -> Body:
    """Return the cues of all tiers of an ELAN file, with the participant as the speaker."""
    beside = sorted([*root.stray(frozenset(["ANNOTATION_VALUE"])), *_outside(root)])
    if beside:
        problems.add("header-text", beside[0][0], text=quote([text for _, text in beside]))
    tiers = _Reader(root).tiers()
    languages = {tier.get("LANG_REF") for tier in root.elements("TIER")}
    return body_of(tiers, problems, known_language(next(iter(languages))) if len(languages) == 1 else None)


def _outside(root: Element) -> Iterator[tuple[int, str]]:
    """Yield line and words of values that stand in no annotation, which has no times for them."""
    for one in root.all():
        if not one.name.endswith("_ANNOTATION"):
            yield from ((value.line, value.words()) for value in one.elements("ANNOTATION_VALUE"))


class _Reader:
    """Finds the times of every annotation."""

    def __init__(self, root: Element) -> None:
        self._slots = _slots(root)
        self._tiers = list(root.elements("TIER"))
        self._nodes: dict[str, Node] = {}
        self._siblings: defaultdict[tuple[int, str], list[Node]] = defaultdict(list)
        self._of_tier = [self._take(tier, number) for number, tier in enumerate(self._tiers)]
        self._places: dict[tuple[int, str], dict[int, int]] = {}

    def tiers(self) -> list[Tier]:
        """Return the tiers with all their annotations."""
        made = []
        for element, nodes in zip(self._tiers, self._of_tier, strict=True):
            tier = Tier(
                element.line, element.get("TIER_ID"), element.get("PARTICIPANT"), depends=element.has("PARENT_REF")
            )
            tier.annotations = [Annotation(node.line, *self._times(node), node.text) for node in nodes]
            made.append(tier)
        return made

    def _take(self, tier: Element, number: int) -> list[Node]:
        nodes = []
        for holder in tier.elements("ANNOTATION"):
            for one in holder.elements():
                node = self._node(one, number)
                if node.parent:
                    self._siblings[number, node.parent].append(node)
                self._nodes.setdefault(node.name, node)
                nodes.append(node)
        # The elements are read, and a file of the permitted size has half a million of them.
        tier.content = ()
        return nodes

    def _node(self, one: Element, tier: int) -> Node:
        values = list(one.elements("ANNOTATION_VALUE"))  # one by the schema; of a broken file none is lost
        parent, times = one.get("ANNOTATION_REF"), None
        if not parent:
            times = (self._slots.get(one.get("TIME_SLOT_REF1")), self._slots.get(one.get("TIME_SLOT_REF2")))
        return Node(
            one.get("ANNOTATION_ID"),
            tier,
            times,
            parent,
            one.get("PREVIOUS_ANNOTATION"),
            values[0].line if values else one.line,
            " ".join(said for value in values if (said := value.text())),
        )

    def _times(self, node: Node, depth: int = 0) -> Times:
        """Return the times of ``node``: its own, or its share of those of the one it refers to."""
        if node.times is not None:
            return node.times
        parent = self._nodes.get(node.parent)
        if parent is None or depth > MAX_DEPTH:
            return None, None
        start, end = self._times(parent, depth + 1)
        if start is not None and end is not None:
            places = self._order(node.tier, node.parent)
            place, length, count = places[id(node)], end - start, len(places)
            start, end = start + length * place // count, start + length * (place + 1) // count
        node.times = (start, end)
        return node.times

    def _order(self, tier: int, parent: str) -> dict[int, int]:
        """Return the place of each annotation of a tier that refers to ``parent``: by who follows whom."""
        if (tier, parent) not in self._places:
            siblings = self._siblings[tier, parent]
            after = {one.follows: one for one in reversed(siblings)}
            order: dict[int, int] = {}
            for first in siblings:
                here: Node | None = None if first.follows else first
                while here is not None and id(here) not in order:
                    order[id(here)] = len(order)
                    here = after.get(here.name)
            for one in siblings:
                order.setdefault(id(one), len(order))
            self._places[tier, parent] = order
        return self._places[tier, parent]


def _slots(root: Element) -> dict[str, int | None]:
    """Return the times of the slots in milliseconds; those without lie evenly between the nearest that have one."""
    slots = list(root.all("TIME_SLOT"))
    unit = {"NTSC-frames": 1001 / 30, "PAL-frames": 40.0}.get(_unit(root), 1.0)
    known = [_value(slot, unit) for slot in slots]
    places = [index for index, time in enumerate(known) if time is not None]
    for before, behind in pairwise(places):
        start, end = known[before], known[behind]
        if start is not None and end is not None:
            for index in range(before + 1, behind):
                known[index] = start + (end - start) * (index - before) // (behind - before)
    return {slot.get("TIME_SLOT_ID"): time for slot, time in zip(slots, known, strict=True)}


def _unit(root: Element) -> str:
    return next((head.get("TIME_UNITS") for head in root.elements("HEADER")), "")


def _value(slot: Element, unit: float) -> int | None:
    written = slot.get("TIME_VALUE")
    return min(MAX_TIME_MS + 1, round(int(written) * unit)) if re.fullmatch(r"\d{1,15}", written) else None
