"""Coding, deciding, removing and undoing; the checklist; second coders."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User

from interviews.coding import acts, comparing, rounds
from interviews.coding.stretches import Stretch
from interviews.models import Coding, Interview, Redaction
from interviews.publishing import Refused
from tests.factories import make_coding, make_interview, make_theme

pytestmark = pytest.mark.django_db
FIRST, SECOND = Stretch(0, 20_000), Stretch(20_000, 40_000)


@pytest.fixture
def anna(person):
    return person("archivist", "anna")


@pytest.fixture
def boris(person):
    return person("archivist", "boris")


@pytest.fixture
def record():
    make_theme("why-war"), make_theme("why-orders"), make_theme("how-fear")
    return make_interview([f"Слова {n}." for n in range(10)])


def coded(record: Interview, code: str, stretch: Stretch, by: User, **options) -> Coding:
    return acts.code(record, make_theme(code), stretch, by, **options)[0]


def test_the_same_coding_twice_is_one(record, anna, boris):
    one = coded(record, "why-war", FIRST, anna)
    assert acts.code(record, one.theme, FIRST, anna) == (one, False)
    assert coded(record, "why-war", FIRST, boris) != one
    assert list(LogEntry.objects.values_list("change_message", flat=True)) == ["coded", "coded"]


def test_each_act_is_undone(record, anna):
    one = coded(record, "why-war", FIRST, anna, texts={"gist_be": "Вайна", "note": "мая"})
    made = acts.state_of(one)
    acts.change(one, anna, {"gist_be": "Іншая", "start_ms": 5_000})
    changed = acts.state_of(one)
    acts.decide([one], anna, "accepted")
    accepted = acts.state_of(Coding.objects.get())
    key = one.pk
    acts.remove(one, anna)
    for before, after in ((accepted, None), (changed, accepted), (made, changed)):
        acts.undo(acts.way_back([(key, record, before, after)], anna), anna)
        assert acts.state_of(Coding.objects.get(pk=key)) == before
    acts.undo(acts.way_back([(key, record, None, made)], anna), anna)
    assert not Coding.objects.exists()


def test_nothing_is_undone_over_another_persons_work(record, anna, boris):
    one = coded(record, "why-war", FIRST, anna)
    note = acts.way_back([(one.pk, record, None, acts.state_of(one))], anna)
    with pytest.raises(Refused):
        acts.undo(note, boris)
    acts.change(Coding.objects.get(), boris, {"note": "гляджу"})
    for wrong in (note, "made up", ""):
        with pytest.raises(Refused):
            acts.undo(wrong, anna)
    assert Coding.objects.get().note == "гляджу"


def test_undoing_publishes_no_sentence_after_words_were_taken_out(record, anna):
    one = coded(record, "why-war", FIRST, anna, texts={"gist_be": "Ён з Оршы"}, status="accepted")
    key, before = one.pk, acts.state_of(one)
    acts.remove(one, anna)
    note = acts.way_back([(key, record, before, None)], anna)
    Redaction.objects.create(interview=record, reason="place", start_ms=0, end_ms=20_000)
    acts.undo(note, anna)
    assert Coding.objects.get().status == "proposed"


def test_a_ticked_question_counts_and_says_by_whom(record, anna):
    why = make_theme("why")
    before = record.revision
    rounds.tick(record, why, anna, done=True)
    line = next(one for one in rounds.checklist(record, anna) if one.question == why)
    assert (line.ticked, line.ticked_by.coder) == (True, "anna")
    assert list(record.coded_for.all()) == [why]
    assert Interview.objects.get().revision > before
    rounds.tick(record, why, anna, done=False)
    assert not record.coded_for.exists()


def test_a_second_coder_sees_their_own_codings_alone_until_they_are_done(record, anna, boris):
    first = coded(record, "why-war", FIRST, anna)
    elsewhere = make_coding(make_interview(), "why-war", status="proposed", coder="anna")
    rounds.open_blind(record, [make_theme("why")], boris)
    own = coded(record, "why-orders", FIRST, boris)
    assert set(Coding.objects.seen_by(boris)) == {own, elsewhere}
    assert set(Coding.objects.seen_by(anna)) == {first, own, elsewhere}
    assert comparing.pairs_of(record, boris) == []
    with pytest.raises(Refused):
        rounds.tick(record, make_theme("why"), boris, done=True)
    rounds.finish(record, boris)
    assert first in Coding.objects.seen_by(boris)
    with pytest.raises(Refused):
        rounds.open_blind(record, [make_theme("why")], boris)


@pytest.fixture
def two(record, anna, boris):
    """Two coders who are done: they agree on one passage of ten, and each sees one that the other doesn't."""
    coded(record, "why-war", Stretch(0, 40_000), anna)
    coded(record, "why-war", Stretch(100_000, 120_000), anna)
    rounds.tick(record, make_theme("why"), anna, done=True)
    rounds.open_blind(record, [make_theme("why")], boris)
    coded(record, "why-war", Stretch(20_000, 60_000), boris)
    rounds.finish(record, boris)
    return record


def test_agreement_is_counted_in_passages_of_the_original(two, anna):
    pair = comparing.pairs_of(two, anna)[0]
    tables = {theme.code: table for theme, table in pair.tables.items()}
    war, orders = tables["why-war"], tables["why-orders"]
    assert (war.both, war.first, war.second, war.neither, war.n) == (1, 2, 1, 6, 10)
    assert orders.kappa is None
    assert comparing.pooled(comparing.all_pairs(anna)) == pair.tables


def test_what_is_coded_after_the_other_was_seen_does_not_count(two, anna, boris):
    before = comparing.pairs_of(two, anna)[0].tables
    coded(two, "why-war", Stretch(100_000, 120_000), boris)
    assert comparing.pairs_of(two, anna)[0].tables == before


@pytest.mark.parametrize(
    ("keep", "accepted"), [("first", {"anna"}), ("second", {"boris"}), ("both", {"anna", "boris"}), ("none", set())]
)
def test_settling_accepts_what_is_chosen_and_keeps_the_rest_as_a_record(two, anna, keep, accepted):
    pair = comparing.pairs_of(two, anna)[0]
    assert [(len(one.first), len(one.second)) for one in pair.clusters] == [(1, 1), (1, 0)]
    comparing.settle(pair.clusters[0], keep, anna)
    overlapping = Coding.objects.filter(start_ms__lt=60_000)
    assert {one.coder for one in overlapping.filter(status="accepted")} == accepted
    assert {one.coder for one in overlapping.filter(status="rejected")} == {"anna", "boris"} - accepted
    again = comparing.pairs_of(two, anna)[0]
    assert again.tables == pair.tables
    assert [one.is_open for one in again.clusters] == [False, True]
