"""Throws broken files at the reader for as long as is wanted: ``python -m tests.fuzzing.reading --minutes 10``.

Run by hand. Files are made here, or taken from folders that are named (``DIR …``), and broken in three ways: bytes are
changed; lines are lost, doubled, moved or mixed with those of other formats; parts of packages are. What counts as a
failure: an error that is no refusal, more than ten seconds of processor time, and silent loss, which is a word of the
file that is neither in a cue nor in a problem nor on a line that a problem names. ``--keep DIR`` writes failing files
there.
"""

import argparse
import io
import random
import re
import resource
import signal
import sys
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from interviews.formats import FormatError, Reading, read

LIMIT_SECONDS = 10
LARGEST_SEED = 200_000
MARK = "слова%sх"
MARKED = re.compile(r"слова\d+х")
WORD = re.compile(r"[^\W\d_]{3,}")
IN_TAG = re.compile(r"<[^<>]*>")
KEY = re.compile(r'"[^"\n]*"\s*:')
CODES = re.compile(r"\{\\[^{}]*\}")
OF_ELEMENTS = frozenset({"ttml", "ohms", "tei", "eaf", "trs", "docx"})
CUES = ((1_000, 2_500, "Ян", "Мы прыйшлі ў войска."), (2_500, 9_000, "Журналіст", "А потым быў загад?"))
SCRAPS = (
    *(
        "",
        " ",
        "\t",
        "WEBVTT",
        "NOTE",
        "STYLE",
        "REGION",
        "1",
        "2",
        "---",
        "# Загаловак",
        "<v Ян>",
        "</v>",
        "&amp;",
        "<",
    ),
    *("00:01.000 --> 00:02.000", "00:00:03,000 --> 00:00:01,000", "00:99 --> x", "-->", "[0:34]", "Ян:", "Ян 0:34"),
    *(
        "0:00:01.000,0:00:02.000",
        "{\\an8}",
        "start,end,speaker,text",
        "start\tend\ttext",
        '"',
        ",,,",
        ";;",
        "\x00",
        "\u202e",
    ),
    *(
        "<tt>",
        "<p begin='1s'>",
        "</tt>",
        '{"segments": [',
        '"text": "',
        "}",
        "]",
        "<u>",
        "<TEI>",
        'File type = "ooTextFile"',
    ),
)


class TooSlow(BaseException):
    """Ten seconds of the processor are over."""


def clock(ms: int, point: str = ".") -> str:
    return f"{ms // 3600000:02}:{ms // 60000 % 60:02}:{ms // 1000 % 60:02}{point}{ms % 1000:03}"


def made() -> Iterator[tuple[str, bytes]]:
    """Yield a small file of each format that can be written in a few lines."""
    long = [cue for n in range(6) for cue in ((a + n * 10_000, b + n * 10_000, who, text) for a, b, who, text in CUES)]
    vtt = [f"{clock(a)} --> {clock(b)} line:0\n<v {who}><i>{text}</i>\n" for a, b, who, text in long]
    yield "vtt", "\n".join(["WEBVTT - Размова\nLanguage: be\n", "NOTE пра запіс\n", *vtt]).encode()
    srt = [f"{n}\n{clock(a, ',')} --> {clock(b, ',')}\n{w}: {t}\n" for n, (a, b, w, t) in enumerate(long, 1)]
    yield "srt", "\n".join(srt).encode()
    yield "text", "\n\n".join(f"[{clock(a)}] {who}: {text}" for a, _b, who, text in long).encode()
    yield "plain", "\n\n".join(f"{who}: {text}" for _a, _b, who, text in long).encode()
    for sign in ",;\t":
        rows = [sign.join((clock(a), clock(b), who, f'"{text}"')) for a, b, who, text in long]
        yield "csv", "\n".join([sign.join(("start", "end", "speaker", "text")), *rows]).encode()
    yield "sbv", "\n".join(f"{clock(a)[1:]},{clock(b)[1:]}\n{who}: {text}\n" for a, b, who, text in long).encode()
    segments = ",\n".join(f'{{"start": {a / 1000}, "end": {b / 1000},\n"text": "{text}"}}' for a, b, _w, text in long)
    yield "json", f'{{"language": "be", "segments": [\n{segments}\n]}}'.encode()
    ps = "\n".join(f'<p begin="{clock(a)}" end="{clock(b)}">{text}</p>' for a, b, _w, text in long)
    yield "ttml", f'<tt xmlns="http://www.w3.org/ns/ttml"><body><div>\n{ps}\n</div></body></tt>'.encode()
    blocks = "\n".join(f'<u who="#a" start="#T{a}" end="#T{b}">{text}</u>' for a, b, _w, text in long)
    whens = "\n".join(
        f'<when xml:id="T{ms}" interval="{ms / 1000}" since="#T0"/>' for a, b, *_ in long for ms in (a, b)
    )
    yield (
        "tei",
        f'<TEI xmlns="http://www.tei-c.org/ns/1.0"><text><timeline unit="s">\n<when xml:id="T0"/>\n{whens}\n'
        f"</timeline><body>\n{blocks}\n</body></text></TEI>".encode(),
    )
    yield (
        "docx",
        _docx("".join(f"<w:p>\n<w:r><w:t>[{clock(a)}] {who}: {text}</w:t></w:r>\n</w:p>" for a, _b, who, text in long)),
    )


