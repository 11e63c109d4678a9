"""When the database cannot be written, the desk says so and nothing is half done."""

import sqlite3
from contextlib import contextmanager

import pytest
from django.db import connection

from interviews.desk.correcting import fingerprint
from interviews.models import Chapter, Interview, Redaction
from tests.factories import make_interview
from tests.interviews.desk_pages import page


@contextmanager
def _held():
    """Have another process write for longer than anybody waits."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout=100")
    other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.rollback()
        other.close()


@pytest.mark.django_db(transaction=True)
def test_what_was_typed_under_a_lock_is_not_done_yet_and_can_be_sent_again(archivist_client):
    interview = make_interview(["Старыя словы."], accession="OOU-BUSY")
    chapter = Chapter.objects.create(interview=interview, start_ms=0, title_be="Дзяцінства")
    if connection.vendor != "sqlite":
        return  # other databases lock rows, not the whole file
    typed = {"text": "Новыя словы.", "opened_on": fingerprint("Старыя словы.")}
    address = page("correct", "OOU-BUSY", "be", 0)
    with _held():
        response = archivist_client.post(address, typed)
        assert archivist_client.get(page("chapter", "OOU-BUSY", chapter.pk)).status_code == 200
    assert response.status_code == 503
    assert "Not done yet" in response.content.decode()
    assert 'value="Новыя словы."' in response.content.decode()
    assert archivist_client.post(address, typed).status_code == 302
    assert interview.transcripts.get().segments.get().text == "Новыя словы."


@pytest.mark.django_db(transaction=True)
def test_a_private_key_is_not_sent_back_by_a_page_that_asks_to_try_again(archivist_client, seal_key):
    interview = make_interview(["words"], accession="OOU-BUSY")
    redaction = Redaction.objects.create(interview=interview, reason="other", start_ms=0, end_ms=20_000)
    if connection.vendor != "sqlite":
        return
    with _held():
        response = archivist_client.post(page("lift", "OOU-BUSY", redaction.pk), {"key": seal_key, "finish": "1"})
    assert response.status_code == 503
    assert seal_key not in response.content.decode()


@pytest.mark.django_db(transaction=True)
def test_hiding_under_a_lock_says_that_it_is_not_done_and_can_be_tried_again(archivist_client):
    make_interview(["words"], accession="OOU-BUSY")
    if connection.vendor != "sqlite":
        return  # other databases lock rows, not the whole file
    with _held():
        response = archivist_client.post("/en/desk/interviews/OOU-BUSY/hide/")
    assert response.status_code == 503
    assert "Not done yet" in response.content.decode()
    assert Interview.objects.get().is_public()
    assert archivist_client.post("/en/desk/interviews/OOU-BUSY/hide/").status_code == 302
    assert not Interview.objects.get().is_public()
