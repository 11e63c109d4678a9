"""Random documents, histories of an index, and requests, small enough for words to meet often."""

import random
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import chain

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

from search.whoosh_engine import (
    Among,
    And,
    AtLeast,
    Between,
    Boost,
    Buckets,
    Collapse,
    Column,
    DisMax,
    Engine,
    Everything,
    Fuzzy,
    Like,
    Mask,
    Maybe,
    Near,
    Not,
    Nothing,
    Only,
    Or,
    Pattern,
    Phrase,
    Prefix,
    Related,
    Request,
    Schema,
    Term,
    Text,
    Together,
)

WORDS = ["мова", "мовы", "Мове", "прысяга", "прысягу", "дом", "Дома", "order", "orders", "the", "a", "𝔘x", "é", "7"]
GAPS = [" ", " ", " ", ", ", "—", "\n", "_", " 😀 ", " \u0301", "\0", ""]
NAMES = ["be", "ru", "be,ru", "BE", "а b", "ў\n", "\0", "-", "😀"]
INTEGERS = [0, 1, -1, 7, 2**53 + 1, 2**53 + 2, -(2**62), 2**62]
FLOATS = [0.0, 0.1, -1.5, 1e300, float("inf"), float("-inf"), 2.0**-40]
DAYS = [date(1, 1, 1), date(1969, 12, 31), date(2020, 8, 9), date(2020, 8, 10), date(9999, 12, 31)]
MOMENTS = [
    datetime(1950, 1, 1, tzinfo=UTC),
    datetime(2020, 8, 9, 20, 0, 0, 1, tzinfo=UTC),
    datetime(2020, 8, 9, 23, 0, 0, 1, tzinfo=timezone(timedelta(hours=3))),
    datetime(2020, 8, 9, 20, 0, 0, 2, tzinfo=UTC),
]
COLUMNS = {
    "interview_id": [1, 2, 3, 4],
    "revision": [1, 2],
    "scene": [1, 2, 3, 4, 5],
    "language": NAMES[:4],
    "place": NAMES,
    "theme": NAMES[:5],
    "year": INTEGERS,
    "weight": FLOATS,
    "day": DAYS,
    "moment": MOMENTS,
    "kept": [False, True],
}


def exact_terms(word: str) -> tuple[str, ...]:
    """Fold; «the» gets no term."""
    return () if word == "the" else (word.lower(),)


def stem_terms(word: str) -> tuple[str, ...]:
    """Stack one to three forms of a word at its place; short words get none."""
    return tuple({word.lower()[:length] for length in (3, 4, 20) if len(word) > 1})


SCHEMA = Schema(
    texts=(
        Text("exact", source="text", terms=exact_terms, boost=2.0, stored=True),
        Text("stem", source="text", terms=stem_terms),
        Text("title", source="heading", terms=exact_terms, boost=0.5, stored=True),
        Text("label", source="heading", terms=stem_terms, sparse=True),
    ),
    columns=(
        Column("segment_id", "int"),
        Column("interview_id", "int"),
        Column("revision", "int"),
        Column("scene", "int"),
        Column("language", "str"),
        Column("place", "str"),
        Column("theme", "str", many=True),
        Column("year", "int"),
        Column("weight", "float"),
        Column("day", "date"),
        Column("moment", "datetime"),
        Column("kept", "bool"),
    ),
    key="segment_id",
    mask=("interview_id", "revision"),
    words=r"[^\W_]+",
    version="1",
    succession="segment_id",
)
QUICK = settings(
    max_examples=50,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink],
)
SINGLE = [name for name in COLUMNS if name != "theme"]
SEVERAL_PER_INTERVIEW = 100


def _seldom(rare: st.SearchStrategy, usual: st.SearchStrategy, once_in: int = 8) -> st.SearchStrategy:
    """Draw from ``usual`` most of the time; left to itself the library draws what finds nothing far too often."""
    return st.sampled_from(range(once_in)).flatmap(lambda n: rare if n == once_in - 1 else usual)


def _sometimes(values: list) -> st.SearchStrategy:
    return _seldom(st.none(), st.sampled_from(values), 3)


_pairs = st.tuples(st.sampled_from(GAPS), st.sampled_from(WORDS))
texts = _seldom(
    st.sampled_from(["", " ", "дом"]),
    st.lists(_pairs, min_size=3, max_size=9).map(lambda pairs: "".join(gap + word for gap, word in pairs)),
)


