"""A batch in a zip is guarded before anything of it is unpacked."""

import stat
import struct
import zipfile
from pathlib import Path

import pytest
from django.utils.translation import override

from interviews.exchange import files
from interviews.exchange.files import open_batch
from interviews.exchange.report import Refused
from tests.batches import SOUND, zipped


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


def _member(name: str, mode: int = 0) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.external_attr = mode << 16
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def _packed(path: Path, *members: tuple[zipfile.ZipInfo, bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for info, content in members:
            archive.writestr(info, content)
    return path


GOOD = (_member("interviews.csv"), b"accession,language\n")
HOSTILE = {
    "a way up": [(_member("../interviews.csv"), b"x")],
    "a way up inside": [(_member("transcripts/../../x.vtt"), b"x")],
    "an absolute name": [(_member("/etc/passwd"), b"x")],
    "a drive": [(_member("C:/x.csv"), b"x")],
    "a backslash": [(_member("transcripts\\x.vtt"), b"x")],
    "a link": [(_member("themes.csv", stat.S_IFLNK | 0o777), b"/etc/passwd")],
    "names that differ by case": [(_member("media/A.wav"), b"x"), (_member("media/a.wav"), b"y")],
    "names that differ by form": [(_member("media/\u0439.wav"), b"x"), (_member("media/\u0438\u0306.wav"), b"y")],
    "a bomb": [(_member("codings.csv"), b"0" * 5_000_000)],
    "too many members": [(_member(f"media/{n}.wav"), b"x") for n in range(files.MAX_MEMBERS + 1)],
    "an unusual packing": [(zipfile.ZipInfo("codings.csv"), b"x" * 99)],
}
HOSTILE["an unusual packing"][0][0].compress_type = zipfile.ZIP_LZMA


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_zip_is_refused(tmp_path, name):
    path = _packed(tmp_path / "batch.zip", GOOD, *HOSTILE[name])
    with pytest.raises(Refused) as refused:
        open_batch(path)
    assert str(refused.value)


def test_an_encrypted_member_is_refused(tmp_path):
    path = _packed(tmp_path / "batch.zip", GOOD)
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    with pytest.raises(Refused, match="password"):
        open_batch(path)


def test_too_much_text_is_refused_and_media_are_counted_apart(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "MAX_TEXT_BYTES", 1_000)
    assert open_batch(zipped(tmp_path / "a.zip", {"interviews.csv": "a", "media/a.wav": b"\1" * 5_000}))
    with pytest.raises(Refused):
        open_batch(zipped(tmp_path / "b.zip", {"interviews.csv": "a" * 1_001}))
    monkeypatch.setattr(files, "MAX_MEDIA_FILE_BYTES", 4_999)
    with pytest.raises(Refused, match=r"a\.wav"):
        open_batch(tmp_path / "a.zip")
    monkeypatch.setattr(files, "MAX_MEDIA_FILE_BYTES", 5_000)
    monkeypatch.setattr(files, "MAX_MEDIA_BYTES", 4_999)
    with pytest.raises(Refused):
        open_batch(tmp_path / "a.zip")


def test_no_more_comes_out_of_a_member_than_its_entry_says(tmp_path):
    path = zipped(tmp_path / "batch.zip", {"codings.csv": "x" * 50_000})
    data = bytearray(path.read_bytes())
    entry = data.index(b"PK\x01\x02")
    data[entry + 24 : entry + 28] = struct.pack("<I", 100)
    path.write_bytes(data)
    batch = open_batch(path)
    with pytest.raises(Refused, match="damaged"):
        batch.read("codings.csv", 1_000_000)


def test_a_damaged_member_is_refused_by_name(tmp_path):
    path = zipped(tmp_path / "batch.zip", {"codings.csv": "accession,theme\n" * 500})
    data = bytearray(path.read_bytes())
    data[60] ^= 0xFF
    path.write_bytes(data)
    with pytest.raises(Refused, match=r"codings\.csv"):
        open_batch(path).read("codings.csv", 1_000_000)


def test_a_zip_that_is_cut_short_is_refused(tmp_path):
    path = zipped(tmp_path / "batch.zip", dict(SOUND))
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(Refused):
        open_batch(path)


def test_a_link_in_a_folder_is_refused(tmp_path):
    (tmp_path / "batch" / "media").mkdir(parents=True)
    (tmp_path / "batch" / "media" / "x.wav").symlink_to("/etc/passwd")
    with pytest.raises(Refused, match=r"x\.wav"):
        open_batch(tmp_path / "batch")


def test_a_file_past_its_limit_is_not_read(tmp_path):
    (tmp_path / "batch").mkdir()
    (tmp_path / "batch" / "codings.csv").write_bytes(b"x" * 101)
    with pytest.raises(Refused, match=r"codings\.csv"):
        open_batch(tmp_path / "batch").read("codings.csv", 100)
