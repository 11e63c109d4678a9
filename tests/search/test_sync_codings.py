"""Which writes of codings and drafts reach the index, and which touch none."""

import pytest

from interviews.models import Coding, Interview, OutboxRow
from search import sync
from tests.factories import DRAFT, make_coding, make_interview, make_theme
from tests.search.test_sync import _save_segment, index_files, saved, search

UNSEEN = {
    "proposed": lambda i: make_coding(i, "why-war", status="proposed", start_ms=0, end_ms=5),
    "proposed in bulk": lambda i: Coding.objects.bulk_create(
        [Coding(interview=i, theme=make_theme("why-war"), start_ms=0, end_ms=5)]
    ),
    "changed": lambda i: Coding.objects.first().save(),
    "changed in bulk": lambda i: Coding.objects.update(note="n"),
    "rejected": lambda i: Coding.objects.update(status="rejected"),
    "removed": lambda i: Coding.objects.first().delete(),
    "a theme that nothing public has": lambda i: make_theme("why-war").save(),
}


@saved
@pytest.mark.parametrize("write", UNSEEN.values(), ids=UNSEEN)
def test_a_coding_that_readers_do_not_have_touches_no_index(write):
    interview = make_interview(["Прысяга"])
    make_coding(interview, "why-war", status="proposed")
    before = index_files(), Interview.objects.get().revision
    write(interview)
    assert (index_files(), Interview.objects.get().revision) == before


SEEN = {
    "accepted": lambda: _saved(status="accepted"),
    "accepted in bulk": lambda: Coding.objects.update(status="accepted"),
    "accepted by bulk_update": lambda: _by_bulk_update("accepted"),
    "taken back": lambda: _saved(status="proposed"),
    "taken back in bulk": lambda: Coding.objects.update(status="proposed"),
    "taken back by bulk_update": lambda: _by_bulk_update("proposed"),
    "its sentence": lambda: _saved(gist_be="Пра вайну"),
    "removed": lambda: Coding.objects.first().delete(),
    "removed in bulk": lambda: Coding.objects.all().delete(),
    "another theme": lambda: _saved(theme=make_theme("why-war")),
    "its theme hidden": lambda: _hide_theme(),
}


def _saved(**values):
    coding = Coding.objects.first()
    for name, value in values.items():
        setattr(coding, name, value)
    coding.save()


def _by_bulk_update(status):
    coding = Coding.objects.first()
    coding.status = status
    Coding.objects.bulk_update([coding], ["status"])


def _hide_theme():
    theme = make_theme("why-fear")
    theme.is_public = False
    theme.save()


@saved
@pytest.mark.parametrize("write", SEEN.values(), ids=SEEN)
def test_a_coding_that_readers_have_or_had_is_indexed_anew(write):
    coding = make_coding(make_interview(["Прысяга"]), "why-fear", status="proposed")
    make_theme("why-war")
    if write not in (SEEN["accepted"], SEEN["accepted in bulk"], SEEN["accepted by bulk_update"]):
        Coding.objects.update(status="accepted")
    before = Interview.objects.get().revision
    write()
    assert Interview.objects.get().revision > before
    assert not OutboxRow.objects.exists()
    assert not sync.audit(), coding.pk


@saved
@pytest.mark.parametrize("write", [lambda one: one.delete(), lambda one: one.save()], ids=["delete", "save"])
def test_a_coding_accepted_since_it_was_read_is_taken_from_readers(write):
    make_coding(make_interview(["Прысяга"]), "why-war", status="proposed")
    read_before = Coding.objects.get()
    Coding.objects.update(status="accepted")
    assert search("прысяга").facets["theme"]
    write(read_before)
    assert search("прысяга").facets["theme"] == []
    assert not sync.audit()


@saved
def test_what_is_written_in_a_draft_touches_no_file_of_the_index():
    make_interview(["Прысяга"])
    draft = make_interview(["Казарма"], state=DRAFT)
    before = index_files()
    _save_segment(draft)
    assert index_files() == before
    assert not OutboxRow.objects.exists()