documents = st.fixed_dictionaries(
    {"text": texts, "revision": st.sampled_from([1, 1, 1, 2]), "scene": st.sampled_from(COLUMNS["scene"])},
    optional={
        "heading": st.none() | texts,
        "theme": st.none() | st.lists(st.sampled_from(COLUMNS["theme"]), max_size=3).map(tuple),
        "language": st.just("") | _sometimes(COLUMNS["language"]),
        **{name: _sometimes(COLUMNS[name]) for name in ("place", "year", "weight", "day", "moment", "kept")},
    },
)


def _numbered(interview_id: int, drawn: list[dict]) -> list[dict]:
    """Give each document its interview and a key, which later versions of the interview use again."""
    return [
        {**one, "interview_id": interview_id, "segment_id": interview_id * SEVERAL_PER_INTERVIEW + n}
        for n, one in enumerate(drawn)
    ]


interviews = _seldom(st.just([]), st.lists(documents, min_size=1, max_size=6))
archives = st.lists(interviews, min_size=2, max_size=4).map(
    lambda drawn: {pk: _numbered(pk, one) for pk, one in enumerate(drawn, 1)}
)


@dataclass
class History:
    """What was done to an index, one step after another: replaced interviews, removed keys, merges."""

    steps: list[tuple[str, object]]
    documents: list[dict] = field(default_factory=list)

    def __post_init__(self) -> None:
        held: dict[int, list[dict]] = {}
        for what, given in self.steps:
            if what == "replace":
                held |= given
            elif what == "remove":
                held = {pk: [one for one in own if one["segment_id"] not in given] for pk, own in held.items()}
        self.documents = list(chain(*held.values()))

    def play(self, engine) -> None:
        """Do all of it to ``engine``, which starts empty."""
        engine.rebuild(lambda: ())
        for what, given in self.steps:
            if what == "replace":
                engine.replace("interview_id", list(given), lambda given=given: chain(*given.values()))
            elif what == "remove":
                engine.remove("segment_id", given)
            else:
                getattr(engine, what)()


_keys = st.builds(lambda pk, n: pk * SEVERAL_PER_INTERVIEW + n, st.integers(1, 4), st.integers(0, 5))
one_interview = st.builds(lambda pk, drawn: {pk: _numbered(pk, drawn)}, st.integers(1, 4), interviews)
first_steps = st.tuples(st.just("replace"), archives)
later_steps = st.lists(
    st.tuples(st.just("replace"), one_interview)
    | st.tuples(st.just("remove"), st.lists(_keys, max_size=3))
    | st.tuples(st.sampled_from(["optimize", "tidy"]), st.none())
    | first_steps,
    max_size=6,
)
histories = st.builds(lambda first, later: History([first, *later]), first_steps, later_steps)
_revisions = st.sampled_from([1, 1, 1, 2])
_masks = _seldom(st.just({}), st.none(), 20) | _seldom(
    st.just({}), st.fixed_dictionaries({1: _revisions, 2: _revisions}, optional=dict.fromkeys((3, 4, 5), _revisions))
)
masks = _masks | _masks.map(lambda mask: None if mask is None else Mask(mask))


def large_archive(interviews: int, segments: int) -> dict[int, list[dict]]:
    """Return the same archive each time: some words in half the documents, hundreds of words in one or two."""
    chance = random.Random(1918)
    seldom = ["".join(chance.choices("абвгд", k=chance.randint(1, 7))) for _word in range(600)]

    def document(interview_id: int, n: int) -> dict:
        said = chance.choices(WORDS, k=chance.randint(0, 6)) + chance.choices(seldom, k=chance.randint(0, 4))
        chance.shuffle(said)
        drawn = {name: chance.choice([*COLUMNS[name], None]) for name in COLUMNS}
        return drawn | {
            "segment_id": interview_id * SEVERAL_PER_INTERVIEW + n,
            "interview_id": interview_id,
            "revision": chance.choice([1, 1, 1, 2]),
            "scene": n // 2 + 1,
            "theme": tuple(chance.sample(COLUMNS["theme"], chance.randint(0, 3))),
            "text": "".join(chance.choice(GAPS) + word for word in said),
            "heading": " ".join(chance.choices(WORDS, k=2)),
        }

    return {pk: [document(pk, n) for n in range(segments)] for pk in range(1, interviews + 1)}


