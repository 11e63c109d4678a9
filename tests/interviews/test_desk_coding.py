"""The coding page and the review of codings, without a browser."""

import pytest
from django.core import signing

from interviews.coding import rounds
from interviews.models import Coding, CodingRound, Redaction, Theme
from interviews.publication.seen import tokens
from tests.factories import make_coding, make_interview, make_theme
from tests.interviews.desk_pages import page

pytestmark = pytest.mark.django_db
HOSTILE = "<script>alert(1)</script>"
JSON = {"Accept": "application/json"}


@pytest.fixture
def record():
    make_theme("why-war"), make_theme("why-orders")
    return make_interview(["Першыя словы.", "Другія словы.", "Трэція словы."], accession="OOU-CODE")


def words(client, **fields):
    form = {"transcript": "be", "theme": "why-war", "first": 0, "last": 0, **fields}
    return client.post(page("code_words", "OOU-CODE"), form, headers=JSON)


def test_selected_words_are_coded_proposed_and_undone(archivist_client, record):
    answer = words(archivist_client, begin=0, end=6, last=1).json()
    coding = Coding.objects.get()
    assert (coding.status, coding.start_ms, coding.end_ms) == ("proposed", 0, 20_000 + 20_000 * 6 // 13 + 1)
    assert answer["html"].count('class="code-bar ') == 2
    archivist_client.post(page("undo_coding", "OOU-CODE"), {"undo": answer["undo"]}, headers=JSON)
    assert not Coding.objects.exists()


def test_without_a_script_the_page_leads_back_to_the_passage(archivist_client, record):
    body = archivist_client.get(page("coding", "OOU-CODE"), {"at": 1}).content.decode()
    address = page("add_coding", "OOU-CODE", "be", 1)
    assert address in body
    form = {"theme": "why-war", "stretch": "passage", "back": "coding"}
    response = archivist_client.post(address, form)
    assert response.url == f"{page('coding', 'OOU-CODE')}?transcript=be#s1"


@pytest.mark.parametrize(
    "wrong", [{"theme": "made-up"}, {"first": 9, "last": 9}, {"first": "x"}, {"transcript": "en"}, {"last": "9" * 20}]
)
def test_wrong_words_are_refused_with_a_sentence(archivist_client, record, wrong):
    response = words(archivist_client, **wrong)
    assert response.status_code == 422
    assert response.json()["said"]
    assert not Coding.objects.exists()


def test_a_number_of_a_passage_that_no_database_holds_is_refused(archivist_client, record):
    coding = make_coding(record, "why-war", first_position=0, last_position=1, coder="archivist")
    address = page("edit_coding", "OOU-CODE", coding.pk)
    form = archivist_client.get(address).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields}
    assert archivist_client.post(address, sent | {"last": "9" * 20}).status_code == 422
    coding.refresh_from_db()
    assert coding.last_position == 1


def test_a_coding_is_changed_and_another_window_overwrites_nothing(archivist_client, record):
    coding = make_coding(record, "why-war", start_ms=0, end_ms=20_123, coder="archivist", status="proposed")
    address = page("edit_coding", "OOU-CODE", coding.pk)
    form = archivist_client.get(address).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields}
    assert sent["end"] == "0:00:20.123"
    archivist_client.post(address, sent | {"gist_en": "War", "theme": "why-orders", "start": "0:05"})
    coding.refresh_from_db()
    assert (coding.gist_en, coding.theme.code, coding.start_ms, coding.end_ms) == ("War", "why-orders", 5_000, 20_123)
    refused = archivist_client.post(address, sent | {"gist_en": "Another"})
    assert refused.status_code == 422
    assert Coding.objects.get().gist_en == "War"


@pytest.mark.parametrize("wrong", [{"gist_en": "x" * 501}, {"end": "0:01", "start": "0:02"}, {"end": ""}])
def test_a_wrong_change_is_refused(archivist_client, record, wrong):
    coding = make_coding(record, "why-war", start_ms=0, end_ms=20_000)
    address = page("edit_coding", "OOU-CODE", coding.pk)
    form = archivist_client.get(address).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields}
    assert archivist_client.post(address, sent | wrong).status_code == 422


