"""strip_media_tags: stored files with tags are found and cleaned in their place, those that can't be are told."""

import hashlib
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from interviews.media import storing
from interviews.models import Recording
from tests.factories import make_interview
from tests.media_files import MP3, SOUND, id3v1, id3v2

pytestmark = pytest.mark.django_db
TAGGED = id3v2(b"Ivan from Hrodna") + MP3 + id3v1(b"Ivan")


@pytest.fixture(autouse=True)
def english(monkeypatch):
    monkeypatch.setenv("LC_ALL", "C.UTF-8")


@pytest.fixture
def stored(settings):
    """Return a function that stores a file of OOU-1 as it is, as was done before files were cleaned."""
    interview = make_interview(accession="OOU-1")

    def store(data: bytes, part: int = 1, ending: str = ".mp3", sha256: str | None = None) -> Recording:
        path = settings.MEDIA_ROOT / "OOU-1" / f"{part}{ending}"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
        digest = hashlib.sha256(data).hexdigest() if sha256 is None else sha256
        return Recording.objects.create(interview=interview, part=part, file=f"OOU-1/{part}{ending}", sha256=digest)

    return store


def _run(*arguments: str) -> str:
    out = StringIO()
    call_command("strip_media_tags", *arguments, stdout=out, stderr=out)
    return out.getvalue()


def _fails(*arguments: str) -> str:
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("strip_media_tags", *arguments, stdout=out, stderr=out)
    return out.getvalue()


def test_stored_files_lose_their_tags_and_get_the_checksum_of_what_is_stored(stored, settings):
    stored(TAGGED)
    stored(SOUND[".wav"], 2, ".wav")
    said = _run()
    assert "OOU-1/1.mp3" in said
    assert "1 of 2 files had tags" in said
    recording = Recording.objects.get(part=1)
    assert recording.file.read() == MP3
    assert recording.sha256 == hashlib.sha256(MP3).hexdigest()
    assert sorted(path.name for path in (settings.MEDIA_ROOT / "OOU-1").iterdir()) == ["1.mp3", "2.wav"]
    assert "0 of 2 files had tags" in _run()


def test_a_dry_run_tells_of_tags_and_changes_nothing(stored):
    recording = stored(TAGGED)
    assert "1 of 1 file had tags" in _run("--dry-run")
    assert Recording.objects.get().sha256 == recording.sha256
    assert recording.file.read() == TAGGED


def test_a_file_that_cannot_be_cleaned_is_told_and_the_others_are_cleaned(stored):
    stored(b"ID3 sound")
    stored(TAGGED, 2)
    assert "OOU-1/1.mp3: The file is damaged" in _fails()
    assert Recording.objects.get(part=1).file.read() == b"ID3 sound"
    assert Recording.objects.get(part=2).file.read() == MP3


def test_a_missing_file_is_told(stored):
    recording = stored(TAGGED)
    recording.file.storage.delete(recording.file.name)
    assert "missing" in _fails()


def test_a_file_that_is_not_the_one_that_was_stored_stays_as_it_is(stored):
    recording = stored(TAGGED, sha256="0" * 64)
    assert "checksum differs" in _fails()
    assert recording.file.read() == TAGGED
    assert Recording.objects.get().sha256 == "0" * 64


def test_a_run_that_was_cut_short_is_finished_by_the_next(stored, monkeypatch):
    stored(TAGGED)

    def power_cut(plan, name):
        raise OSError("no power")

    with monkeypatch.context() as patch:
        patch.setattr(storing, "replace", power_cut)
        with pytest.raises(OSError, match="no power"):
            _run()
    assert Recording.objects.get().file.read() == TAGGED
    assert "1 of 1 file had tags" in _run()
    assert Recording.objects.get().file.read() == MP3
    assert Recording.objects.get().sha256 == hashlib.sha256(MP3).hexdigest()


def test_a_file_without_a_checksum_gets_one_and_links_are_left_alone(stored):
    stored(MP3, sha256="")
    Recording.objects.create(interview=Recording.objects.get().interview, part=2, url="https://video.example/x")
    assert "0 of 1 file had tags" in _run()
    assert Recording.objects.get(part=1).sha256 == hashlib.sha256(MP3).hexdigest()
