"""Keys and boxes: what the server closes, it can't open."""

import stat

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from interviews.withholding import sealing


@given(st.binary(max_size=2000))
def test_what_is_sealed_comes_out_again(data):
    pair = sealing.make_key_pair()
    key = sealing.private_key(pair.private)
    assert sealing.unseal(sealing.SealedBox(key.public_key).encrypt(_padded(data)), key) == data


def _padded(data: bytes) -> bytes:
    return b"OOU1" + len(data).to_bytes(8, "big") + data


def test_a_key_is_read_however_it_was_copied_and_a_slip_is_told(settings):
    pair = sealing.make_key_pair()
    settings.SEAL_KEY = f"  {pair.public.upper()[:30]}\n{pair.public[30:]} "
    assert sealing.has_key()
    settings.SEAL_KEY = pair.public[:-1] + ("a" if pair.public[-1] != "a" else "b")
    assert not sealing.has_key()
    with pytest.raises(sealing.SealError, match="oou-public-"):
        sealing.public_key()
    settings.SEAL_KEY = pair.private
    with pytest.raises(sealing.SealError, match="oou-public-"):
        sealing.public_key()


def test_the_private_key_is_given_out_once_and_kept_nowhere(tmp_path, settings, capsys):
    call_command("make_seal_key")
    private = next(line.strip() for line in capsys.readouterr().out.splitlines() if "oou-private-" in line)
    assert sealing.has_key()
    assert stat.S_IMODE(sealing.public_file().stat().st_mode) == 0o600
    assert not [path for path in tmp_path.rglob("*") if path.is_file() and private.encode() in path.read_bytes()]
    with pytest.raises(CommandError):
        call_command("make_seal_key")
    call_command("make_seal_key", if_missing=True)
    assert sealing.unseal(sealing.seal(b"x"), sealing.private_key(private)) == b"x"


def test_a_sealed_file_is_opened_with_the_key_from_elsewhere(tmp_path, capsys):
    call_command("make_seal_key", to=tmp_path / "stick.key")
    (tmp_path / "file.sealed").write_bytes(sealing.seal("прысяга".encode()))
    call_command("unseal_file", tmp_path / "file.sealed", key=tmp_path / "stick.key", to=tmp_path / "out.srt")
    assert (tmp_path / "out.srt").read_text() == "прысяга"
    with pytest.raises(CommandError):
        call_command("unseal_file", tmp_path / "file.sealed", key=tmp_path / "no.key", to=tmp_path / "other")
    (tmp_path / "bad.sealed").write_bytes(b"nothing")
    with pytest.raises(CommandError, match="does not open"):
        call_command("unseal_file", tmp_path / "bad.sealed", key=tmp_path / "stick.key", to=tmp_path / "other")
