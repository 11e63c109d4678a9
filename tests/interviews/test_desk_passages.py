"""Correcting and coding passages on the spot."""

import pytest

from interviews import exporting
from interviews.desk.correcting import fingerprint, moved_marks
from interviews.models import Coding, Segment, Theme
from interviews.publication.seen import tokens
from tests.factories import make_coding, make_interview, make_theme
from tests.interviews.desk_pages import page

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def record():
    return make_interview(["Першыя словы.", "Другія словы.", "Трэція словы."], accession="OOU-PASS")


def _correct(client, text: str, position: int = 0, opened_on: str | None = None):
    segment = Segment.objects.get(position=position)
    form = {"text": text, "opened_on": fingerprint(segment.text) if opened_on is None else opened_on}
    return client.post(page("correct", "OOU-PASS", "be", position), form)


def test_correcting_changes_text_and_version_and_leaves_machine_text_what_it_is(archivist_client, record):
    record.transcripts.update(provenance="machine")
    response = _correct(archivist_client, "Іншыя словы.", 1)
    assert response.url == f"{page('interview', 'OOU-PASS')}?transcript=be&page=1#s1"
    transcript = record.transcripts.get()
    assert (transcript.version, transcript.provenance) == (2, "machine")
    assert Segment.objects.get(position=1).text == "Іншыя словы."


@pytest.mark.parametrize(("wanted", "after"), [("corrected", "corrected"), ("made-up", "machine"), ("", "machine")])
def test_how_far_a_transcript_is_checked_is_set_on_its_card(archivist_client, record, wanted, after):
    record.transcripts.update(provenance="machine")
    address = page("set_provenance", "OOU-PASS", "be")
    assert address in archivist_client.get(page("interview", "OOU-PASS")).content.decode()
    response = archivist_client.post(address, {"provenance": wanted, "workflow": "hidden"})
    assert response.url == f"{page('interview', 'OOU-PASS')}?transcript=be"
    transcript = record.transcripts.get()
    assert (transcript.provenance, transcript.workflow) == (after, "published")


def test_a_reviewed_text_stays_reviewed(archivist_client, record):
    _correct(archivist_client, "Іншыя словы.")
    assert record.transcripts.get().provenance == "reviewed"


def test_saving_the_same_words_changes_nothing(archivist_client, record):
    before = record.revision
    _correct(archivist_client, "Першыя  словы.".replace("  ", " "))
    record.refresh_from_db()
    assert (record.revision, record.transcripts.get().version) == (before, 1)


def test_corrected_text_is_cleaned_like_imported_text(archivist_client, record):
    _correct(archivist_client, "И\u0306дзе\u200b \u202eён\r\n\r\n і \x00стаіць ")
    assert Segment.objects.get(position=0).text == "Йдзе ён\nі стаіць"


@pytest.mark.parametrize("text", ["", "   ", "\u200b\u202e"])
def test_a_passage_can_t_be_emptied(archivist_client, record, text):
    assert _correct(archivist_client, text).status_code == 422
    assert Segment.objects.get(position=0).text == "Першыя словы."


def test_two_archivists_never_overwrite_each_other_unseen(archivist_client, record):
    opened_on = fingerprint("Першыя словы.")
    _correct(archivist_client, "Словы першага.", opened_on=opened_on)
    response = _correct(archivist_client, "Словы другога.", opened_on=opened_on)
    body = response.content.decode()
    assert response.status_code == 422
    assert "Словы першага." in body
    assert "Словы другога." in body
    assert Segment.objects.get(position=0).text == "Словы першага."
    _correct(archivist_client, "Словы другога.")
    assert Segment.objects.get(position=0).text == "Словы другога."


def test_a_correction_is_public_at_once_in_a_public_record(archivist_client, client, record):
    _correct(archivist_client, "Новыя словы.")
    assert Segment.objects.public().filter(text="Новыя словы.").exists()


