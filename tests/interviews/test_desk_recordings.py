"""Recordings at the desk: files judged by content, links, playing, deleting."""

import hashlib

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from interviews.desk.playing import place_to_play
from interviews.models import Recording
from tests.factories import DRAFT, make_interview
from tests.interviews.desk_pages import page

pytestmark = pytest.mark.django_db

MP3 = b"ID3\x04\x00" + b"\0" * 200


@pytest.fixture
def record():
    return make_interview(["words", "words"], state=DRAFT, accession="OOU-RECS")


def _add(client, data: bytes | None = None, name: str = "talk.mp3", **fields):
    form = {"part": "1", "url": "", "offset": "", "duration": ""} | fields
    if data is not None:
        form["file"] = SimpleUploadedFile(name, data)
    return client.post(page("recordings", "OOU-RECS"), form)


@pytest.mark.parametrize(
    ("data", "name", "stored", "media_type"),
    [
        (MP3, "a.mp3", "1.mp3", "audio/mpeg"),
        (b"\xff\xfb\x90\x00" + b"\0" * 20, "../../evil.html", "1.mp3", "audio/mpeg"),
        (b"\0\0\0\x18ftypM4A \0\0", "a.m4a", "1.m4a", "audio/mp4"),
        (b"\0\0\0\x18ftypisom\0\0", "a.exe", "1.mp4", "video/mp4"),
        (b"OggS\0\2" + b"\0" * 20, "a.opus", "1.opus", "audio/ogg"),
        (b"OggS\0\2" + b"\0" * 20, "a.php", "1.ogg", "audio/ogg"),
        (b"RIFF\x24\0\0\0WAVEfmt ", "a.wav", "1.wav", "audio/wav"),
        (b"\x1a\x45\xdf\xa3" + b"\0" * 20, "a.webm", "1.webm", "video/webm"),
    ],
)
def test_a_file_is_stored_by_its_content_under_the_accession_number(
    archivist_client, record, data, name, stored, media_type
):
    _add(archivist_client, data, name, offset="1:02:03.5", duration="90")
    recording = Recording.objects.get()
    assert (recording.file.name, recording.media_type) == (f"OOU-RECS/{stored}", media_type)
    assert (recording.offset_ms, recording.duration_ms) == (3_723_500, 90_000)
    assert recording.sha256 == hashlib.sha256(data).hexdigest()
    assert recording.file.read() == data


@pytest.mark.parametrize("data", [b"", b"<html><script>", b"%PDF-1.7", b"MZ\x90\0", b"WEBVTT\n\n"])
def test_what_is_no_recording_is_refused_and_nothing_is_stored(archivist_client, record, data, settings):
    assert _add(archivist_client, data, "talk.mp3").status_code == 200
    assert not Recording.objects.exists()
    assert not list(settings.MEDIA_ROOT.rglob("*.*"))


@pytest.mark.parametrize(
    "wrong",
    [
        {"url": "http://example.org/x"},
        {"url": "javascript:alert(1)"},
        {"url": "https://user:word@example.org/x"},
        {"url": ""},
        {"url": "https://example.org/x", "part": "0"},
        {"url": "https://example.org/x", "offset": "soon"},
    ],
)
def test_a_wrong_link_is_refused(archivist_client, record, wrong):
    assert _add(archivist_client, **wrong).status_code == 200
    assert not Recording.objects.exists()


def test_a_hosted_video_is_linked(archivist_client, record):
    _add(archivist_client, url="https://video.example/watch?v=1")
    assert Recording.objects.get().url == "https://video.example/watch?v=1"


def test_only_allowed_hosts_are_linked_where_there_is_a_list(archivist_client, record, settings):
    settings.MEDIA_HOSTS = ["video.example"]
    _add(archivist_client, url="https://other.example/x")
    assert not Recording.objects.exists()


def test_a_file_and_a_link_together_are_refused(archivist_client, record):
    _add(archivist_client, MP3, url="https://video.example/x")
    assert not Recording.objects.exists()


def test_a_part_is_never_overwritten(archivist_client, record):
    _add(archivist_client, MP3)
    _add(archivist_client, MP3 + b"other")
    assert Recording.objects.get().file.read() == MP3


def test_the_desk_plays_a_draft_in_ranges(archivist_client, record):
    _add(archivist_client, MP3)
    address = page("recording_file", "OOU-RECS", 1)
    response = archivist_client.get(address, headers={"range": "bytes=0-2"})
    assert response.status_code == 206
    assert b"".join(response.streaming_content) == b"ID3"
    assert f"{address}#t=20.000" in archivist_client.get(page("interview", "OOU-RECS")).content.decode()


def test_a_passage_plays_in_the_part_that_holds_it(record):
    for part, offset in ((1, 0), (2, 30_000)):
        Recording.objects.create(interview=record, part=part, file=f"OOU-RECS/{part}.mp3", offset_ms=offset)
    parts = list(Recording.objects.all())
    place = place_to_play(parts, 41_250)
    assert place is not None
    assert (place.part, place.seconds) == (2, "11.250")
    assert place_to_play(parts, None) is None
    assert place_to_play([], 1) is None


def test_deleting_a_part_takes_a_tick_and_the_file_with_it(
    archivist_client, record, django_capture_on_commit_callbacks
):
    _add(archivist_client, MP3)
    address = page("remove_recording", "OOU-RECS", 1)
    archivist_client.post(address)
    assert Recording.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        archivist_client.post(address, {"sure": "1"})
    assert not Recording.objects.exists()
    assert not default_storage.exists("OOU-RECS/1.mp3")


def test_a_link_can_be_deleted_too(archivist_client, record):
    _add(archivist_client, url="https://video.example/x")
    archivist_client.post(page("remove_recording", "OOU-RECS", 1), {"sure": "1"})
    assert not Recording.objects.exists()
