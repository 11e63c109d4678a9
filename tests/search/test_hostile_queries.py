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


def test_each_ends_with_findings_or_a_sentence_and_asks_the_index_a_bounded_number_of_times(indexed, monkeypatch):
    make_interview(["We took the oath, an order came.", "мова і прысяга не на месцы", "присяга и приказ по форме"])
    indexed()
    questions = 0
    passages, similar = ArchiveBackend.passages, ArchiveBackend.similar

    def counted(method):
        def call(*args, **kwargs):
            nonlocal questions
            questions += 1
            return method(*args, **kwargs)

        return call

    monkeypatch.setattr(ArchiveBackend, "passages", counted(passages))
    monkeypatch.setattr(ArchiveBackend, "similar", counted(similar))
    with override("en"):
        for q in queries():
            questions = 0
            found = asked(q)
            told = found.message if isinstance(found, QueryRefused) else found.count or found.notices
            assert told or found.did_you_mean, q
            assert questions <= MOST_QUESTIONS, q


def test_every_query_that_is_offered_in_place_of_another_finds_something(indexed):
    make_interview(["We took the oath, an order came."])
    indexed()
    with override("en"):
        for q in queries():
            found = asked(q)
            if isinstance(found, Found) and found.did_you_mean:
                assert find(Criteria(q=found.did_you_mean)).count, (q, found.did_you_mean)
            elif isinstance(found, QueryRefused) and found.offer:
                assert not isinstance(asked(found.offer), QueryRefused), (q, found.offer)
