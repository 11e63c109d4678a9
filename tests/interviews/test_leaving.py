"""A narrator asks to leave: hidden first, a list of what lies outside, two people, proof, and what outlives a purge."""

import pytest
from django.contrib.admin.models import LogEntry
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.utils.translation import override

from interviews import publishing, purging
from interviews.leaving import cases, proof
from interviews.leaving.cases import Line
from interviews.leaving.letters import letter
from interviews.models import Departure, DepartureItem, Interview, Recording
from interviews.publishing import Refused
from search import sync
from tests.factories import DRAFT, ask_to_publish, make_interview
from tests.interviews.desk_pages import page
from tests.interviews.page_forms import fields_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna(person):
    return person("archivist", "anna")


@pytest.fixture
def vera(person):
    return person("archivist", "vera")


def test_the_record_is_hidden_before_anything_else_is_asked(client, anna, monkeypatch):
    interview = make_interview(["words"])
    client.force_login(anna)
    assert "Hide it now" in client.get(page("leaving", interview.accession)).content.decode()
    assert interview.is_public()
    monkeypatch.setattr(cases, "_outside", lambda *args: [][0])
    with pytest.raises(IndexError):
        client.post(page("leaving", interview.accession))
    assert not interview.is_public(), "whatever fails after it"


def test_the_list_is_made_of_what_the_record_knows(anna):
    interview = make_interview(["words"])
    Recording.objects.create(interview=interview, url="https://videos.example/w/1")
    case = cases.begin(interview, anna)
    kinds = list(case.items.values_list("kind", flat=True))
    assert kinds == ["video", "post", *["page"] * 4, "data", "data", "mirror", "backup"]
    assert case.items.filter(address="https://videos.example/w/1").exists()
    never_shown = cases.begin(make_interview(state=DRAFT), anna)
    assert [one.kind for one in never_shown.items.all()] == ["post", "backup"]


def test_a_case_is_begun_once(anna, vera):
    interview = make_interview(["words"])
    assert cases.begin(interview, anna) == cases.begin(interview, vera)


def over(*items, typed):
    """Return ``typed`` over what stands in the list for each of ``items``."""
    return {one.pk: (cases.line_of(DepartureItem.objects.get(pk=one.pk)), typed) for one in items}


def test_ticks_say_who_and_when_and_stay_with_the_first(anna, vera):
    case = cases.begin(make_interview(["words"]), anna)
    item = case.items.first()
    cases.save_list(case, anna, over(item, typed=Line("somewhere", "Anna", "till May", True)))
    june = over(item, typed=Line("somewhere", "Anna", "till June", True))
    cases.save_list(case, vera, june, new=Line("a blog"), kind="other")
    item.refresh_from_db()
    assert (item.done_by, item.note) == (anna, "till June")
    assert case.items.filter(kind="other", address="a blog", done_at=None).exists()
    cases.save_list(case, vera, over(item, typed=Line()))
    item.refresh_from_db()
    assert (item.done_by, item.done_at) == (None, None)


def test_two_people_at_the_list_at_once_lose_neither_ticks_nor_words(client, anna, vera):
    case = cases.begin(make_interview(["words"]), anna)
    first, second = case.items.all()[:2]
    client.force_login(vera)
    opened = fields_of(client, page("leaving_case", case.pk), page("leaving_list", case.pk))
    cases.save_list(case, anna, over(first, typed=Line("channel", "Anna", "asked", True)))
    client.post(page("leaving_list", case.pk), opened | {f"note-{first.pk}": "rang them", f"owner-{second.pk}": "Vera"})
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.address, first.owner, first.note, first.done_by) == ("channel", "Anna", "asked / rang them", anna)
    assert (second.owner, second.done_at) == ("Vera", None)


@pytest.mark.parametrize("seen", ["", "1", "[]", "[1,2,3,4,5]", "{}", "null", "x"])
def test_a_line_that_does_not_say_what_was_seen_changes_nothing(client, anna, seen):
    case = cases.begin(make_interview(["words"]), anna)
    item = case.items.first()
    client.force_login(anna)
    client.post(page("leaving_list", case.pk), {f"seen-{item.pk}": seen, f"note-{item.pk}": "other"})
    item.refresh_from_db()
    assert item.note == ""


def test_what_is_to_be_done_takes_two_people(anna, vera):
    interview = make_interview(["words"])
    case = cases.begin(interview, anna)
    with pytest.raises(Refused):
        cases.agree(case, vera, way="purge")
    cases.propose(case, anna, "purge")
    for by, way in ((anna, "purge"), (vera, "redact")):
        with pytest.raises(Refused):
            cases.agree(case, by, way=way)
    interview.refresh_from_db()
    assert interview.consent == "granted"
    cases.agree(case, vera, way="purge")
    interview.refresh_from_db()
    assert (interview.consent, interview.workflow) == ("withdrawn", "hidden")
    cases.propose(case, vera, "redact")
    case.refresh_from_db()
    assert case.agreed_by is None, "something else has to be agreed anew"


def test_a_record_is_not_shown_again_while_a_case_is_undecided(anna, vera):
    interview = make_interview(["words"])
    case = cases.begin(interview, anna)
    with override("en"), pytest.raises(Refused, match="does not ask to leave"):
        ask_to_publish(interview, anna)
    for way, is_open in (("purge", True), ("redact", False)):
        cases.propose(case, anna, way)
        cases.agree(case, vera, way=way)
        assert cases.is_undecided(interview) is is_open


def test_the_database_refuses_one_person_for_both(anna):
    case = cases.begin(make_interview(), anna)
    with pytest.raises(IntegrityError):
        Departure.objects.filter(pk=case.pk).update(proposed_by=anna, agreed_by=anna)