def test_without_times_the_passages_of_a_coding_are_changed(archivist_client):
    record = make_interview(["a", "b", "c"], accession="OOU-CODE", timed=False)
    coding = make_coding(record, "why-war", first_position=0, last_position=1)
    address = page("edit_coding", "OOU-CODE", coding.pk)
    form = archivist_client.get(address).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields}
    assert (sent["first"], sent["last"]) == (1, 2)
    archivist_client.post(address, sent | {"first": 2, "last": 3})
    coding.refresh_from_db()
    assert (coding.first_position, coding.last_position) == (1, 2)


def test_many_codings_are_accepted_at_once(archivist_client, record):
    several = [make_coding(record, "why-war", start_ms=n, end_ms=n + 9, status="proposed", coder="a") for n in range(3)]
    other = make_coding(record, "why-orders", status="proposed", coder="b")
    shown = archivist_client.get(page("codings"), {"theme": "why-war", "coder": "a", "interview": "OOU-CODE"})
    assert [line.coding for line in shown.context["lines"]] == several
    form = {"coding": tokens(several).values(), "to": "accepted"}
    archivist_client.post(page("codings"), form)
    assert set(Coding.objects.public()) == set(several)
    other.refresh_from_db()
    assert other.status == "proposed"


def _decided(client, record, **changed) -> list[Coding]:
    """Accept two of three codings, one of which was rejected before; return all."""
    several = [make_coding(record, "why-war", start_ms=n, end_ms=n + 9, status="proposed", coder="a") for n in range(3)]
    Coding.objects.filter(pk=several[1].pk).update(status="rejected")
    chosen = Coding.objects.filter(pk__in=[one.pk for one in several[:2]])
    client.post(page("codings"), {"coding": tokens(chosen).values(), "to": "accepted"})
    return several


def test_many_codings_accepted_at_once_are_taken_back_with_one_press(archivist_client, record):
    several = _decided(archivist_client, record)
    shown = archivist_client.get(page("codings"))
    assert "Take this back" in shown.content.decode()
    archivist_client.post(page("codings"), {"take_back": "1"})
    assert [Coding.objects.get(pk=one.pk).status for one in several] == ["proposed", "rejected", "proposed"]
    assert "Take this back" not in archivist_client.get(page("codings")).content.decode()


def test_what_was_changed_since_is_not_taken_back(archivist_client, record):
    first, second, _third = _decided(archivist_client, record)
    Coding.objects.filter(pk=second.pk).update(gist_en="Written since")
    assert "Take this back" not in archivist_client.get(page("codings")).content.decode()
    archivist_client.post(page("codings"), {"take_back": "1"})
    assert Coding.objects.get(pk=first.pk).status == "accepted"


def test_the_session_keeps_no_sentence_of_a_coding(archivist_client, record):
    make_coding(record, "why-war", pk=77, status="proposed", gist_en="A secret sentence")
    archivist_client.post(page("codings"), {"coding": tokens(Coding.objects.all()).values(), "to": "accepted"})
    note = archivist_client.session["codings_decided"]["note"]
    assert signing.loads(note, salt="interviews.coding.undo")["rows"][0][2] == {"status": "proposed"}


def test_the_checklist_and_a_second_coding_are_kept_by_forms(archivist_client, record):
    address = page("coding_rounds", "OOU-CODE")
    archivist_client.post(address, {"act": "tick", "question": "why"})
    assert record.coded_for.get().code == "why"
    archivist_client.post(address, {"act": "untick", "question": "why"})
    assert not record.coded_for.exists()
    CodingRound.objects.all().delete()
    archivist_client.post(address, {"act": "blind", "question": "why"})
    assert CodingRound.objects.get().is_blind
    archivist_client.post(address, {"act": "done"})
    assert CodingRound.objects.get().done_at


