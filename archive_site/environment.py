"""What must stand before the settings are read: the var/ folder and, on a laptop, a secret key."""

import ctypes
import os
import secrets
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
_MMAP_THRESHOLD, _LARGE = -3, 256 * 1024  # M_MMAP_THRESHOLD of malloc.h, and bytes


def var_dir() -> Path:
    """Return the folder that holds everything the archive writes: ``ARCHIVE_VAR`` or ``var/``."""
    return Path(os.environ.get("ARCHIVE_VAR") or BASE_DIR / "var")


def prepare() -> None:
    """Make var/ (for this user alone) and supply ``SECRET_KEY`` unless the archive runs in production.

    In production a missing secret stays missing, so that the settings refuse to start.
    """
    _give_large_blocks_back()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive_site.settings")
    folder = var_dir()
    for name in ("", "media", "index", "static", "tmp"):
        (folder / name).mkdir(mode=0o700, parents=True, exist_ok=True)
    if not os.environ.get("SECRET_KEY") and os.environ.get("ARCHIVE_MODE", "laptop") != "production":
        os.environ["SECRET_KEY"] = _kept_secret(folder / "secret")


def _give_large_blocks_back() -> None:
    """Have glibc return every large block to the system as soon as it is free.

    Left to itself it keeps blocks up to the size of the largest that was ever freed: after one long file a server would
    hold a hundred megabytes of nothing. Other C libraries have no such setting, and need none.
    """
    try:
        ctypes.CDLL(None).mallopt(_MMAP_THRESHOLD, _LARGE)
    except (AttributeError, OSError, TypeError):
        return


def _kept_secret(path: Path) -> str:
    """Read the secret at ``path``; write one first if there is none. Safe when two processes start at once."""
    if not path.exists():
        scratch = path.with_name(f"secret.{os.getpid()}")
        scratch.write_text(secrets.token_urlsafe(64))
        scratch.chmod(0o600)
        try:
            os.link(scratch, path)  # link() fails where another process was first; rename() would replace its secret
        except FileExistsError:
            pass
        finally:
            scratch.unlink()
    return path.read_text().strip()
