"""Stretches and ascending lists, against the plain way to say the same."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from search.whoosh_engine.stretches import along, common, runs, union, with_ends, within

sizes = st.lists(st.integers(0, 4), max_size=20)
ascending = st.lists(st.integers(0, 60), max_size=30).map(sorted)
sets = st.sets(st.integers(0, 60), max_size=30).map(sorted)


def ints(numbers):
    return np.array(numbers, dtype=np.int64)


@given(st.lists(st.tuples(st.integers(0, 99), st.integers(0, 4)), max_size=20))
def test_along_lists_every_number_of_each_stretch(stretches):
    begins, counts = ints([begin for begin, _ in stretches]), ints([count for _, count in stretches])

    assert along(begins, counts).tolist() == [n for begin, count in stretches for n in range(begin, begin + count)]


@given(sizes)
def test_within_counts_from_nought_in_each_stretch(counts):
    assert within(ints(counts)).tolist() == [n for count in counts for n in range(count)]
    assert with_ends(ints(counts)).tolist() == [sum(counts[:n]) for n in range(len(counts) + 1)]


@given(ascending)
def test_runs_are_the_distinct_numbers_and_how_often_each_is_there(numbers):
    distinct, counts = runs(ints(numbers))

    assert distinct.tolist() == sorted(set(numbers))
    assert counts.tolist() == [numbers.count(one) for one in sorted(set(numbers))]


@given(st.lists(ascending, min_size=1, max_size=5))
def test_union_has_every_number_once_in_order(lists):
    assert union([ints(one) for one in lists]).tolist() == sorted({n for one in lists for n in one})


@given(sets, sets)
def test_common_has_what_stands_in_both(one, other):
    assert common(ints(one), ints(other)).tolist() == sorted(set(one) & set(other))
