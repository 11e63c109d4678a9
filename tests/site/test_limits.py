"""Nobody can fill the disk by sending: long bodies are refused before they are read."""

import io

import pytest
from django.conf import settings

pytestmark = pytest.mark.django_db
LONG = b"x" * 100_000


class Unreadable(io.BytesIO):
    """A body that must not be touched."""

    def read(self, *args):
        raise AssertionError("the body was read")


@pytest.mark.parametrize("address", ["/en/desk/upload/", "/en/desk/sign-in/", "/en/search/", "/api/v1/interviews"])
def test_a_long_body_from_anybody_is_refused_unread(client, address):
    body = {"wsgi.input": Unreadable(LONG), "CONTENT_LENGTH": str(len(LONG)), "CONTENT_TYPE": "multipart/form-data"}
    response = client.generic("POST", address, b"", **body)
    assert response.status_code == 413
    assert "set-cookie" not in response.headers
    assert list(settings.FILE_UPLOAD_TEMP_DIR.iterdir()) == []


@pytest.mark.parametrize("length", ["-1", "1e9", "²"])
def test_a_length_that_is_no_number_is_refused(client, length):
    assert client.generic("POST", "/en/desk/sign-in/", b"", CONTENT_LENGTH=length).status_code == 413


def test_a_body_without_a_length_is_refused(client):
    assert client.generic("POST", "/en/desk/sign-in/", b"", HTTP_TRANSFER_ENCODING="chunked").status_code == 413


def test_who_is_signed_in_may_send_a_transcript_and_a_recording_but_no_more(archivist_client):
    def status(address, length):
        # Only the length is said; Django stops at the end of what is there.
        return archivist_client.generic("POST", address, b"", CONTENT_LENGTH=str(length)).status_code

    assert status("/en/desk/upload/", 20_000_000) != 413
    assert status("/en/desk/upload/", 22_100_000) == 413
    assert status("/en/desk/interviews/OOU-2222/recordings/", 1_900_000_000) != 413
    assert status("/en/desk/interviews/OOU-2222/recordings/", 2_300_000_000) == 413