MARKS = [[0, 0, 1000], [8, 1000, 2000], [14, 2000, 3000]]
OLD = "раз два тры чатыры"  # cues: "раз два", "тры", "чатыры" do not matter: offsets point into words
CASES = [
    ("адзін два тры чатыры", "the first word changed"),
    ("раз два тры чатыры пяць", "a word was added"),
    ("раз чатыры", "words were taken out"),
    ("зусім інакш сказана тут", "everything changed"),
    ("слова", "one word is left"),
]


@pytest.mark.parametrize(("new", "_what"), CASES)
def test_moved_marks_keep_the_times_and_begin_at_words(new, _what):
    marks = moved_marks(OLD, new, MARKS)
    starts = [0] + [n + 1 for n, letter in enumerate(new) if letter == " "]
    assert marks[0][:2] == [0, 0]
    assert max(mark[2] for mark in marks) == 3000
    offsets = [mark[0] for mark in marks]
    assert offsets == sorted(set(offsets))
    assert set(offsets) <= set(starts)


def test_words_that_stayed_carry_their_cue_along():
    old = "Добры дзень усім. Мы пачынаем размову. Дзякуй вам."
    marks = [[0, 0, 1], [18, 1, 2], [39, 2, 3]]
    new = "Вельмі добры дзень вам усім тут. Мы пачынаем доўгую размову. Дзякуй вам."
    assert [new[mark[0] :].split()[0] for mark in moved_marks(old, new, marks)] == ["Вельмі", "Мы", "Дзякуй"]


def test_a_huge_rewriting_ends_soon():
    marks = moved_marks("а " * 5000, "б " * 5000, [[0, 0, 1], [5000, 1, 2]])
    assert [mark[0] for mark in marks] == [0, 5000]


def test_captions_still_export_cue_for_cue_after_a_correction(archivist_client, record):
    segment = Segment.objects.get(position=0)
    segment.text = "Першы радок тут. Другі радок там."
    segment.marks = [[0, 0, 9_000], [17, 9_000, 20_000]]
    segment.save()
    _correct(archivist_client, "Першы радочак тут ёсць. Другі радок там.")
    captions = exporting.webvtt(record.transcripts.get())
    assert "Першы радочак тут ёсць.\n" in captions
    assert "00:00:09.000 --> 00:00:20.000" in captions


def _code(client, position: int = 1, **fields):
    make_theme("why-war")
    return client.post(
        page("add_coding", "OOU-PASS", "be", position), {"theme": "why-war", "stretch": "passage", **fields}
    )


def test_a_coding_is_proposed_unless_it_is_accepted_with_a_tick(archivist_client, record):
    _code(archivist_client, note="Праверыць", gist_be="Вайна")
    coding = Coding.objects.get()
    assert (coding.status, coding.coder, coding.note, coding.gist_be) == ("proposed", "archivist", "Праверыць", "Вайна")
    assert (coding.start_ms, coding.end_ms) == (20_000, 40_000)
    assert not Coding.objects.public().exists()
    _code(archivist_client, accepted="on")
    assert Coding.objects.public().count() == 1


def test_a_coding_may_say_something_of_the_whole_interview(archivist_client, record):
    _code(archivist_client, stretch="whole")
    assert Coding.objects.get().is_whole


def test_in_an_untimed_transcript_a_coding_points_at_positions(archivist_client):
    make_interview(["a", "b"], timed=False, accession="OOU-PASS")
    _code(archivist_client)
    coding = Coding.objects.get()
    assert (coding.start_ms, coding.first_position, coding.last_position) == (None, 1, 1)


def test_a_passage_without_length_can_be_coded(archivist_client, record):
    Segment.objects.filter(position=1).update(end_ms=20_000)
    _code(archivist_client)
    assert (Coding.objects.get().start_ms, Coding.objects.get().end_ms) == (20_000, 20_001)


