"""Files made to be slow or large, each read in a process: ``python -m tests.interviews.formats.hostile KIND``.

A process of its own, because time and memory are promised of the reader and not of the tracing a test run adds.
"""

import json
import re
import resource
import sys
from pathlib import Path

from interviews.formats import FormatError, read
from interviews.formats.limits import MAX_BYTES


def cues(count):
    return b"WEBVTT\n\n" + b"".join(
        b"%02d:%02d:%02d.000 --> %02d:%02d:%02d.900\nsaid\n\n" % (*(clock := (n // 3600, n // 60 % 60, n % 60)), *clock)
        for n in range(count)
    )


CUE = b"WEBVTT\n\n00:01.000 --> 00:02.000\n"


HOSTILE = {
    "cues": lambda: cues(300_000),
    "one-line": lambda: b"a" * MAX_BYTES,
    "arrows": lambda: b"-->\n" * 5_000_000,
    "bad-times": lambda: b"WEBVTT\n\n" + b"-->\n" * 999_000,
    "arrows-apart": lambda: b"WEBVTT\n\n" + b"-->\n\n" * 490_000,
    "lt": lambda: CUE + (b"<" * 9_999 + b"\n") * 99,
    "tags": lambda: CUE + (b"<b>" * 3_333 + b"\n") * 99,
    "voices": lambda: CUE + (b"<v A>a" * 1_600 + b"\n") * 99,
    "ends": lambda: CUE + (b"</v>" * 2_400 + b"\n") * 99,
    "amps": lambda: CUE + (b"&" * 9_999 + b"\n") * 99,
    "references": lambda: CUE + (b"&#768;&#803;" * 800 + b"\n") * 99,
    "codes": lambda: CUE + (b"{\\" * 4_999 + b"\n") * 99,
    "marks": lambda: ("a" + "\u0300\u0323" * 4_900 + "\n").encode() * 1_000,
    "attempts": lambda: b"WEBVTT\n\n" + (b"1" + b":" * 40 + b"-->\n") * 300_000,
    "notes": lambda: b"WEBVTT\n\n" + b"NOTE x\n\n" * 300_000,
    "labels": lambda: b"Aaaa Bbbb Cccc: x\n" * 900_000,
    "spaces": lambda: (b"A" + b" " * 9_000 + b":\n") * 2_000,
    "blank": lambda: b"\n" * 20_000_000,
    "nuls": lambda: b"a\0" * 10_000_000,
    "latin": lambda: b"\xe9" * 20_000_000,
    "digits": lambda: b"1\n" * 900_000 + b"00:01 --> 00:02\nx",
    "json": lambda: b'{"a":' * 4_000_000,
    "xml": lambda: b"<a>" * 6_000_000,
}


def peak_mb() -> float:
    """Return the most memory this program has held; the system's other figure counts the parent's too."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(re.search(r"VmHWM:\s+(\d+)", status.read_text())[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    data = HOSTILE[sys.argv[1]]()
    before = resource.getrusage(resource.RUSAGE_SELF)
    try:
        said = read(data).format
    except FormatError as error:
        said = error.problem.message
    after = resource.getrusage(resource.RUSAGE_SELF)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    sys.stdout.write(json.dumps({"said": said, "seconds": seconds, "mb": peak_mb()}))
