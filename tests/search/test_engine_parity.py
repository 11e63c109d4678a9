import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.archive_backend import ArchiveBackend
from search.indexes import Document
from search.passages import FACETS, Filters
from search.query import And, AtLeast, Fuzzy, Having, Near, Not, Or, Phrase, Prefix, Word
from tests.search.reference import Reference

WORDS = ["мова", "мовы", "мове", "прысяга", "прысягу", "прысега", "дом", "дома", "order", "orders", "сям'я"]
words = st.sampled_from(WORDS)
modes = st.sampled_from(["all", "exact", "sounds"])
leaves = (
    st.builds(Word, words, modes)
    | st.builds(Prefix, st.sampled_from(["мов", "прыс", "дом", "ord", "xyz"]))
    | st.builds(Fuzzy, st.sampled_from(["мовя", "прысига", "order", "дома"]), st.sampled_from([1, 2]))
    | st.builds(Phrase, st.lists(words, min_size=2, max_size=3).map(tuple), modes)
    | st.builds(
        Near,
        st.lists(st.builds(Word, words, st.sampled_from(["all", "exact"])), min_size=2, max_size=3).map(tuple),
        st.integers(1, 3),
    )
)
havings = (
    st.builds(Having, st.just("themes"), st.sampled_from([("why",), ("why-pay", "how"), ()]))
    | st.builds(Having, st.just("language"), st.sampled_from([("be",), ("be", "ru")]))
    | st.builds(Having, st.just("interview_id"), st.sampled_from([(1,), (2, 3)]))
)
trees = st.recursive(
    leaves,
    lambda inner: (
        st.builds(lambda a, b: And((a, b)), inner, inner)
        | st.builds(lambda a, b: Or((a, b)), inner, inner)
        | st.builds(lambda a, b: And((a, Not(b))), inner, inner)
        | st.builds(lambda a, b: And((a, b)), inner, havings)
        | st.builds(lambda parts, least: AtLeast(tuple(parts), least), st.lists(inner, min_size=2), st.integers(1, 2))
        | st.builds(lambda a, b, least: AtLeast((a, b), least, (1, 3)), inner, inner, st.sampled_from([1, 2, 3, 4]))
    ),
    max_leaves=4,
)
left = st.sampled_from(["", "2020", "2020-08", "2021-03-05"])
themes = st.sampled_from([(), ("why",), ("why", "why-war"), ("how", "why", "why-pay")])
interviews = st.fixed_dictionaries(
    {
        "revision": st.integers(1, 2),
        "original": st.sampled_from(["be", "ru"]),
        "branch": st.sampled_from(["", "army", "police"]),
        "rank": st.sampled_from(["", "major"]),
        "left_on": left,
        "recorded_on": st.sampled_from(["", "2023", "2024-01"]),
        "passages": st.lists(
            st.tuples(
                st.sampled_from(["be", "ru"]),
                st.integers(0, 2),
                themes,
                st.lists(words, max_size=7),
                st.lists(st.lists(words, min_size=1, max_size=3).map(" ".join), max_size=2).map(tuple),
                st.sampled_from(["machine", "corrected", "reviewed"]),
            ),
            max_size=6,
        ),
        "whole": st.sampled_from([(), (), ("мова прысяга",), ("дом", "order мова")]),
        "readable": st.sampled_from([("be",), ("be", "ru"), ()]),
    }
)
filters = st.builds(
    Filters,
    languages=st.sampled_from([(), (), ("be",), ("be", "ru")]),
    originals=st.sampled_from([(), (), ("ru",)]),
    readable=st.sampled_from([(), (), ("ru",), ("en", "be")]),
    themes=st.sampled_from([(), (), ("why",), ("why", "why-war"), ("none",)]),
    branches=st.sampled_from([(), (), ("army",)]),
    ranks=st.sampled_from([(), (), ("major", "general")]),
    interview_ids=st.sampled_from([None, None, (), (1, 3)]),
    left_from=st.sampled_from(["", "", "2020-03", "2021"]),
    left_to=st.sampled_from(["", "", "2020", "2021-02"]),
)


def corpus_of(drawn: list[dict]) -> list[Document]:
    documents: list[Document] = []
    for interview_id, facts in enumerate(drawn, 1):
        facts = dict(facts)
        whole = facts.pop("whole")
        for position, (language, moment, codes, said, about, provenance) in enumerate(facts.pop("passages")):
            documents.append(
                Document(
                    segment_id=len(documents) + 10, interview_id=interview_id, moment=moment, position=position,
                    language=language, speaker="", start_ms=-1, coded=codes, themes=codes, text=" ".join(said),
                    transcript_id=interview_id * 10 + (language == "ru"), provenance=provenance, about=about,
                    whole=() if position else whole, **facts,
                )
            )  # fmt: skip
    return documents


@pytest.fixture(scope="module")
def backend():
    with tempfile.TemporaryDirectory() as folder:
        yield ArchiveBackend("default", PATH=Path(folder) / "index")


@settings(max_examples=120, deadline=None)
@given(
    drawn=st.lists(interviews, max_size=4), mask=st.dictionaries(st.integers(1, 5), st.integers(1, 2), max_size=5),
    tree=st.none() | trees, chosen=filters, sort=st.sampled_from(["relevance", "date"]), offset=st.integers(0, 2),
    group=st.booleans(), again=st.booleans(),
)  # fmt: skip
def test_passages_answer_as_the_reference_does(backend, drawn, mask, tree, chosen, sort, offset, group, again):
    documents = corpus_of(drawn)
    backend.rebuild(lambda: documents)
    if again and documents:  # the same documents, some in segments of their own beside deleted ones
        for pk in {1, documents[-1].interview_id}:
            backend.replace([pk], lambda pk=pk: [one for one in documents if one.interview_id == pk])
    page = {"sort": sort, "offset": offset, "limit": 3, "group": group}
    found = backend.passages(tree, mask=mask, filters=chosen, facets=FACETS, **page)
    expected = Reference(documents, mask).answer(tree, chosen, **page)
    assert found.facets == expected.facets
    assert (found.count, found.interviews) == (expected.count, expected.interviews)
    assert [(g.interview_id, g.count) for g in found.groups] == [(g.interview_id, g.count) for g in expected.groups]
    for one, other in zip(_rows(found), _rows(expected), strict=True):
        assert (one.segment_id, one.interview_id) == (other.segment_id, other.interview_id)
        assert one.score == pytest.approx(other.score, abs=1e-5)


def _rows(answer):
    return [*answer.rows, *(row for group in answer.groups for row in group.rows)]