def _docx(body: str) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
        relations = "http://schemas.openxmlformats.org/package/2006/relationships"
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{relations}"><Relationship Id="r" Type="{kind}" Target="word/document.xml"/>'
            "</Relationships>",
        )
        main = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
        archive.writestr("word/document.xml", f'<w:document xmlns:w="{main}"><w:body>\n{body}\n</w:body></w:document>')
    return kept.getvalue()


def with_bytes_changed(data: bytes, dice: random.Random) -> bytes:
    """Return ``data`` with some bytes lost, doubled, put in or replaced."""
    broken = bytearray(data)
    for _ in range(dice.randint(1, 20)):
        at = dice.randrange(len(broken) + 1)
        act = dice.randrange(4)
        if act == 0:
            broken[at : at + dice.choice((1, 1, 2, 100))] = b""
        elif act == 1:
            broken[at:at] = broken[at : at + dice.choice((1, 10, 1_000))]
        elif act == 2:
            broken[at:at] = dice.choice(SCRAPS).encode()
        elif at < len(broken):
            broken[at] = dice.choice((0, 10, 13, 34, 38, 44, 58, 60, 62, 255, dice.randrange(256)))
    return bytes(broken)


def with_lines_changed(text: str, others: list[str], dice: random.Random) -> str:
    """Return ``text`` with marked words, and some of its lines lost, doubled, moved, or mixed with foreign ones."""
    lines = [_marked(line, number, dice) for number, line in enumerate(text.split("\n"))]
    for _ in range(dice.randint(1, 12)):
        at, act = dice.randrange(len(lines) + 1), dice.randrange(5)
        if act == 0:
            del lines[at : at + dice.choice((1, 1, 3))]
        elif act == 1:
            lines[at:at] = lines[at : at + dice.choice((1, 2, 8))]
        elif act == 2 and lines:
            lines.insert(at, lines.pop(dice.randrange(len(lines))))
        elif act == 3:
            lines.insert(at, " ".join(dice.choices(SCRAPS, k=dice.choice((1, 1, 2, 3)))))
        else:
            lines.insert(at, _marked(dice.choice(others), 90_000 + at, dice))
    return dice.choice(("\n", "\n", "\r\n", "\r")).join(lines)


def _marked(line: str, number: int, dice: random.Random) -> str:
    """Return ``line`` with one of its words, outside of tags, in the form by which it is looked for later."""
    if "-->" in line or '":' in line and '"text"' not in line:
        return line
    kept = IN_TAG.sub(lambda tag: " " * len(tag[0]), line)
    words = [word for word in WORD.finditer(kept) if word[0].lower() not in _OF_FORMATS]
    if not words:
        return line
    word = dice.choice(words)
    return f"{line[: word.start()]}{MARK % number}{line[word.end() :]}"


_OF_FORMATS = frozenset(
    "webvtt note style region start end speaker text language segments begin xmin xmax intervals file type".split()  # noqa: SIM905
)


def with_parts_changed(data: bytes, others: list[str], dice: random.Random) -> tuple[bytes, str]:
    """Return a package with lines of its parts changed, and the text in which marked words are looked for."""
    kept, said = io.BytesIO(), ""
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            if name.endswith("document.xml"):
                said = with_lines_changed(part.decode(), [""], dice)
                part = said.encode()
            new.writestr(name, part)
    return kept.getvalue(), said


