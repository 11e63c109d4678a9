"""The transcript editor without JavaScript, and what it answers to the script."""

import pytest
from django.contrib.admin.models import LogEntry
from django.utils import timezone

from interviews import quoting, roles, versions
from interviews.desk.correcting import fingerprint
from interviews.editing import presence
from interviews.models import Interview, Presence, Segment, TranscriptVersion
from tests.factories import make_interview
from tests.interviews.desk_pages import page

pytestmark = pytest.mark.django_db

BE = ["Першы сказ пра службу.", "Другі сказ пра дарогу.", "Трэці сказ пра дом."]
HOSTILE = "<script>alert(1)</script>"
JSON = {"Accept": "application/json"}


@pytest.fixture
def anna(person):
    return person(roles.ARCHIVIST, "anna")


@pytest.fixture
def record(anna, client):
    client.force_login(anna)
    return make_interview(
        BE, translations={"en": ["One.", "Two.", "Three."]}, accession="OOU-EDIT", speakers=["А", "Б"]
    )


def row(position: int) -> Segment:
    return Segment.objects.get(transcript__language="be", position=position)


def form(position: int, act: str = "save", **changes) -> dict:
    one = row(position)
    after = Segment.objects.filter(transcript=one.transcript, position=position + 1).first()
    times = {} if one.start_ms is None else {"times_seen": f"{one.start_ms}-{one.end_ms}"}
    return {
        "act": act,
        "segment": one.pk,
        "text": one.text,
        "base": one.text,
        "speaker": one.speaker,
        "speaker_seen": one.speaker,
        "start": str(one.start_ms / 1000),
        "end": str(one.end_ms / 1000),
        "next_opened_on": fingerprint(after.text) if after else "",
        **times,
        **changes,
    }


def post(client, position: int, act: str = "save", *, data: bool = False, **changes):
    return client.post(page("editor", "OOU-EDIT", "be"), form(position, act, **changes), headers=JSON if data else {})


def texts() -> list[str]:
    rows = Segment.objects.filter(transcript__language="be").order_by("position")
    return list(rows.values_list("text", flat=True))


def test_words_speaker_and_times_are_saved_at_once_and_the_page_comes_back_to_the_passage(client, record):
    response = post(client, 1, text="Другі  сказ,\r\nіншы.", speaker="Ян", start="0:21")
    assert response.url == f"{page('editor', 'OOU-EDIT', 'be')}?page=1#p{row(1).pk}"
    one = row(1)
    assert (one.text, one.speaker, one.start_ms) == ("Другі  сказ,\nіншы.", "Ян", 21_000)
    assert row(0).end_ms == 21_000
    assert "Saved." in client.get(response.url).content.decode()


def test_a_speaker_is_changed_everywhere_when_asked(client, record):
    post(client, 0, speaker="Алесь", everywhere="1")
    assert [row(n).speaker for n in range(3)] == ["Алесь", "Б", "Алесь"]


def test_a_passage_is_split_at_the_empty_line(client, record):
    response = post(client, 0, "split", text="Першы сказ\r\n\r\nпра службу.")
    assert texts()[:2] == ["Першы сказ", "пра службу."]
    assert response.url.endswith(f"#p{row(1).pk}")
    assert (row(0).end_ms, row(1).start_ms, row(1).end_ms) == (row(1).start_ms, row(0).end_ms, 20_000)
    assert list(
        Segment.objects.filter(transcript__language="en").order_by("position").values_list("moment", flat=True)
    ) == [0, 2, 3]
    assert post(client, 1, "split").status_code == 422


def test_joining_two_speakers_asks_whose_the_whole_is(client, record):
    response = post(client, 0, "join")
    assert response.status_code == 422
    assert "Choose whose the whole is" in response.content.decode()
    post(client, 0, "join", joined_speaker="second")
    assert texts() == [f"{BE[0]} {BE[1]}", BE[2]]
    assert (row(0).speaker, row(0).start_ms, row(0).end_ms) == ("Б", 0, 40_000)


def test_checking_counts_and_makes_no_version_and_no_revision(client, record):
    record.refresh_from_db()
    before = record.revision
    post(client, 0, "check")
    body = client.get(page("editor", "OOU-EDIT", "be")).content.decode()
    assert "1 of 3 checked" in body
    assert "checked by anna" in body
    record.refresh_from_db()
    assert (record.revision, record.transcripts.get(language="be").version) == (before, 1)
    post(client, 0, "uncheck")
    assert row(0).checked_at is None


