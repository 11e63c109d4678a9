"""The boxes of MP4 files (ISO/IEC 14496-12, 4.2): found, named, and made free ones."""

from collections.abc import Iterator
from dataclasses import dataclass

from interviews.media.plan import CannotClean, Plan, Reason

FREE = (b"free", b"skip")


@dataclass(frozen=True, slots=True)
class Box:
    """A box: its four letters, and where it, its content and what follows begin."""

    kind: bytes
    start: int
    body: int
    end: int


def boxes(plan: Plan, start: int, end: int, *, top: bool = False) -> Iterator[Box]:
    """Give the boxes that fill the stretch from ``start`` to ``end``, but for a rest that is too short for a box.

    Only at the ``top`` may a box reach to the end of the file by having no size.
    """
    at = start
    while end - at >= 8:
        plan.step()
        head = plan.need(at, 8, end)
        size, kind, body = int.from_bytes(head[:4], "big"), head[4:], at + 8
        if size == 1:
            size, body = int.from_bytes(plan.need(at + 8, 8, end), "big"), at + 16
        elif size == 0 and top:
            size = end - at
        if at + size > end or at + size < body:
            raise CannotClean(Reason.DAMAGED)
        yield Box(kind, at, body, at + size)
        at += size


def child(plan: Plan, box: Box, *path: bytes) -> Box | None:
    """Return the only box at ``path`` under ``box``, or None; raise :class:`CannotClean` if there are several."""
    for kind in path:
        found = [inner for inner in boxes(plan, box.body, box.end) if inner.kind == kind]
        if len(found) > 1:
            raise CannotClean(Reason.DAMAGED)
        if not found:
            return None
        box = found[0]
    return box


def free(plan: Plan, box: Box) -> None:
    """Make ``box`` a free one of the same size, full of zeros."""
    if box.kind not in FREE:
        plan.put(box.start + 4, b"free")
    plan.blank(box.body, box.end)
