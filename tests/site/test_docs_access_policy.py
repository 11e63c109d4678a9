"""docs/access-policy.md says what the code does."""

from itertools import product

from tests.access_tables import _DIMENSIONS, PAGE, _grouped, _reached, page


def test_the_tables_of_the_page_are_those_of_the_code():
    text = PAGE.read_text()
    right = page(text)
    assert text == right, f"docs/access-policy.md should read:\n\n{right}"


def test_the_rows_about_records_stand_for_every_state_once_and_truly():
    rows = [(cells, reached) for cells, reached in _grouped()]
    for state in product(*_DIMENSIONS):
        fitting = [
            reached
            for cells, reached in rows
            if all(cell == "any" or value in cell.split(", ") for cell, value in zip(cells, state, strict=True))
        ]
        assert fitting == [_reached(state)], state
