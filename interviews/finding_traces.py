"""Look for words in files, in a process of its own.

SQLite's locks on a database are the process's: whoever opens and closes the file beside the library loses them, and
another process may then take the journal away from under it (sqlite.org, "How To Corrupt An SQLite Database File").
"""

import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

_CHUNK = 1 << 20


def files_with(wanted: Iterable[bytes], files: Iterable[Path]) -> list[Path]:
    """Return those of ``files`` in which one of ``wanted`` stands; what can't be read any more is left out."""
    names = [str(path) for path in files]
    asked = {"wanted": [one.hex() for one in wanted], "files": names}
    done = subprocess.run(  # noqa: S603  this file itself, which is told everything by its standard input
        [sys.executable, __file__], input=json.dumps(asked), capture_output=True, text=True, check=True
    )
    return [Path(names[number]) for number in json.loads(done.stdout)]


def _holds(path: str, wanted: list[bytes]) -> bool:
    longest = max(map(len, wanted), default=0)
    rest = b""
    try:
        with open(path, "rb") as file:
            while chunk := file.read(_CHUNK):
                if any(one in rest + chunk for one in wanted):
                    return True
                rest = chunk[-longest:] if longest else b""
    except FileNotFoundError:
        return False
    return False


if __name__ == "__main__":
    question = json.load(sys.stdin)
    words = [bytes.fromhex(one) for one in question["wanted"]]
    json.dump([number for number, path in enumerate(question["files"]) if _holds(path, words)], sys.stdout)