def encoding_of(data: bytes) -> str:
    """Return the encoding of a seed as far as its mark tells: lines of another one in its midst are no lines."""
    return "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8"


def lost(reading: Reading, text: str) -> set[str]:
    """Return the marked words of ``text`` of which ``reading`` says nothing."""
    kept = " ".join(f"{cue.speaker} {cue.text}" for cue in reading.cues)
    told = " ".join(problem.message for problem in reading.problems)
    known = set(MARKED.findall(kept + " " + told))
    # A tag may go over several lines, and a line may have been put into one: names of attributes are no words.
    words = IN_TAG.sub(" ", text) if reading.format in OF_ELEMENTS else text
    if reading.format == "json":
        words = KEY.sub(" ", words)
    if any(problem.code == "override-codes" for problem in reading.problems):
        words = CODES.sub(" ", words)  # they are told by their number
    missing = set(MARKED.findall(words)) - known
    if not missing:
        return missing
    named = set(re.findall(r"\d+", told))
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return {word for word in missing if not any(word in line and str(n) in named for n, line in enumerate(lines, 1))}


class Fuzzing:
    """Counts what happened, and keeps what failed."""

    def __init__(self, seeds: list[tuple[str, bytes]], dice: random.Random, keep: Path | None) -> None:
        self.seeds, self.dice, self.keep = seeds, dice, keep
        self.counts: Counter[str] = Counter()
        self.slowest = 0.0
        self.failures: list[str] = []
        texts = [data.decode(encoding_of(data), "replace") for _name, data in seeds if not data.startswith(b"PK")]
        self.others = [line for text in texts for line in text.split("\n")[:40]]

    def run(self, until: float) -> None:
        signal.signal(signal.SIGVTALRM, _stop)
        while time.monotonic() < until:
            name, data = self.dice.choice(self.seeds)
            self.counts["inputs"] += 1
            if self.dice.random() < 0.4:
                self._try(name, with_bytes_changed(data, self.dice), "")
            elif data.startswith(b"PK") and zipfile.is_zipfile(io.BytesIO(data)):
                self._try(name, *with_parts_changed(data, self.others, self.dice))
            else:
                encoding = encoding_of(data)
                text = with_lines_changed(data.decode(encoding, "replace"), self.others, self.dice)
                self._try(name, text.encode(encoding, "replace"), text)

    def _try(self, name: str, data: bytes, text: str) -> None:
        began = time.process_time()
        signal.setitimer(signal.ITIMER_VIRTUAL, LIMIT_SECONDS)
        try:
            reading = read(data, name=name)
        except FormatError:
            self.counts["refused"] += 1
        except TooSlow:
            self._fail("slow", name, data, "")
        except Exception as error:  # noqa: BLE001 - whatever it is, it is what is looked for
            self._fail("crash", name, data, repr(error))
        else:
            self.counts["read"] += 1
            if text and (missing := lost(reading, text)):
                self._fail("loss", name, data, f"{reading.format}: {sorted(missing)[:5]}")
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        self.slowest = max(self.slowest, time.process_time() - began)

    def _fail(self, kind: str, name: str, data: bytes, what: str) -> None:
        self.counts[kind] += 1
        self.failures.append(f"{kind} ({name}): {what}")
        if self.keep and self.counts[kind] <= 200:
            (self.keep / f"{kind}-{self.counts[kind]}.{name.replace('/', '_')}").write_bytes(data)


def _stop(*_: object) -> None:
    raise TooSlow


def main(told: Callable[[str], object] = sys.stdout.write) -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folders", nargs="*", type=Path, metavar="DIR")
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path)
    args = parser.parse_args()
    seeds = list(made())
    for folder in args.folders:
        files = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.stat().st_size < LARGEST_SEED]
        seeds += [(path.name, path.read_bytes()) for path in files]
    if args.keep:
        args.keep.mkdir(parents=True, exist_ok=True)
    fuzzing = Fuzzing([seed for seed in seeds if seed[1]], random.Random(args.seed), args.keep)
    fuzzing.run(time.monotonic() + args.minutes * 60)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    for failure in fuzzing.failures[:40]:
        told(f"{failure}\n")
    told(f"seeds {len(seeds)}, {dict(fuzzing.counts)}, slowest {fuzzing.slowest:.2f} s, peak {peak:.0f} MB\n")
    return min(1, len(fuzzing.failures))


if __name__ == "__main__":
    sys.exit(main())
