"""Cohen's κ: against tables computed by hand, and what holds for every table."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviews.coding.agreement import Table

# both, first alone, second alone, neither → κ, computed by hand
BY_HAND = {
    (20, 5, 10, 15): Fraction(2, 5),  # the usual example: 0.70 observed, 0.50 by chance
    (45, 15, 25, 15): Fraction(3, 23),  # 0.60 observed, 0.54 by chance
    (25, 35, 5, 35): Fraction(7, 27),  # 0.60 observed, 0.46 by chance
    (10, 0, 0, 90): Fraction(1),
    (0, 10, 10, 0): Fraction(-1),
    (0, 0, 5, 95): Fraction(0),  # one coder never gave it
    (1, 1, 1, 97): Fraction(24, 49),  # 0.98 observed, 0.9608 by chance
}
UNDEFINED = [(0, 0, 0, 0), (0, 0, 0, 100), (100, 0, 0, 0)]
tables = st.builds(Table, *[st.integers(0, 300)] * 4)


@pytest.mark.parametrize("cells", BY_HAND)
def test_kappa_is_what_it_is_by_hand(cells):
    assert Table(*cells).kappa == BY_HAND[cells]


@pytest.mark.parametrize("cells", UNDEFINED)
def test_kappa_is_undefined_without_variance_and_not_one(cells):
    assert Table(*cells).kappa is None


def test_units_are_counted_into_their_cells():
    table = Table.of(range(6), {0, 1, 2}, {2, 3})
    assert table == Table(both=1, first=2, second=1, neither=2)
    assert (table.n, table.agreement) == (6, Fraction(1, 2))


@given(tables)
def test_kappa_is_the_same_whoever_is_called_first(table):
    assert table.kappa == table.swapped.kappa


@given(tables)
def test_kappa_lies_between_minus_one_and_one_and_not_above_agreement(table):
    if table.kappa is not None:
        assert -1 <= table.kappa <= 1
        assert table.kappa <= table.agreement


@given(tables)
def test_kappa_is_one_only_for_coders_who_say_the_same_with_variance(table):
    same = table.first == table.second == 0
    assert (table.kappa == 1) is bool(same and table.both and table.neither)


@given(st.lists(st.tuples(st.booleans(), st.booleans())))
def test_kappa_of_counted_units_is_that_of_the_definition(pairs):
    units = range(len(pairs))
    first, second = ({n for n in units if pairs[n][side]} for side in (0, 1))
    table = Table.of(units, first, second)
    if not pairs:
        assert table.kappa is None
        return
    n = len(pairs)
    observed = Fraction(sum(a == b for a, b in pairs), n)
    p, q = Fraction(len(first), n), Fraction(len(second), n)
    chance = p * q + (1 - p) * (1 - q)
    assert table.kappa == (None if chance == 1 else (observed - chance) / (1 - chance))
