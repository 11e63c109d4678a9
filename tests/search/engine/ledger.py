"""An index whose content tells which commits wrote it: commit ``n`` always writes the same documents."""

from collections.abc import Callable
from pathlib import Path

from search.whoosh_engine import Column, Engine, Only, Request, Schema, Term, Text

GROUPS = 5
SCHEMA = Schema(
    texts=(Text("text", source="text", terms=lambda word: (word.lower(),), stored=True),),
    columns=(
        Column("key", "int"),
        Column("group", "int"),
        Column("commit", "int"),
        Column("size", "int"),
        Column("parity", "str"),
        Column("tags", "str", many=True),
    ),
    key="key",
    words=r"[^\W_]+",
    version="1",
)
SHOWN = ("key", "group", "commit", "size", "text")
Held = dict[int, int]
"""For each group the commit that wrote it."""

WORN: Held = {0: 0, 1: 1, 2: 2, 3: 3, 4: 0}
"""What an index holds after ``wear``."""


def open_ledger(path: Path) -> Engine:
    """Return an engine that knows nothing yet of the index at ``path``."""
    return Engine(path, SCHEMA, seconds=60)  # a loaded machine is no failure of the reader


def size_of(commit: int) -> int:
    """Return how many documents ``commit`` writes into a group."""
    return 3 + commit * 7 % 5


def documents_of(group: int, commit: int) -> list[dict]:
    """Return what ``commit`` writes into ``group``."""
    return [
        {
            "key": group * 100 + n,
            "group": group,
            "commit": commit,
            "size": size_of(commit),
            "parity": ("even", "odd")[commit % 2],
            "tags": (f"tag{n}", "all"),
            "text": f"Commit{commit} wrote document {n} into group{group}",
        }
        for n in range(size_of(commit))
    ]


def documents_held(held: Held) -> list[dict]:
    """Return all documents of an index that holds these commits."""
    return [one for group, commit in held.items() for one in documents_of(group, commit)]


def replace(engine: Engine, commit: int, wait: float = 30.0) -> None:
    """Write one group anew."""
    group = commit % GROUPS
    engine.replace("group", [group], lambda: documents_of(group, commit), wait=wait)


def rebuild(engine: Engine, commit: int, wait: float = 30.0) -> None:
    """Write all groups anew."""
    engine.rebuild(lambda: documents_held(dict.fromkeys(range(GROUPS), commit)), wait=wait)


def optimize(engine: Engine, commit: int, wait: float = 30.0) -> None:
    """Merge all segments; what the index holds stays as it is."""
    engine.optimize(wait=wait)


def remove(engine: Engine, commit: int, wait: float = 30.0) -> None:
    """Take one group away."""
    group = commit % GROUPS
    engine.remove("key", [group * 100 + n for n in range(10)], wait=wait)


def wear(path: Path) -> Engine:
    """Make an index of several segments, some of whose documents are deleted."""
    engine = open_ledger(path)
    rebuild(engine, 0)
    for commit in (1, 2, 3):
        replace(engine, commit)
    return engine


def act_of(commit: int) -> Callable[..., None]:
    """Return what ``commit`` does."""
    return {0: rebuild, 9: optimize, 4: rebuild}.get(commit % 12, replace)


def held_after(commit: int) -> Held:
    """Return what the index holds when ``commit`` and all before it are done."""
    first = next(number for number in range(commit, -1, -1) if act_of(number) is rebuild)
    held = dict.fromkeys(range(GROUPS), first)
    return held | {number % GROUPS: number for number in range(first, commit + 1) if act_of(number) is replace}


def seen_by(engine: Engine) -> Held:
    """Return what the index holds by one search; raise AssertionError if any group is not whole."""
    answer = engine.search(Request(Term("text", "wrote"), limit=1000, facets=("group",), fields=SHOWN, order=("key",)))
    written = [row.values for row in answer.rows]
    held = {one["group"]: one["commit"] for one in written}
    expected = [{name: one[name] for name in SHOWN} for one in documents_held(held)]
    assert written == sorted(expected, key=lambda one: one["key"]), f"a group is not as it was written: {written}"
    assert answer.count == len(written)
    assert dict(answer.facets["group"]) == {group: size_of(commit) for group, commit in held.items()}
    return held


def held_by(engine: Engine) -> Held:
    """Return what the index holds while nobody writes; raise AssertionError if it is not whole."""
    held = seen_by(engine)
    for group, commit in held.items():
        in_group = (Only("group", values=(group,)),)
        found = engine.search(Request(Term("text", f"commit{commit}"), filters=in_group, limit=0))
        assert found.count == size_of(commit), f"the words of commit {commit} are not found in group {group}"
    assert engine.search(Request(limit=0)).count == sum(map(size_of, held.values()))
    return dict(sorted(held.items()))
