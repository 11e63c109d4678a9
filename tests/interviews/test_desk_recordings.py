"""Recordings at the desk: files judged by content, links, playing, deleting."""

import hashlib
import os

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from interviews import purging
from interviews.desk.playing import place_to_play
from interviews.models import Interview, Recording, Transcript
from tests.factories import DRAFT, make_interview
from tests.interviews.desk_pages import page
from tests.media_files import MP3, MP4, SOUND, box, id3v2

pytestmark = pytest.mark.django_db


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
        (MP3, "../../evil.html", "1.mp3", "audio/mpeg"),
        (MP4, "a.m4a", "1.m4a", "audio/mp4"),
        (box(b"ftyp", b"isom", bytes(4), b"isomisom") + MP4[24:], "a.exe", "1.mp4", "video/mp4"),
        (SOUND[".opus"], "a.opus", "1.opus", "audio/ogg"),
        (SOUND[".ogg"], "a.php", "1.ogg", "audio/ogg"),
        (SOUND[".wav"], "a.wav", "1.wav", "audio/wav"),
        (SOUND[".webm"], "a.webm", "1.webm", "video/webm"),
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


def test_an_uploaded_file_is_stored_without_its_tags_and_told_by_what_is_stored(archivist_client, record, settings):
    _add(archivist_client, id3v2(b"TIT2 Ivan from Hrodna") + MP3, "Ivan from Hrodna.mp3")
    recording = Recording.objects.get()
    assert recording.file.read() == MP3
    assert recording.sha256 == hashlib.sha256(MP3).hexdigest()
    assert [path.name for path in settings.MEDIA_ROOT.rglob("*")] == ["OOU-RECS", "1.mp3"]
    assert os.stat(recording.file.path).st_mode & 0o077 == 0
    assert os.stat(settings.MEDIA_ROOT / "OOU-RECS").st_mode & 0o077 == 0


def test_a_file_whose_tags_cannot_be_taken_out_is_refused_with_what_to_do(archivist_client, record, settings):
    response = _add(archivist_client, SOUND[".webm"][:-5], "a.webm")
    assert "damaged or cut off" in response.content.decode()
    assert "ffmpeg" in response.content.decode()
    assert not Recording.objects.exists()
    assert not any(settings.MEDIA_ROOT.iterdir())
    assert not any(settings.FILE_UPLOAD_TEMP_DIR.iterdir())


def test_a_file_left_by_a_failed_upload_is_not_overwritten(archivist_client, record, settings):
    (settings.MEDIA_ROOT / "OOU-RECS").mkdir()
    (settings.MEDIA_ROOT / "OOU-RECS" / "1.mp3").write_bytes(b"older")
    _add(archivist_client, MP3)
    assert Recording.objects.get().file.read() == MP3
    assert (settings.MEDIA_ROOT / "OOU-RECS" / "1.mp3").read_bytes() == b"older"


def test_a_part_is_never_overwritten(archivist_client, record):
    _add(archivist_client, MP3)
    _add(archivist_client, MP3 * 2)
    assert Recording.objects.get().file.read() == MP3


def test_the_desk_plays_a_draft_in_ranges(archivist_client, record):
    _add(archivist_client, MP3)
    address = page("recording_file", "OOU-RECS", 1)
    response = archivist_client.get(address, headers={"range": "bytes=0-2"})
    assert response.status_code == 206
    assert b"".join(response.streaming_content) == MP3[:3]
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


@pytest.fixture
def hosted(record):
    return Recording.objects.create(interview=record, part=1, url="https://videos.example/w/1")


def _keep_copy(client, data: bytes = MP3):
    return client.post(page("working_copy", "OOU-RECS", 1), {"file": SimpleUploadedFile("talk.mp3", data)})


def test_a_hosted_video_is_corrected_beside_a_working_copy(archivist_client, hosted, settings):
    _keep_copy(archivist_client, id3v2(b"TIT2 Ivan from Hrodna") + MP3)
    assert (settings.MEDIA_ROOT / "OOU-RECS/working/1.mp3").read_bytes() == MP3
    address = page("recording_file", "OOU-RECS", 1)
    response = archivist_client.get(address)
    assert (response.headers["Content-Type"], b"".join(response.streaming_content)) == ("audio/mpeg", MP3)
    assert address in archivist_client.get(page("editor", "OOU-RECS", "be")).content.decode()
    hosted.refresh_from_db()
    assert (hosted.file.name, hosted.url) == ("", "https://videos.example/w/1")


def test_readers_never_get_a_working_copy(archivist_client, hosted):
    Interview.objects.update(workflow="published")
    Transcript.objects.update(workflow="published")
    before = [Client().get(path) for path in PUBLIC_PATHS]
    _keep_copy(archivist_client)
    after = [Client().get(path) for path in PUBLIC_PATHS]
    assert [(one.status_code, one.content) for one in before] == [(one.status_code, one.content) for one in after]
    assert [one.status_code for one in after] == [404, 404, 200, 200]


PUBLIC_PATHS = (
    "/en/interviews/OOU-RECS/recordings/1",
    "/media/OOU-RECS/working/1.mp3",
    "/en/interviews/OOU-RECS/",
    "/api/v1/interviews/OOU-RECS",
)


def test_a_working_copy_goes_with_its_part_and_is_replaced_and_deleted(
    archivist_client, hosted, settings, django_capture_on_commit_callbacks
):
    folder = settings.MEDIA_ROOT / "OOU-RECS/working"
    _keep_copy(archivist_client)
    _keep_copy(archivist_client, SOUND[".ogg"])
    assert [one.name for one in folder.iterdir()] == ["1.ogg"]
    archivist_client.post(page("working_copy", "OOU-RECS", 1), {"remove": "1"})
    assert list(folder.iterdir()) == []
    _keep_copy(archivist_client)
    with django_capture_on_commit_callbacks(execute=True):
        archivist_client.post(page("remove_recording", "OOU-RECS", 1), {"sure": "1"})
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("data", [b"", b"<html><script>", b"%PDF-1.7"])
def test_what_is_no_recording_is_no_working_copy(archivist_client, hosted, settings, data):
    _keep_copy(archivist_client, data)
    assert not list(settings.MEDIA_ROOT.rglob("*.*"))


def test_a_part_that_is_kept_here_has_no_working_copy(archivist_client, record, settings):
    _add(archivist_client, MP3)
    _keep_copy(archivist_client)
    assert [one.name for one in settings.MEDIA_ROOT.rglob("*.*")] == ["1.mp3"]


def test_a_purge_deletes_the_working_copy(archivist_client, hosted, settings, tmp_path):
    _keep_copy(archivist_client)
    purging.purge(Interview.objects.get())
    assert not list(settings.MEDIA_ROOT.rglob("*.mp3"))
