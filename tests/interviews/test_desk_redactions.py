"""Taking words out at the desk, in plain forms: mark, look at the result in every language, take out, lift."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from interviews import roles
from interviews.models import Interview, Recording, RedactedText, Redaction, Segment
from interviews.withholding import redacting
from interviews.withholding.redacting import Choice
from tests.factories import make_coding, make_interview
from tests.interviews.desk_pages import page

pytestmark = pytest.mark.django_db

BE = ["Мяне завуць Алесь і я служыў у Барысаве.", "Потым я паехаў дамоў."]
EN = ["My name is Ales and I served in Barysau.", "Then I went home."]


@pytest.fixture
def interview(seal_key):
    return make_interview(BE, translations={"en": EN}, accession="OOU-RED1")


@pytest.fixture
def desk(archivist_client, interview):
    return archivist_client


def segment(interview: Interview, language: str, position: int = 0) -> Segment:
    return Segment.objects.get(transcript__interview=interview, transcript__language=language, position=position)


def marks(interview: Interview, **more) -> dict:
    be = segment(interview, "be")
    return {"transcript": "be", "at": "0", "to": "0", "reason": "narrator", f"w{be.pk}": ["2"], **more}


def sent(desk, interview, **more):
    return desk.post(page("redact", interview.accession), marks(interview, **more))


def test_each_word_is_a_tick_box_in_every_language(desk, interview):
    body = desk.get(f"{page('redact', interview.accession)}?transcript=be&at=0").content.decode()
    be, en = segment(interview, "be"), segment(interview, "en")
    assert body.count(f'name="w{be.pk}"') == len(BE[0].split())
    assert body.count(f'name="w{en.pk}"') == len(EN[0].split())


def test_a_language_without_a_decision_is_asked_for_and_nothing_is_done(desk, interview):
    response = sent(desk, interview)
    assert response.status_code == 422
    assert "say that there are none" in response.content.decode()
    assert not Redaction.objects.exists()


def test_the_result_is_shown_before_anything_is_done(desk, interview):
    response = sent(desk, interview, **{"nothing-en": "1"})
    body = response.content.decode()
    assert "Мяне завуць […] і я служыў у Барысаве." in body
    assert response.context["shown"]
    assert not Redaction.objects.exists()


def test_what_was_shown_is_taken_out(desk, interview):
    en = segment(interview, "en")
    choice = {f"w{en.pk}": ["3"]}
    shown = sent(desk, interview, **choice).context
    response = sent(desk, interview, **choice, act="save", shown=shown["shown"], seen=shown["seen"])
    assert response.url == page("redactions", interview.accession)
    assert segment(interview, "be").text == "Мяне завуць […] і я служыў у Барысаве."
    assert segment(interview, "en").text == "My name is […] and I served in Barysau."
    assert "Алесь" not in desk.get(response.url).content.decode()


def test_marks_that_were_not_shown_are_shown_first(desk, interview):
    shown = sent(desk, interview, **{"nothing-en": "1"}).context
    be = segment(interview, "be")
    response = sent(
        desk, interview, **{"nothing-en": "1", f"w{be.pk}": ["2", "7"]}, act="save", shown=shown["shown"], seen="1"
    )
    assert response.status_code == 200
    assert not Redaction.objects.exists()


def test_words_can_be_typed_and_a_slip_is_told(desk, interview):
    be = segment(interview, "be")
    typed = {f"w{be.pk}": [], f"t{be.pk}": "алесь і я", "nothing-en": "1"}
    assert "Мяне завуць […] служыў" in sent(desk, interview, **typed).content.decode()
    response = sent(desk, interview, **{f"t{be.pk}": "Алена", "nothing-en": "1"})
    assert response.status_code == 422
    assert "does not stand in this passage" in response.content.decode()


def test_a_record_that_changed_meanwhile_is_looked_at_again(desk, interview):
    shown = sent(desk, interview, **{"nothing-en": "1"}).context
    Interview.objects.filter(pk=interview.pk).update(left_on="2020")
    response = sent(desk, interview, **{"nothing-en": "1"}, act="save", shown=shown["shown"], seen=shown["seen"])
    assert "has changed since" in response.content.decode()
    assert not Redaction.objects.exists()


def test_public_sentences_and_names_elsewhere_are_shown(desk, interview):
    make_coding(interview, "why-war", start_ms=0, end_ms=9000, gist_en="Ales tells of it.")
    Interview.objects.filter(pk=interview.pk).update(summary_en="Алесь і іншыя")
    body = sent(desk, interview, **{"nothing-en": "1"}).content.decode()
    assert "Ales tells of it." in body
    assert "Summary, English" in body


def test_a_key_of_a_sentence_that_is_no_number_keeps_nothing(desk, interview):
    keep = {"keep": ["9" * 5000, "x"]}
    response = sent(desk, interview, **{"nothing-en": "1"}, **keep)
    assert response.context["kept_gists"] == set()
    shown = response.context
    sent(desk, interview, **{"nothing-en": "1"}, **keep, act="save", shown=shown["shown"], seen=shown["seen"])
    assert Redaction.objects.exists()


def test_without_a_key_the_page_says_what_to_do(desk, interview, settings):
    settings.SEAL_KEY = ""
    body = desk.get(f"{page('redact', interview.accession)}?transcript=be&at=0").content.decode()
    assert "make_seal_key" in body
    shown = sent(desk, interview, **{"nothing-en": "1"}).context
    response = sent(desk, interview, **{"nothing-en": "1"}, act="save", shown=shown["shown"], seen=shown["seen"])
    assert "make_seal_key" in response.content.decode()
    assert segment(interview, "be").text == BE[0]


@pytest.fixture
def redaction(interview, person) -> Redaction:
    be = interview.transcripts.get(language="be")
    en = interview.transcripts.get(language="en")
    interview.refresh_from_db()
    start = BE[0].index("Алесь")
    report = redacting.redact(
        interview,
        person(roles.ARCHIVIST, "anna"),
        reason="narrator",
        choices=[Choice(be, {0: [(start, start + 5)]}), Choice(en)],
        seen=interview.revision,
    )
    return report.redaction


def test_lifting_goes_through_two_people_and_the_key(desk, interview, redaction, person, client, seal_key):
    desk.post(page("ask_to_lift", interview.accession, redaction.pk))
    own = desk.post(page("lift", interview.accession, redaction.pk), {"key": seal_key})
    assert "Another archivist has to lift it" in own.content.decode()
    client.force_login(person(roles.EDITOR, "vera"))
    wrong = client.post(page("lift", interview.accession, redaction.pk), {"key": "oou-private-abc"})
    assert wrong.status_code == 422
    assert "not a whole key" in wrong.content.decode()
    assert "oou-private-abc" not in wrong.content.decode()
    right = client.post(page("lift", interview.accession, redaction.pk), {"key": f" {seal_key.upper()}\n"})
    assert right.status_code == 302
    assert segment(interview, "be").text == BE[0]
    assert not RedactedText.objects.exists()


def test_a_request_to_lift_can_be_dropped(desk, interview, redaction):
    desk.post(page("ask_to_lift", interview.accession, redaction.pk))
    desk.post(page("drop_lifting", interview.accession, redaction.pk))
    redaction.refresh_from_db()
    assert redaction.lift_asked_by is None


def test_what_waits_stands_on_the_overview(desk, interview, redaction):
    desk.post(page("ask_to_lift", interview.accession, redaction.pk))
    redaction.decisions.filter(transcript__language="en").update(outcome="undecided")
    body = desk.get(page("overview")).content.decode()
    assert body.count(f"{page('redactions', interview.accession)}") == 2


def test_a_later_decision_is_made_beside_the_other_languages(desk, interview, redaction):
    decision = redaction.decisions.get(transcript__language="en")
    decision.outcome = "undecided"
    decision.save()
    address = page("decide_redaction", interview.accession, redaction.pk, "en")
    shown = desk.get(address)
    assert "Мяне завуць […] і я служыў" in shown.content.decode()
    assert desk.post(address, {"seen": shown.context["seen"]}).status_code == 422
    en = segment(interview, "en")
    desk.post(address, {"seen": shown.context["seen"], f"w{en.pk}": ["3"]})
    decision.refresh_from_db()
    assert decision.outcome == "taken out"
    assert segment(interview, "en").text == "My name is […] and I served in Barysau."


def test_a_recording_is_marked_as_edited_by_somebody_who_listened(desk, interview, redaction):
    recording = Recording.objects.create(
        interview=interview, part=1, file="x/1.mp3", sha256="1" * 64, media_type="audio/mpeg", duration_ms=40_000
    )
    address = page("mark_edited", interview.accession, redaction.pk, 1)
    desk.post(address)
    assert not Recording.objects.public().filter(pk=recording.pk).exists()
    desk.post(address, {"sure": "1"})
    assert Recording.objects.public().filter(pk=recording.pk).exists()


def test_the_mute_list_is_a_table_and_labels(desk, interview, redaction):
    Recording.objects.create(interview=interview, part=1, file="x/1.mp3", media_type="audio/mpeg", duration_ms=40_000)
    table = desk.get(page("mute_list", interview.accession, "csv")).content.decode()
    assert table.splitlines()[1] == "1,00:00:00.000,00:00:20.000,0,20000,no"
    assert desk.get(page("mute_list", interview.accession, "txt")).content.decode() == "0.000\t20.000\tmute 1\n"


def test_a_page_of_another_interview_is_not_found(desk, interview, redaction):
    other = make_interview(["words"])
    for name, more in (("lift", ()), ("ask_to_lift", ()), ("decide_redaction", ("be",)), ("mark_edited", (1,))):
        assert desk.post(page(name, other.accession, redaction.pk, *more)).status_code == 404


def test_hostile_words_are_text(desk, seal_key):
    interview = make_interview(["Так <script>alert(1)</script> вось"], accession="OOU-HOST")
    body = desk.get(f"{page('redact', interview.accession)}?transcript=be&at=0").content.decode()
    assert "<script>alert" not in body
    hostile = segment(interview, "be")
    shown = desk.post(
        page("redact", "OOU-HOST"),
        {"transcript": "be", "at": "0", "reason": "other", f"w{hostile.pk}": ["0"], f"t{hostile.pk}": "<b>"},
    )
    assert "&lt;b&gt;" in shown.content.decode()


def test_the_list_costs_as_many_statements_for_many_redactions_as_for_one(desk, person):
    by = person(roles.ARCHIVIST, "vera")
    counts = []
    for number in (1, 6):
        one = make_interview([f"Гэта слова{n} і іншыя словы тут." for n in range(6)])
        be = one.transcripts.get()
        Recording.objects.create(interview=one, file="x/1.mp3", sha256=f"{number:064}", duration_ms=400_000)
        for position in range(number):
            one.refresh_from_db()
            choice = Choice(be, {position: [(5, 11)]})
            redacting.redact(one, by, reason="other", choices=[choice], seen=one.revision)
        with CaptureQueriesContext(connection) as statements:
            assert desk.get(page("redactions", one.accession)).status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_words_without_a_place_are_shown_and_stay_sealed_until_they_are_written_in(
    desk, interview, redaction, person, client, seal_key
):
    RedactedText.objects.update(position=None, offset=None)
    desk.post(page("ask_to_lift", interview.accession, redaction.pk))
    client.force_login(person(roles.EDITOR, "vera"))
    address = page("lift", interview.accession, redaction.pk)
    shown = client.post(address, {"key": seal_key}).content.decode()
    assert "Алесь" in shown
    assert 'name="finish"' in shown
    assert RedactedText.objects.exists()
    assert client.post(address, {"key": seal_key, "finish": "1"}).status_code == 302
    assert not RedactedText.objects.exists()


def test_nothing_marked_anywhere_is_refused_with_a_sentence(desk, interview):
    be = segment(interview, "be")
    none = {f"w{be.pk}": [], "nothing-be": "1", "nothing-en": "1"}
    shown = sent(desk, interview, **none).context
    response = sent(desk, interview, **none, act="save", shown=shown["shown"], seen=shown["seen"])
    assert "No words are marked" in response.content.decode()
    assert not Redaction.objects.exists()