def write_by_commits(engine: Engine, archive: dict[int, list[dict]]) -> None:
    """Write eight interviews so that they are in three segments, all of them with deleted documents."""
    *first, sixth, seventh, eighth = archive.values()
    outdated = [{**one, "text": f"мова дом {one['text']}"} for one in chain(sixth, seventh, eighth)]
    passing = [{**one, "interview_id": 9, "segment_id": 900 + n} for n, one in enumerate(first[0][:10])]
    engine.rebuild(lambda: chain(outdated, *first))
    engine.replace("interview_id", [6, 7], lambda: chain(passing, sixth, reversed(seventh)))
    engine.remove("interview_id", [9])
    engine.replace("interview_id", [8], lambda: chain(eighth, passing))
    engine.remove("interview_id", [9])


# Queries

FORMS = sorted({form for word in WORDS for form in (*exact_terms(word), *stem_terms(word))})
fields = st.sampled_from(["exact", "exact", "stem", "stem", "title", "label"])
forms = st.sampled_from([*FORMS, "нікога"])
pieces = st.sampled_from(["", "м", "мов", "пры", "о", "д", "r", "a", "ва", "ом", "𝔘", "гу", "rs"])
slots = st.lists(st.lists(forms, min_size=1, max_size=6).map(tuple), min_size=1, max_size=3).map(tuple)
misspelt = st.sampled_from(["мовя", "прысига", "ordr", "доам", "мд", "", "🙂х"])
wildcards = st.sampled_from(["м*", "*в?", "?", "*", "", "пр*г?", "d.m", "???", "o*r*", "*о*"])
single = (
    st.builds(Term, fields, forms)
    | st.builds(Phrase, fields, slots, st.sampled_from([1, 1, 2, 3]), st.booleans())
    | st.builds(Prefix, fields, pieces)
    | st.builds(Fuzzy, fields, misspelt | forms, st.sampled_from([0, 1, 1, 2, 3]))
    | st.builds(Pattern, fields, st.sampled_from(["contains", "endswith"]), pieces)
    | st.builds(Pattern, fields, st.just("wildcard"), wildcards)
)
_operands = single | st.builds(
    lambda parts, either: either(tuple(parts)), st.lists(single, min_size=1, max_size=3), st.sampled_from([Or, DisMax])
)
near = st.builds(
    Near,
    st.sampled_from(["exact", "stem", "title"]),
    st.lists(_operands, min_size=2, max_size=3).map(tuple),
    st.sampled_from([1, 2, 3, 9]),
)
leaves = _seldom(near, single, 6)


def _amounts(name: str) -> st.SearchStrategy:
    return st.sampled_from(COLUMNS[name])


def _either_way_round(one, other) -> tuple:
    return (one, other) if None in (one, other) or one <= other else (other, one)


def _ranges(name: str) -> st.SearchStrategy:
    """Two bounds, one of them perhaps missing, seldom the wrong way round."""
    both = st.tuples(_sometimes(COLUMNS[name]), _sometimes(COLUMNS[name]))
    return (both.map(lambda pair: _either_way_round(*pair)) | both).filter(lambda pair: pair != (None, None))


among = st.sampled_from(list(COLUMNS)).flatmap(
    lambda name: st.builds(Among, st.just(name), st.lists(_amounts(name) | st.none(), max_size=3).map(tuple))
)
between = st.sampled_from(SINGLE).flatmap(
    lambda name: st.builds(
        lambda pair, low, high: Between(name, pair[0], pair[1], low, high), _ranges(name), st.booleans(), st.booleans()
    )
)
likes = st.builds(
    Like,
    st.sampled_from(["language", "place", "theme"]),
    st.sampled_from(["contains", "startswith", "endswith", "wildcard"]),
    st.sampled_from(["b", "e", "be", "ru", ",", "", "*", "?e", "b*u", "\n", "ў*"]),
)
conditions = among | between | likes
trees = st.recursive(
    _seldom(conditions | st.just(Everything()) | st.just(Nothing()), leaves, 6),
    lambda inner: (
        st.builds(And, st.lists(inner, min_size=1, max_size=2).map(tuple))
        | st.builds(Or, st.lists(inner, min_size=1, max_size=3).map(tuple))
        | st.builds(AtLeast, st.lists(inner, min_size=1, max_size=4).map(tuple), st.sampled_from([0, 1, 2, 3]))
        | st.builds(
            lambda weighed, least: AtLeast(tuple(one for one, _n in weighed), least, tuple(n for _one, n in weighed)),
            st.lists(st.tuples(inner, st.sampled_from([0, 1, 3])), min_size=1, max_size=4),
            st.sampled_from([1, 3, 4]),
        )
        | st.builds(DisMax, st.lists(inner, min_size=1, max_size=3).map(tuple))
        | st.builds(lambda one, other: And((one, Not(other))), inner, inner)
        | st.builds(Not, inner)
        | st.builds(Maybe, inner)
        | st.builds(Related, inner, st.sampled_from(["interview_id", "language", "theme"]))
        | st.builds(Boost, inner, st.sampled_from([0.5, 2.0, 3.25, 0]))
    ),
    max_leaves=4,
)
COMMON_LEAVES = [
    Term("exact", "мова"),
    Prefix("exact", ""),
    Prefix("stem", "м"),
    Fuzzy("stem", "мовя", 2),
    Pattern("exact", "contains", "о"),
    Phrase("stem", (("мов", "ord", "дом"), ("мов", "пры", "дом")), 3),
    Near("stem", (Or((Term("exact", "мова"), Term("stem", "ord"))), Prefix("exact", "")), 2),
    Phrase("stem", (("мов", "ord", "дом"), ("мов", "пры", "дом")), 2, onward=True),
]
"""What most documents of a large archive match."""

