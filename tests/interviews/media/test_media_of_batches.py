"""Media of batches are stored without their tags, and the same batch again finds them unchanged."""

import errno
import hashlib

import pytest
from django.utils.translation import override

from interviews.exchange.batch import import_batch
from interviews.media.plan import Plan
from interviews.models import Recording
from tests.batches import SOUND, make_batch, zipped
from tests.media_files import FMT, PCM, WAV, chunk, riff

pytestmark = pytest.mark.django_db
TAGGED = riff(FMT, chunk(b"data", PCM), chunk(b"LIST", b"INFOIART\x10\0\0\0Ivan from Hrodna")) + b"TAG Ivan"
CLEAN = riff(FMT, chunk(b"data", PCM), chunk(b"JUNK", bytes(28)))
CUT_OFF = WAV[:-9]
FILES = SOUND | {"media/one.wav": TAGGED}


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


@pytest.fixture(params=["folder", "zip"])
def batch(request, tmp_path):
    """Return a function that makes a batch with these media, as a folder or a zip."""

    def make(data: bytes):
        if request.param == "folder":
            return make_batch(tmp_path / "batch", {"media/one.wav": data})
        return zipped(tmp_path / "batch.zip", SOUND | {"media/one.wav": data})

    return make


@pytest.fixture(autouse=True)
def nothing_is_left_over(settings):
    yield
    assert not any(settings.FILE_UPLOAD_TEMP_DIR.iterdir())
    assert not list(settings.MEDIA_ROOT.rglob(".*"))


def test_a_recording_is_stored_without_its_tags_under_its_own_checksum(batch):
    assert import_batch(batch(TAGGED)).refused == []
    recording = Recording.objects.get(part=1)
    assert recording.file.read() == CLEAN
    assert recording.sha256 == hashlib.sha256(CLEAN).hexdigest()


def test_the_same_batch_again_and_one_with_other_tags_are_unchanged(batch):
    import_batch(batch(TAGGED))
    before = Recording.objects.get(part=1).file.storage.get_modified_time("OOU-1/1.wav")
    for data in (TAGGED, TAGGED.replace(b"Ivan", b"Piet"), CLEAN):
        report = import_batch(batch(data))
        assert report.counts["recordings"] == {"unchanged": 2}
    assert Recording.objects.get(part=1).file.storage.get_modified_time("OOU-1/1.wav") == before


def test_a_file_stored_with_its_tags_before_is_replaced(batch, settings):
    import_batch(batch(TAGGED))
    (settings.MEDIA_ROOT / "OOU-1" / "1.wav").write_bytes(TAGGED)
    Recording.objects.filter(part=1).update(sha256=hashlib.sha256(TAGGED).hexdigest())
    assert import_batch(batch(TAGGED)).counts["recordings"] == {"updated": 1, "unchanged": 1}
    assert Recording.objects.get(part=1).file.read() == CLEAN


def test_a_recording_that_cannot_be_cleaned_is_refused_in_its_line_with_what_to_do(batch, settings):
    report = import_batch(batch(CUT_OFF))
    (found,) = report.refused
    assert (found.file, found.line) == ("recordings.csv", 2)
    assert "damaged or cut off" in found.message
    assert "ffmpeg" in found.message
    assert not any(settings.MEDIA_ROOT.iterdir())


def test_a_full_disk_leaves_neither_row_nor_file(batch, settings, monkeypatch):
    def full(self):
        yield b"RIFF"
        raise OSError(errno.ENOSPC, "No space left on device")

    path = batch(TAGGED)
    monkeypatch.setattr(Plan, "pieces", full)
    with pytest.raises(OSError, match="No space"):
        import_batch(path)
    assert not Recording.objects.exists()
    assert not [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]


def test_the_name_that_a_file_had_in_the_batch_is_kept_nowhere(tmp_path, settings):
    changes = {
        "media/one.wav": None,
        "media/Ivan-Hrodna.wav": TAGGED,
        "recordings.csv": "accession,part,file\nOOU-1,1,Ivan-Hrodna.wav\n",
    }
    assert import_batch(make_batch(tmp_path / "batch", changes)).refused == []
    row = Recording.objects.filter(part=1).values().get()
    assert not any("Hrodna" in str(value) for value in row.values())
    assert [path.name for path in settings.MEDIA_ROOT.rglob("*")] == ["OOU-1", "1.wav"]