@pytest.mark.parametrize("role", ["researcher", None])
def test_nobody_else_has_to_do_with_it(person, anna, role):
    case, stranger = cases.begin(make_interview(), anna), person(role)
    acts = (
        lambda: cases.begin(make_interview(), stranger),
        lambda: cases.save_list(case, stranger, {}),
        lambda: cases.propose(case, stranger, "purge"),
        lambda: cases.agree(case, stranger, way="purge"),
        lambda: cases.close(case, stranger),
    )
    for act in acts:
        with pytest.raises(PermissionDenied):
            act()


def test_a_case_closes_when_everything_is_done(anna, vera):
    interview = make_interview(["words"])
    case = cases.begin(interview, anna)
    for step in (
        lambda: cases.save_list(case, anna, over(*case.items.all(), typed=Line(is_done=True))),
        lambda: (cases.propose(case, anna, "purge"), cases.agree(case, vera, way="purge")),
        lambda: purging.purge(interview),
    ):
        with pytest.raises(Refused):
            cases.close(case, vera)
        step()
    cases.close(case, vera)
    case.refresh_from_db()
    assert case.closed_by == vera


def test_a_purge_leaves_of_the_case_the_digest_and_the_ticks(client, anna):
    interview = make_interview(["words"], accession="OOU-GONE", title_be="Назва", narrator="Капітан К.")
    case = cases.begin(interview, anna)
    item = case.items.first()
    cases.save_list(
        case, anna, over(item, typed=Line("https://blog.example/kapitan", "Вера", "Капітан К. просіць", True))
    )
    publishing.set_access(
        interview, anna, consent="withdrawn", release="closed", embargo_until=None, embargo_open=False
    )
    purging.purge(interview)
    case.refresh_from_db()
    assert (case.interview, len(case.digest)) == (None, 64)
    rows = [str(list(model.objects.values_list())) for model in (Departure, DepartureItem, LogEntry)]
    for word in ("OOU-GONE", "Капітан", "Вера", "kapitan", "Назва"):
        assert all(word not in text for text in rows), word
    item.refresh_from_db()
    assert item.done_by == anna
    client.force_login(anna)
    for address in (page("leaving", "OOU-GONE"), page("leaving_case", case.pk)):
        assert "purged" in client.get(address).content.decode()
    assert client.get(page("leaving", "OOU-NONE")).status_code == 404
    cases.save_list(case, anna, over(*case.items.all(), typed=Line(is_done=True)))
    assert LogEntry.objects.get().object_repr == str(case.pk)


def test_the_proof_tells_what_comes_out_and_what_does_not(client, anna):
    interview = make_interview(["zubrovka"], accession="OOU-PROF")
    sync.rebuild()
    before = {line.what: line.ok for line in proof.look(interview.accession, interview, "testserver")}
    assert not before["/be/interviews/OOU-PROF/"]
    assert not before["/api/v1/interviews/OOU-PROF"]
    assert not before["/api/v1/search?interview=OOU-PROF"]
    cases.begin(interview, anna)
    sync.work_off()
    after = proof.look(interview.accession, interview, "testserver")
    assert [line for line in after if not line.ok] == []
    purging.purge(interview)
    sync.rebuild()
    gone = proof.look("OOU-PROF", None, "testserver")
    assert {line.what for line in gone if not line.ok} <= {"files in which the number stands"}


def test_the_page_of_the_proof_asks_for_the_number_of_what_is_purged(client, anna):
    interview = make_interview(["zubrovka"], accession="OOU-PROF", title_en="A title")
    case = cases.begin(interview, anna)
    client.force_login(anna)
    sync.rebuild()
    body = client.get(page("leaving_proof", case.pk)).content.decode()
    assert "nothing of OOU-PROF comes out" in body
    assert "zubrovka" not in body
    assert "A title" not in body
    purging.purge(interview)
    sync.rebuild()
    assert "OOU-PROF" not in client.get(page("leaving_proof", case.pk)).content.decode()
    assert client.post(page("leaving_proof", case.pk), {"number": "OOU-ELSE"}).status_code == 422
    assert "marked" in client.post(page("leaving_proof", case.pk), {"number": "oou-prof"}).content.decode()


@pytest.mark.parametrize("language", ["be", "ru", "uk", "en"])
def test_the_note_is_in_the_language_of_the_narrator_and_kept_nowhere(client, anna, vera, language):
    interview = make_interview(["words"], language=language, narrator="Капітан К.")
    case = cases.begin(interview, anna)
    client.force_login(anna)
    drafts = {letter(case, language)}
    for way in ("redact", "purge"):
        cases.propose(case, anna, way)
        cases.agree(case, vera, way=way)
        case.refresh_from_db()
        drafts.add(letter(case, language))
    assert len(drafts) == 3
    assert all("Капітан" not in one for one in drafts)
    body = client.get(page("leaving_letter", case.pk)).content.decode()
    assert letter(case, language).split("\n")[0] in body
    assert f'lang="{language}" spellcheck' in body
    with override("en"):
        assert client.post(page("leaving_letter", case.pk)).status_code == 405


def test_the_pages_escape_what_people_wrote(client, anna):
    hostile = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
    case = cases.begin(make_interview(["words"], title_en=hostile), anna)
    item = case.items.first()
    cases.save_list(case, anna, over(item, typed=Line(hostile, hostile, hostile)))
    client.force_login(anna)
    body = client.get(page("leaving_case", case.pk)).content.decode()
    assert body.count("&lt;script&gt;") >= 4
    assert "<script>alert" not in body
    assert Interview.objects.get().workflow == "hidden"
