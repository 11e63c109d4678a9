"""How often a theme is met: a passage counts once, however many people coded it."""

import pytest

from interviews import matrix, reading
from interviews.models import Coding, Theme
from tests.factories import make_coding, make_interview, make_theme

pytestmark = pytest.mark.django_db

WAR = "why-war"


@pytest.fixture
def record():
    make_theme(WAR)
    return make_interview(["раз", "два", "тры", "чатыры", "пяць"], accession="OOU-TWICE")


def code(record, start: int, end: int, coder: str, **fields) -> Coding:
    return make_coding(record, WAR, start_ms=start * 1000, end_ms=end * 1000, coder=coder, **fields)


def counted() -> tuple[int, int]:
    found = reading.theme_counts()[Theme.objects.get(code=WAR).pk]
    return found.interviews, found.passages


@pytest.mark.parametrize(
    ("second", "passages"),
    [((0, 20), 1), ((5, 15), 1), ((10, 40), 1), ((20, 40), 2), ((60, 80), 2)],
    ids=["the same", "inside", "over the end", "touching", "elsewhere"],
)
def test_what_two_people_coded_over_one_another_is_one_passage(record, second, passages):
    code(record, 0, 20, "anna")
    code(record, *second, "vera")
    assert counted() == (1, passages)
    assert reading.codings_of(Theme.objects.get(code=WAR)).count() == passages


def test_a_chain_of_stretches_is_one_passage(record):
    for coder, start in (("anna", 0), ("vera", 15), ("anna", 30), ("vera", 45)):
        code(record, start, start + 20, coder)
    assert counted() == (1, 1)


def test_positions_count_as_times_do():
    record = make_interview(["раз", "два", "тры"], timed=False)
    for coder, first, last in (("anna", 0, 1), ("vera", 1, 1), ("vera", 2, 2)):
        make_coding(record, WAR, first_position=first, last_position=last, coder=coder)
    assert counted() == (1, 2)


def test_what_readers_do_not_see_hides_no_passage(record):
    code(record, 0, 40, "anna", status="proposed")
    code(record, 20, 40, "vera")
    assert counted() == (1, 1)
    assert [one.coder for one in reading.codings_of(Theme.objects.get(code=WAR))] == ["vera"]


def test_another_theme_and_another_interview_count_for_themselves(record):
    other = make_interview(["раз"])
    code(record, 0, 20, "anna")
    code(other, 0, 20, "anna")
    make_coding(record, "why-fear", start_ms=0, end_ms=20_000, coder="vera")
    assert counted() == (2, 2)


def test_the_table_of_themes_and_the_page_say_the_same(client, record):
    code(record, 0, 20, "anna")
    code(record, 0, 20, "vera")
    moments = matrix.moments_of([Theme.objects.get(code=WAR).pk])
    assert [len(found) for by in moments.values() for found in by.values()] == [1]
    assert client.get("/api/v1/themes/why-war").json()["passages"] == 1
