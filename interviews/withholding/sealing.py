"""Sealing what is withheld to the archive's public key: the server can close a box, and can't open one.

Boxes are libsodium's sealed boxes (X25519 and XSalsa20-Poly1305, ``crypto_box_seal``): each is made with a key pair of
its own that is thrown away at once, so that even whoever watches the server's memory later can't open earlier boxes.
The private key is made by ``make_seal_key``, kept offline, and brought in for the moment in which a box is opened.
"""

import base64
import hashlib
import os
import struct
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

PUBLIC_FILE = "seal.pub"
_PUBLIC, _PRIVATE = "oou-public-", "oou-private-"
_CHECK_BYTES = 3
_BLOCK = 256  # lengths are rounded up to this, so that a box doesn't tell how long a name is
_MAGIC = b"OOU1"


class SealError(ValueError):
    """A key is missing or wrong, or a box can't be opened; the message says what to do."""


@dataclass(frozen=True)
class KeyPair:
    """A new pair of keys as people copy them: text with a checksum at its end."""

    public: str
    private: str


def make_key_pair() -> KeyPair:
    """Return a new pair. Nothing is kept."""
    pair = PrivateKey.generate()
    return KeyPair(_written(_PUBLIC, bytes(pair.public_key)), _written(_PRIVATE, bytes(pair)))


def _written(kind: str, raw: bytes) -> str:
    return kind + base64.b32encode(raw + _check(kind, raw)).decode().rstrip("=").lower()


def _check(kind: str, raw: bytes) -> bytes:
    return hashlib.sha256(kind.encode() + raw).digest()[:_CHECK_BYTES]


def _read(kind: str, text: str) -> bytes:
    """Return the key in ``text``, however it was wrapped or capitalised. Raises :class:`SealError`."""
    bare = "".join(text.split()).lower()
    other = _PRIVATE if kind == _PUBLIC else _PUBLIC
    if bare.startswith(other):
        raise SealError(
            _("This is the other key of the pair: one that begins with “%(kind)s” is needed.") % {"kind": kind}
        )
    body = bare.removeprefix(kind)
    try:
        data = base64.b32decode(body.upper() + "=" * (-len(body) % 8))
    except ValueError:
        data = b""
    raw, check = data[:-_CHECK_BYTES], data[-_CHECK_BYTES:]
    if not bare.startswith(kind) or len(raw) != PrivateKey.SIZE or check != _check(kind, raw):
        raise SealError(
            _("This is not a whole key. Copy it again, all of it: it begins with “%(kind)s”.") % {"kind": kind}
        )
    return raw


def public_file() -> Path:
    """Return where the public key is kept if the environment doesn't give one."""
    return Path(settings.VAR) / PUBLIC_FILE


def public_key() -> PublicKey:
    """Return the archive's public key. Raises :class:`SealError` if there is none or it is damaged."""
    text = settings.SEAL_KEY
    if not text:
        try:
            text = public_file().read_text()
        except OSError:
            raise SealError(
                _(
                    "The archive has no key to seal withheld words with. Whoever runs the server makes one with "
                    "“manage.py make_seal_key”; until then, hide the record or the transcript instead."
                )
            ) from None
    return PublicKey(_read(_PUBLIC, text))


def has_key() -> bool:
    """Tell whether there is a sound key to seal with."""
    try:
        public_key()
    except SealError:
        return False
    return True


def key_id(key: PublicKey) -> str:
    """Return the eight letters by which people tell one key from another."""
    return hashlib.sha256(bytes(key)).hexdigest()[:8]


def keep_public(pair: KeyPair) -> None:
    """Write the public half where :func:`public_key` finds it. Raises ``FileExistsError`` if there is one already."""
    descriptor = os.open(public_file(), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(pair.public + "\n")
        file.flush()
        os.fsync(file.fileno())


def seal(data: bytes) -> bytes:
    """Return ``data`` in a box that only the private key opens; its length is rounded up to hide the real one."""
    padded = _MAGIC + struct.pack(">Q", len(data)) + data
    padded += bytes(-len(padded) % _BLOCK)
    return SealedBox(public_key()).encrypt(padded)


def private_key(text: str) -> PrivateKey:
    """Read a private key that somebody brought in. Raises :class:`SealError`."""
    return PrivateKey(_read(_PRIVATE, text))


def unseal(box: bytes, key: PrivateKey) -> bytes:
    """Open ``box``. Raises :class:`SealError` if it was sealed to another key or is damaged."""
    try:
        padded = SealedBox(key).decrypt(box)
    except (CryptoError, ValueError):
        raise SealError(
            _("This key does not open it: the words were sealed to another key, or the box is damaged.")
        ) from None
    head = len(_MAGIC) + 8
    if not padded.startswith(_MAGIC):
        raise SealError(_("What is in the box was not sealed by this archive."))
    (length,) = struct.unpack(">Q", padded[len(_MAGIC) : head])
    return padded[head : head + length]