@pytest.mark.parametrize("wrong", [{"theme": ""}, {"theme": "made-up"}, {"theme": "how-old"}, {"stretch": "x"}])
def test_a_wrong_coding_is_refused_and_what_was_typed_stays(archivist_client, record, wrong):
    make_theme("how-old", retired=True)
    response = _code(archivist_client, gist_be="Мая думка", note="Мая нататка", **wrong)
    assert response.status_code == 422
    for typed in ("Мая думка", "Мая нататка"):
        assert typed in response.content.decode()
    assert not Coding.objects.exists()


@pytest.mark.parametrize("status", ["accepted", "rejected", "proposed"])
def test_the_status_of_a_coding_can_be_changed(archivist_client, record, status):
    coding = make_coding(record, "why-war", start_ms=0, end_ms=20_000)
    where = {"transcript": "be", "page": "1", "position": "0"}
    response = archivist_client.post(
        page("change_coding", "OOU-PASS", coding.pk), where | {"status": status, "seen": tokens([coding])[coding.pk]}
    )
    assert response.url.endswith("?transcript=be&page=1#s0")
    coding.refresh_from_db()
    assert coding.status == status
    assert Coding.objects.public().exists() is (status == "accepted")


def test_a_coding_made_at_the_desk_can_be_removed(archivist_client, record):
    coding = make_coding(record, "why-war", coder="archivist")
    archivist_client.post(page("change_coding", "OOU-PASS", coding.pk), {"status": "remove"})
    assert not Coding.objects.exists()


def test_a_coding_that_came_with_a_batch_is_rejected_so_that_the_next_import_leaves_it_so(archivist_client, record):
    coding = make_coding(record, "why-war", coder="sample")
    archivist_client.post(page("change_coding", "OOU-PASS", coding.pk), {"status": "remove"})
    assert Coding.objects.get().status == "rejected"
    assert not Coding.objects.public().exists()


@pytest.mark.parametrize("status", ["", "made-up"])
def test_an_unknown_status_changes_nothing(archivist_client, record, status):
    coding = make_coding(record, "why-war", status="proposed")
    archivist_client.post(
        page("change_coding", "OOU-PASS", coding.pk), {"status": status, "seen": tokens([coding])[coding.pk]}
    )
    coding.refresh_from_db()
    assert coding.status == "proposed"


def test_a_coding_is_reached_only_through_its_own_interview(archivist_client, record):
    other = make_coding(make_interview(), "why-war")
    response = archivist_client.post(page("change_coding", "OOU-PASS", other.pk), {"status": "remove"})
    assert response.status_code == 404
    assert Coding.objects.exists()


def test_a_long_transcript_has_pages_and_a_failed_form_opens_the_right_one(archivist_client):
    make_interview([f"Слова {n}." for n in range(100)], accession="OOU-PASS")
    body = archivist_client.get(page("interview", "OOU-PASS"), {"page": 3}).content.decode()
    assert "Слова 99." in body
    assert "Слова 1." not in body
    assert 'id="s57"' in _correct(archivist_client, "", 57).content.decode()
    assert "page=2#s57" in _correct(archivist_client, "Добра", 57).url


def test_the_address_of_a_failed_form_opened_again_leads_to_its_passage(archivist_client, record):
    for name in ("correct", "add_coding"):
        assert archivist_client.get(page(name, "OOU-PASS", "be", 2)).url.endswith("#s2")


def test_hostile_words_and_codings_are_shown_as_text(archivist_client, record):
    make_theme("how-fear")
    Theme.objects.filter(code="how-fear").update(label_en=HOSTILE)
    make_coding(record, "how-fear", note=HOSTILE, gist_en=HOSTILE, coder=HOSTILE)
    _correct(archivist_client, HOSTILE)
    body = archivist_client.get(page("interview", "OOU-PASS")).content.decode()
    assert HOSTILE not in body
    body = _code(archivist_client, theme=HOSTILE, note=HOSTILE, gist_be=HOSTILE).content.decode()
    assert HOSTILE not in body
