"""How long 100,000 cues take from file to segments, and how much memory: ``python -m benchmarks.importing``.

Each format is measured in a process of its own, with a new database in a file: reading alone, reading with storing, and
the way through the desk, where a file is uploaded, looked at and saved.
``--cues N`` changes the number, ``--formats vtt,srt`` what is measured.
"""

import argparse
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

WORDS = tuple("мы прыйшлі ў войска і далі прысягу а потым быў загад ехаць у сталіцу".split())  # noqa: SIM905
LIMIT_SECONDS, LIMIT_MB = 30, 300
WAYS = ("read", "store", "desk")


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


def as_json(count: int) -> str:
    segments = ({"start": a / 1000, "end": b / 1000, "speaker": who, "text": text} for a, b, who, text in lines(count))
    return json.dumps({"language": "be", "segments": list(segments)}, ensure_ascii=False)


def docx(count: int) -> bytes:
    """Return a document with a paragraph for each cue, as little of a package as programs open."""
    said = ("".join((f"[{clock(a, '.')}] ", who, ": ", text)) for a, _b, who, text in lines(count))
    body = "".join(f'<w:p><w:r><w:t xml:space="preserve">{words}</w:t></w:r></w:p>' for words in said)
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    return packed({"word/document.xml": f'<w:document xmlns:w="{word}"><w:body>{body}</w:body></w:document>'})


def xlsx(count: int) -> bytes:
    """Return a workbook with a row for each cue, its words in the cells."""

    def row(*cells: str) -> str:
        return "<row>" + "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in cells) + "</row>"

    said = (row(clock(a, "."), clock(b, "."), who, text) for a, b, who, text in lines(count))
    sheet = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relations = "http://schemas.openxmlformats.org/package/2006/relationships"
    return packed(
        {
            "xl/workbook.xml": f'<workbook xmlns="{sheet}" xmlns:r="{relation}"><sheets>'
            '<sheet name="1" sheetId="1" r:id="rId1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{relations}"><Relationship Id="rId1" '
            f'Type="{relation}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{sheet}"><sheetData>'
            f"{row('start', 'end', 'speaker', 'text')}{''.join(said)}</sheetData></worksheet>",
        }
    )


def packed(parts: dict[str, str]) -> bytes:
    """Return a package of Office Open XML with ``parts``."""
    relations = "http://schemas.openxmlformats.org/package/2006/relationships"
    document = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    root = next(iter(parts))
    kind = "wordprocessingml.document" if root.startswith("word/") else "spreadsheetml.sheet"
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/vnd.openxmlformats-officedocument.{kind}.main+xml"/>'
        "</Types>"
    )
    around = {
        "[Content_Types].xml": types,
        "_rels/.rels": f'<Relationships xmlns="{relations}"><Relationship Id="rId1" Type="{document}" '
        f'Target="{root}"/></Relationships>',
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in (around | parts).items():
            package.writestr(name, text)
    return file.getvalue()


FORMATS = {"vtt": vtt, "srt": srt, "txt": txt, "csv": csv, "json": as_json, "docx": docx, "xlsx": xlsx}


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


def measure_desk(file: Path) -> dict[str, float | int]:
    """Send ``file`` by the upload page, look at what was read, and save it; the figures are of all three together."""
    interview = _interview(file.with_suffix(".sqlite3"))
    from django.contrib.auth.models import Group, User
    from django.test import Client
    from django.urls import reverse

    from interviews import roles
    from interviews.models import Segment, Upload

    roles.ensure()
    user = User.objects.create_user("bench")
    user.groups.add(Group.objects.get(name=roles.ARCHIVIST))
    client = Client(SERVER_NAME="localhost")
    client.force_login(user)
    began = time.process_time()
    _send(client, reverse("desk:upload"), file, interview.accession)
    read = time.process_time() - began
    kept = Upload.objects.light().get()
    page = reverse("desk:preview", args=[kept.pk])
    cues = int(re.search(r'<dd class="num">(\d+)</dd>', client.get(page).content.decode())[1])
    client.post(page, {"language": "be", "provenance": "machine"})
    stored = time.process_time() - began - read
    if not Segment.objects.exists():
        sys.exit("The upload page saved nothing.")
    figures = {"cues": cues, "read_s": round(read, 2), "store_s": round(stored, 2)}
    return {"mb_file": round(file.stat().st_size / 1e6, 1), **figures, "peak_mb": round(peak_mb())}


def _send(client, address: str, file: Path, accession: str) -> None:
    """Send ``file`` as a browser does, piece by piece: Django's own client would have it in memory several times."""
    body = file.with_suffix(".body")
    fields = {"interview": accession, "language": "be", "provenance": "machine", "encoding": ""}
    with body.open("wb") as form, file.open("rb") as content:
        for name, value in fields.items():
            form.write(f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode())
        form.write(
            f'--x\r\nContent-Disposition: form-data; name="file"; filename="{file.name}"\r\n'
            "Content-Type: text/plain\r\n\r\n".encode()
        )
        shutil.copyfileobj(content, form)
        form.write(b"\r\n--x--\r\n")
    with body.open("rb") as form:
        length = str(body.stat().st_size)
        kind = "multipart/form-data; boundary=x"
        known = {"PATH_INFO": address, "REQUEST_METHOD": "POST", "CONTENT_TYPE": kind, "CONTENT_LENGTH": length}
        client.request(**known, **{"wsgi.input": form})


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
    parser.add_argument("--way", choices=WAYS, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.one:
        found = measure_desk(args.one) if args.way == "desk" else measure(args.one, store=args.way == "store")
        print(json.dumps(found))
        return
    print("format  what   file MB    cues  read s  store s  peak MB")
    failed = False
    with tempfile.TemporaryDirectory() as folder:
        for name in args.formats.split(","):
            file = Path(folder) / f"{name}.{name}"
            made = FORMATS[name](args.cues)
            file.write_bytes(made if isinstance(made, bytes) else made.encode())
            del made
            for way in WAYS:
                file.with_suffix(".sqlite3").unlink(missing_ok=True)
                command = [sys.executable, "-m", "benchmarks.importing", "--one", str(file), "--way", way]
                done = subprocess.run(command, capture_output=True, text=True, check=True)
                got = json.loads(done.stdout.splitlines()[-1])
                print(
                    f"{name:7} {way:6} {got['mb_file']:7} {got['cues']:7} {got['read_s']:7} "
                    f"{got['store_s']:8} {got['peak_mb']:8}"
                )
                failed |= got["read_s"] + got["store_s"] > LIMIT_SECONDS or got["peak_mb"] > LIMIT_MB
    sys.exit(failed)


if __name__ == "__main__":
    main()