def test_a_blind_coder_finds_no_other_coding_on_any_page_of_the_desk(archivist_client, record, person):
    hidden = make_coding(record, "why-war", start_ms=0, end_ms=9, gist_en="Of somebody else", coder="anna")
    CodingRound.objects.create(interview=record, question=make_theme("why"), coder="archivist", is_blind=True)
    for name in ("coding", "interview", "interview_agreement"):
        assert "Of somebody else" not in archivist_client.get(page(name, "OOU-CODE")).content.decode()
    assert "Of somebody else" not in archivist_client.get(page("split_theme", "why-war")).content.decode()
    for status in ("proposed", "accepted"):
        assert "Of somebody else" not in archivist_client.get(page("codings"), {"status": status}).content.decode()
    for name in ("edit_coding", "decide_coding", "change_coding"):
        assert archivist_client.post(page(name, "OOU-CODE", hidden.pk), {"status": "rejected"}).status_code == 404


def test_differences_are_settled_by_a_form(archivist_client, record, person):
    person("archivist", "anna")
    make_coding(record, "why-war", start_ms=0, end_ms=9, coder="anna", status="proposed")
    for name, blind in (("anna", False), ("boris", True)):
        CodingRound.objects.create(interview=record, question=make_theme("why"), coder=name, is_blind=blind)
    CodingRound.objects.update(done_at=rounds.timezone.now())
    body = archivist_client.get(page("interview_agreement", "OOU-CODE")).content.decode()
    key = Coding.objects.get().pk
    assert f'name="keep-{key}"' in body
    seen = tokens(Coding.objects.all()).values()
    archivist_client.post(page("settle_codings", "OOU-CODE"), {f"keep-{key}": "first", "seen": seen})
    assert Coding.objects.get().status == "accepted"
    assert archivist_client.get(page("agreement")).status_code == 200


def test_hostile_words_gists_and_names_are_shown_as_text(archivist_client):
    record = make_interview([HOSTILE], accession="OOU-CODE", speakers=[HOSTILE], title_en=HOSTILE)
    texts = {"gist_en": HOSTILE, "note": HOSTILE, "coder": HOSTILE}
    coding = make_coding(record, "why-war", start_ms=0, end_ms=9_000, status="proposed", **texts)
    make_coding(record, "why-war", status="proposed", **texts)
    Theme.objects.update(label_en=HOSTILE, definition_en=HOSTILE)
    for name in (HOSTILE, "boris"):
        CodingRound.objects.create(
            interview=record,
            question=Theme.objects.get(code="why"),
            coder=name,
            is_blind=True,
            done_at=coding.created_at,
        )
    addresses = [page(name, "OOU-CODE") for name in ("coding", "interview_agreement")]
    addresses += [page("coding", "OOU-CODE") + "?at=0", page("edit_coding", "OOU-CODE", coding.pk)]
    addresses += [page("codings"), page("agreement")]
    for address in addresses:
        assert HOSTILE not in archivist_client.get(address).content.decode(), address
    assert HOSTILE not in words(archivist_client).json()["html"]


def _accepting_everywhere(client, coding, seen):
    """Press Accept on each page that has the button, as it was opened when the coding's token was ``seen``."""
    client.post(page("codings"), {"coding": [seen], "to": "accepted"})
    for name in ("decide_coding", "change_coding"):
        client.post(page(name, "OOU-CODE", coding.pk), {"status": "accepted", "seen": seen})
        client.post(page(name, "OOU-CODE", coding.pk), {"status": "accepted"})
    client.post(page("codings"), {"coding": [coding.pk], "to": "accepted"})
    client.post(page("settle_codings", "OOU-CODE"), {f"keep-{coding.pk}": "first", "seen": [seen]})