def test_when_everything_is_checked_the_whole_can_be_called_corrected(client, record):
    for n in range(3):
        post(client, n, "check")
    assert 'editor-done" hidden' not in client.get(page("editor", "OOU-EDIT", "be")).content.decode()
    client.post(page("set_provenance", "OOU-EDIT", "be"), {"provenance": "corrected"})
    assert record.transcripts.get(language="be").provenance == "corrected"


def test_changes_of_two_people_are_joined_or_shown_side_by_side(client, record, person):
    base = BE[0]
    post(client, 0, text="Першы сказ пра вайну.")
    client.force_login(person(roles.ARCHIVIST, "vera"))
    response = post(client, 0, text="Самы першы сказ пра службу.", base=base, data=True)
    assert response.json()["done"].startswith("Saved, together with")
    assert texts()[0] == "Самы першы сказ пра вайну."
    response = post(client, 0, text="Першы сказ пра дом.", base=base)
    body = response.content.decode()
    assert response.status_code == 422
    assert "Самы першы сказ пра вайну." in body
    assert "Першы сказ пра дом." in body
    assert texts()[0] == "Самы першы сказ пра вайну."


def test_words_for_a_passage_that_is_gone_are_shown_and_not_lost(client, record):
    words = form(1, text="Мае словы.")
    post(client, 0, "join", joined_speaker="first")
    response = client.post(page("editor", "OOU-EDIT", "be"), words)
    assert response.status_code == 422
    assert "Мае словы." in response.content.decode()


def test_nothing_that_was_typed_is_lost_when_a_form_is_refused(client, record):
    answer = post(client, 0, text="", speaker="Новы", end="0:19.500")
    assert answer.status_code == 422
    body = answer.content.decode()
    assert 'name="speaker" value="Новы"' in body
    assert 'value="0:19.500"' in body


def test_a_refused_form_shows_what_others_changed_in_the_fields_that_nobody_typed_in(client, record):
    sent = form(0, text="", start="0:00.000", end="0:20.000")
    Segment.objects.filter(pk=row(0).pk).update(speaker="Іншая", end_ms=19_000)
    body = client.post(page("editor", "OOU-EDIT", "be"), sent).content.decode()
    assert 'name="speaker" value="Іншая"' in body
    assert 'value="0:19.000"' in body
    assert 'value="0:20.000"' not in body.split("</article>")[0]


def test_what_one_person_corrects_in_half_an_hour_is_one_version(client, record, person):
    transcript = record.transcripts.get(language="be")
    for n in range(3):
        post(client, n, text=f"Нумар {n}.")
    post(client, 0, "split", text="Нумар\n\n0.")
    numbers = list(transcript.versions.values_list("number", "act"))
    assert numbers == [(6, "corrected"), (1, "imported")]
    assert [one.text for one in versions.words_of(transcript.versions.last())] == BE
    assert LogEntry.objects.filter(change_message="transcript corrected").count() == 1
    client.force_login(person(roles.ARCHIVIST, "vera"))
    post(client, 2, text="Іншы.")
    assert [one.number for one in transcript.versions.all()] == [7, 6, 1]
    TranscriptVersion.objects.update(at=timezone.now() - versions.SITTING)
    post(client, 2, text="Зноў іншы.")
    assert [one.number for one in transcript.versions.all()] == [8, 7, 6, 1]


def test_a_passage_cited_during_a_sitting_counts_as_edited_only_if_it_was(client, record):
    transcript = record.transcripts.get(language="be")
    post(client, 2, text="Трэці сказ пра поле.")  # version 2
    post(client, 0, text="Першы сказ.")  # version 3, in which somebody cites both
    post(client, 1, text="Другі сказ.")
    post(client, 0, text="Самы першы сказ.")
    transcript.refresh_from_db()
    assert transcript.version == 5
    edited = []
    for position in range(3):
        stretch = quoting.Stretch.of([row(position)])
        quoted = quoting.quote(stretch, transcript, None)
        edited.append([quoting.is_edited_since(quoted, transcript, stretch, cited) for cited in (1, 3, 5)])
        assert not quoting.is_withheld_since(quoted, transcript, 3)
    # Inside a sitting what was said is known where nothing changed at all; elsewhere it counts as edited.
    assert edited == [[True, True, False], [True, True, False], [True, True, False]]


def test_a_passage_that_nobody_touched_since_it_was_cited_is_as_it_was(client, record):
    transcript = record.transcripts.get(language="be")
    for words in ("Раз.", "Два.", "Тры."):
        post(client, 0, text=words)
    transcript.refresh_from_db()
    stretch = quoting.Stretch.of([row(2)])
    quoted = quoting.quote(stretch, transcript, None)
    assert [quoting.is_edited_since(quoted, transcript, stretch, cited) for cited in (1, 2, 3, 4)] == [False] * 4