# Requests


def _any_of(name: str) -> st.SearchStrategy:
    return st.builds(
        lambda values, facet: Only(name, values=tuple(values), facet=facet),
        _seldom(st.just([]), st.lists(_seldom(st.none(), _amounts(name)), min_size=1, max_size=3)),
        st.sampled_from(["", "", "", "theme", "language"]),
    )


filters = (
    st.sampled_from(list(COLUMNS)).flatmap(_any_of)
    | st.lists(_amounts("theme"), max_size=2).map(lambda them: Only("theme", values=tuple(them), every=True))
    | st.sampled_from(["year", "weight", "day", "moment", "language", "segment_id"]).flatmap(
        lambda name: (_ranges(name) if name in COLUMNS else st.just((102, 300))).map(
            lambda pair: Only(name, low=pair[0], high=pair[1])
        )
    )
)
buckets = st.sampled_from(["year", "weight", "day", "moment"]).flatmap(
    lambda name: st.builds(
        lambda edges: Buckets(name, tuple(sorted(edges))),
        st.lists(_amounts(name), min_size=1, max_size=4, unique=True),
    )
)
order_items = st.builds(
    lambda name, down: "-" * down + name, st.sampled_from([*SINGLE, "segment_id", "score"]), st.booleans()
) | st.just("-score")
orders = st.lists(
    _seldom(among | leaves, order_items, 4),
    min_size=1,
    max_size=3,
    unique_by=lambda item: item.lstrip("-") if isinstance(item, str) else item,
).map(tuple)
collapses = st.builds(
    Collapse,
    st.sampled_from(["scene", "interview_id"]),
    st.lists(order_items | among | leaves, max_size=2).map(tuple),
)
_words = st.builds(
    lambda form, other: (Term("exact", form), Term("stem", other)), st.sampled_from(FORMS), st.sampled_from(FORMS)
)
together = st.builds(
    Together, st.lists(_words, max_size=4).map(tuple), st.sampled_from([0.5, 2.0]), st.sampled_from([1, 3, 500])
)


requests = st.builds(
    Request,
    query=_seldom(st.just(Everything()), _seldom(leaves, trees, 3)),
    filters=_seldom(st.lists(filters, min_size=1, max_size=2).map(tuple), st.just(()), 5),
    facets=st.lists(st.sampled_from(list(COLUMNS)), unique=True, max_size=4).map(tuple),
    order=_seldom(st.just(()), orders, 3),
    offset=_seldom(st.sampled_from([1, 3, 50]), st.just(0), 5),
    limit=_seldom(st.sampled_from([0, 1, 3]), st.just(None), 4),
    offsets=st.sampled_from([False, True, True, "heading"]),
    fields=st.lists(st.sampled_from([*COLUMNS, "text", "heading"]), unique=True, max_size=4).map(tuple),
    group=_seldom(st.sampled_from(["interview_id", "language", "year"]), st.just(""), 6),
    best=st.sampled_from([3, 1, 10]),
    collapse=_seldom(collapses, st.none(), 6),
    distinct=st.sampled_from(["", "interview_id", "theme", "place"]),
    counts=_seldom(st.lists(leaves | conditions, min_size=1, max_size=2).map(tuple), st.just(()), 3),
    buckets=_seldom(st.lists(buckets, min_size=1, max_size=2).map(tuple), st.just(()), 3),
    together=st.none() | together,
)
