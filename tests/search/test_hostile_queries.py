"""Queries that were made to hurt end with findings or a sentence, after a bounded amount of work."""

import pytest
from django.utils.translation import override

from search.archive_backend import ArchiveBackend
from search.finding import Criteria, Found, find
from search.query import QueryRefused
from search.rescuing import MOST_TRIES
from tests.factories import make_interview
from tests.search.hostile import queries

pytestmark = pytest.mark.django_db
MOST_QUESTIONS = MOST_TRIES * 2 + 80
"""Readings looked up and words looked up, each in two modes, fewer words tried, spellings tried."""


def asked(q: str) -> Found | QueryRefused:
    try:
        return find(Criteria(q=q))
    except QueryRefused as refused:
        return refused


def test_there_are_hundreds_of_them():
    assert len(list(queries())) >= 300


@pytest.fixture
def questions(monkeypatch) -> list[object]:
    """Return a list that every question to the index is put into."""
    put: list[object] = []
    passages, similar = ArchiveBackend.passages, ArchiveBackend.similar
    monkeypatch.setattr(ArchiveBackend, "passages", lambda *a, **k: put.append(a) or passages(*a, **k))
    monkeypatch.setattr(ArchiveBackend, "similar", lambda *a, **k: put.append(a) or similar(*a, **k))
    return put


def test_each_ends_with_findings_or_a_sentence_and_what_is_offered_instead_works(indexed, questions):
    make_interview(["We took the oath, an order came.", "мова і прысяга не на месцы", "присяга и приказ по форме"])
    indexed()
    with override("en"):
        for q in queries():
            questions.clear()
            found = asked(q)
            assert len(questions) <= MOST_QUESTIONS, q
            if isinstance(found, QueryRefused):
                assert found.message
                assert not found.offer or isinstance(asked(found.offer), Found), q
            else:
                assert found.count or found.notices or found.did_you_mean, q
                assert not found.did_you_mean or find(Criteria(q=found.did_you_mean)).count, q