@pytest.mark.parametrize("since", ["another sentence", "another stretch", "words taken out", "rejected"])
def test_a_coding_that_is_another_than_was_looked_at_is_not_accepted(archivist_client, record, person, since):
    person("archivist", "anna")
    coding = make_coding(record, "why-war", start_ms=0, end_ms=9, coder="anna", status="proposed", gist_en="Seen")
    for name, blind in (("anna", False), ("boris", True)):
        CodingRound.objects.create(interview=record, question=make_theme("why"), coder=name, is_blind=blind)
    CodingRound.objects.update(done_at=rounds.timezone.now())
    seen = tokens([coding])[coding.pk]
    if since == "words taken out":
        Redaction.objects.create(interview=record, reason="other")
    else:
        changes = {"another sentence": {"gist_ru": "Иное"}, "another stretch": {"end_ms": 99}}
        Coding.objects.update(**changes.get(since, {"status": "rejected"}))
    _accepting_everywhere(archivist_client, coding, seen)
    assert Coding.objects.get().status != "accepted"
    assert not Coding.objects.public().exists()
    seen = tokens([Coding.objects.get()])[coding.pk]
    archivist_client.post(page("codings"), {"coding": [seen], "to": "accepted"})
    assert Coding.objects.public().exists()


def test_each_page_that_accepts_a_coding_shows_its_sentence_in_every_language(archivist_client, record):
    texts = {f"gist_{code}": f"In {code} alone" for code in ("be", "ru", "uk", "en")}
    coding = make_coding(record, "why-war", start_ms=0, end_ms=9, status="proposed", **texts)
    for address in (page("codings"), page("interview", "OOU-CODE"), page("edit_coding", "OOU-CODE", coding.pk)):
        body = archivist_client.get(address).content.decode()
        assert [text for text in texts.values() if text not in body] == []


def test_accepting_twice_is_accepting_once(archivist_client, record):
    coding = make_coding(record, "why-war", status="proposed")
    form = {"coding": tokens([coding]).values(), "to": "accepted"}
    for _ in range(2):
        answer = archivist_client.post(page("codings"), form, follow=True)
        assert "not accepted" not in answer.content.decode()


def test_a_coding_is_not_saved_and_accepted_from_before_words_were_taken_out(archivist_client, record):
    coding = make_coding(record, "why-war", start_ms=0, end_ms=20_000, status="proposed", gist_en="A name")
    address = page("edit_coding", "OOU-CODE", coding.pk)
    form = archivist_client.get(address).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields} | {"accept": "1"}
    Redaction.objects.create(interview=record, reason="other")
    assert archivist_client.post(address, sent).status_code == 422
    assert Coding.objects.get().status == "proposed"


def test_a_sentence_of_a_stretch_that_words_were_taken_out_of_is_told_to_whoever_decides(archivist_client, record):
    coding = make_coding(record, "why-war", start_ms=0, end_ms=20_000, status="proposed", gist_en="Of this place")
    other = make_coding(record, "why-war", start_ms=20_000, end_ms=40_000, status="proposed", gist_en="Of another")
    Redaction.objects.create(interview=record, reason="other", start_ms=0, end_ms=20_000)
    told = "Words were taken out in this stretch"
    assert archivist_client.get(page("codings")).content.decode().count(told) == 1
    for one, count in ((coding, 1), (other, 0)):
        assert archivist_client.get(page("edit_coding", "OOU-CODE", one.pk)).content.decode().count(told) == count


def test_who_accepts_what_has_changed_is_shown_it_as_it_is_now(archivist_client, record):
    coding = make_coding(record, "why-war", start_ms=0, end_ms=9, status="proposed", gist_en="Seen")
    seen = tokens([coding])[coding.pk]
    Coding.objects.update(gist_en="Written since")
    form = {"status": "accepted", "seen": seen}
    answer = archivist_client.post(page("decide_coding", "OOU-CODE", coding.pk), form, headers=JSON)
    body = answer.content.decode()
    assert (answer.status_code, "Written since" in body, "not accepted" in body) == (422, True, True)
    (now,) = tokens([Coding.objects.get()]).values()
    assert f'name="seen" value="{now}"' in body
