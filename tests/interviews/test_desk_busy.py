"""When the database cannot be written, the desk says so and nothing is half done."""

import sqlite3

import pytest
from django.db import connection

from interviews.models import Interview
from tests.factories import make_interview


@pytest.mark.django_db(transaction=True)
def test_hiding_under_a_lock_says_that_it_is_not_done_and_can_be_tried_again(archivist_client):
    make_interview(["words"], accession="OOU-BUSY")
    if connection.vendor != "sqlite":
        return  # other databases lock rows, not the whole file
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout=100")
    other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        response = archivist_client.post("/en/desk/interviews/OOU-BUSY/hide/")
    finally:
        other.rollback()
        other.close()
    assert response.status_code == 503
    assert "Not done yet" in response.content.decode()
    assert Interview.objects.get().is_public()
    assert archivist_client.post("/en/desk/interviews/OOU-BUSY/hide/").status_code == 302
    assert not Interview.objects.get().is_public()
