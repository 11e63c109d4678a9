"""How long 100,000 cues take from file to segments, and how much memory: ``python -m benchmarks.importing``.

Each format is measured in a process of its own, with a new database in a file: reading alone, and reading with storing.
``--cues N`` changes the number, ``--formats vtt,srt`` what is measured.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

WORDS = tuple("мы прыйшлі ў войска і далі прысягу а потым быў загад ехаць у сталіцу".split())  # noqa: SIM905
LIMIT_SECONDS, LIMIT_MB = 30, 300


def lines(count: int) -> Iterator[tuple[int, int, str, str]]:
    """Yield ``count`` cues: start, end, speaker, words; a sentence ends every third cue."""
    for n in range(count):
        words = " ".join(WORDS[(n + k) % len(WORDS)] for k in range(8))
        yield n * 2_500, n * 2_500 + 2_400, ("Журналіст", "Ян Кос")[n // 12 % 2], words + ("." if n % 3 == 2 else "")


def clock(ms: int, point: str) -> str:
    return f"{ms // 3600000:02}:{ms // 60000 % 60:02}:{ms // 1000 % 60:02}{point}{ms % 1000:03}"


def vtt(count: int) -> str:
    cues = (f"{clock(a, '.')} --> {clock(b, '.')}\n<v {who}>{text}\n" for a, b, who, text in lines(count))
    return "\n".join(["WEBVTT\n", *cues])


def srt(count: int) -> str:
    return "\n".join(
        f"{n}\n{clock(a, ',')} --> {clock(b, ',')}\n{who}: {text}\n"
        for n, (a, b, who, text) in enumerate(lines(count), 1)
    )


def txt(count: int) -> str:
    return "\n".join(f"[{clock(a, '.')}] {who}: {text}\n" for a, _b, who, text in lines(count))


def csv(count: int) -> str:
    rows = (f"{clock(a, '.')},{clock(b, '.')},{who},{text}" for a, b, who, text in lines(count))
    return "\n".join(["start,end,speaker,text", *rows])


FORMATS = {"vtt": vtt, "srt": srt, "txt": txt, "csv": csv}


def peak_mb() -> float:
    """Return the most memory this process has held."""
    return int(re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[1]) / 1024


def measure(file: Path, *, store: bool) -> dict[str, float | int]:
    """Read, and perhaps store, the cues in ``file``; seconds are those of the processor."""
    interview = _interview(file.with_suffix(".sqlite3")) if store else None
    from interviews import formats

    began = time.process_time()
    reading = formats.read(file.read_bytes())
    read = time.process_time() - began
    stored = 0.0
    if interview:
        from interviews.importing import import_transcript

        import_transcript(interview=interview, cues=reading.cues, language="be")
        stored = time.process_time() - began - read
    figures = {"cues": len(reading.cues), "read_s": round(read, 2), "store_s": round(stored, 2)}
    return {"mb_file": round(file.stat().st_size / 1e6, 1), **figures, "peak_mb": round(peak_mb())}


def _interview(database: Path):
    os.environ["DATABASE_URL"] = f"sqlite:///{database}"
    os.environ["DJANGO_SETTINGS_MODULE"] = "archive_site.settings"
    from archive_site.environment import prepare

    prepare()
    import django

    django.setup()
    from django.core.management import call_command

    from interviews.models import Interview

    call_command("migrate", verbosity=0)
    return Interview.objects.create(accession="OOU-BENCH", language="be", title_be="Вымярэнне")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--cues", type=int, default=100_000)
    parser.add_argument("--formats", default=",".join(FORMATS))
    parser.add_argument("--one", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--store", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.one:
        print(json.dumps(measure(args.one, store=args.store)))
        return
    print("format  what   file MB    cues  read s  store s  peak MB")
    failed = False
    with tempfile.TemporaryDirectory() as folder:
        for name in args.formats.split(","):
            file = Path(folder) / f"{name}.{name}"
            file.write_text(FORMATS[name](args.cues))
            for store in (False, True):
                command = [sys.executable, "-m", "benchmarks.importing", "--one", str(file)]
                done = subprocess.run(command + ["--store"] * store, capture_output=True, text=True, check=True)
                got = json.loads(done.stdout.splitlines()[-1])
                print(
                    f"{name:7} {'store' if store else 'read':6} {got['mb_file']:7} {got['cues']:7} {got['read_s']:7} "
                    f"{got['store_s']:8} {got['peak_mb']:8}"
                )
                failed |= got["read_s"] + got["store_s"] > LIMIT_SECONDS or got["peak_mb"] > LIMIT_MB
    sys.exit(failed)


if __name__ == "__main__":
    main()