def test_a_translation_is_outdated_by_other_words_and_not_by_other_borders(client, record):
    translation = record.transcripts.get(language="en")
    record.transcripts.filter(language="en").update(made_from=1)
    post(client, 0, "split", at="11")
    translation.refresh_from_db()
    original = record.transcripts.get(language="be")
    assert not versions.is_outdated(translation, original)
    post(client, 0, text="Іншае.")
    original.refresh_from_db()
    assert versions.is_outdated(translation, original)


def test_words_are_found_and_the_ticked_places_replaced(client, record):
    address = page("editor_find", "OOU-EDIT", "be")
    asked = {"words": "сказ", "whole": "on", "replacement": "аповед", "find": "1"}
    hits = client.post(address, asked).context["hits"]
    assert [hit.found for hit in hits] == ["сказ"] * 3
    client.post(address, asked | {"replace": "1", "hit": [hits[0].key, hits[2].key]})
    assert texts() == ["Першы аповед пра службу.", BE[1], "Трэці аповед пра дом."]
    response = client.post(address, asked | {"replace": "1", "hit": [hits[0].key]})
    assert "Left as they were" in response.content.decode()


@pytest.mark.parametrize(
    ("words", "options", "found"),
    [("СКАЗ", {}, 3), ("СКАЗ", {"case": "on"}, 0), ("сказы", {}, 0), ("каз", {}, 3), ("каз", {"whole": "on"}, 0)],
)
def test_finding_minds_words_and_capitals_when_asked(client, record, words, options, found):
    response = client.post(page("editor_find", "OOU-EDIT", "be"), {"words": words, **options})
    assert response.context["count"] == found


def test_an_open_page_hears_who_else_is_there_and_what_changed(client, record, person):
    vera = person(roles.ARCHIVIST, "vera")
    transcript = record.transcripts.get(language="be")
    presence.note(transcript, vera, "w2", row(1).pk)
    have = f"{row(0).pk}:old,{row(2).pk}:old"
    address = page("editor_now", "OOU-EDIT", "be")
    told = client.post(address, {"window": "w1", "in": row(0).pk, "have": have}).json()
    assert told["others"] == [{"name": "vera", "segment": row(1).pk, "own": False}]
    assert told["order"] == [row(n).pk for n in range(3)]
    assert set(told["passages"]) == {str(pk) for pk in told["order"]}
    again = client.post(address, {"window": "w1", "have": ",".join(f"{row(n).pk}:x" for n in range(3))}).json()
    assert (again["checked"], again["total"]) == (0, 3)
    client.post(address, {"window": "w1", "leave": "1"})
    assert list(Presence.objects.values_list("window", flat=True)) == ["w2"]


def test_who_is_gone_for_a_minute_is_forgotten(record, anna):
    transcript = record.transcripts.get(language="be")
    now = timezone.now()
    presence.note(transcript, anna, "w1", None, now - presence.KEPT * 2)
    presence.note(transcript, anna, "w2", None, now)
    assert [one.window for one in Presence.objects.all()] == ["w2"]
    assert presence.others(transcript, anna, "w1", now)[0].is_own


def test_a_look_at_the_page_writes_nothing(client, record):
    before = Interview.objects.get(pk=record.pk).revision
    for name in ("editor", "editor_now", "editor_find"):
        assert client.get(page(name, "OOU-EDIT", "be")).status_code == 200
    assert Interview.objects.get(pk=record.pk).revision == before
    assert not Presence.objects.exists()


def test_people_s_text_is_escaped(client, record):
    post(client, 0, text=f"{HOSTILE} </textarea><b>", speaker=HOSTILE)
    body = client.get(page("editor", "OOU-EDIT", "be")).content.decode()
    found = client.post(page("editor_find", "OOU-EDIT", "be"), {"words": "alert"}).content.decode()
    for one in (body, found):
        assert HOSTILE not in one
        assert "</textarea><b>" not in one


@pytest.mark.parametrize(
    "changes", [{"segment": "x"}, {"act": "burn"}, {"start": "never"}, {"text": " "}, {"start": "1:00"}]
)
def test_what_makes_no_sense_is_refused_with_a_reason(client, record, changes):
    response = client.post(page("editor", "OOU-EDIT", "be"), form(0) | changes, headers=JSON)
    assert response.status_code == 409
    assert response.json()["said"]
    assert texts() == BE
