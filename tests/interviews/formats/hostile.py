"""Files made to be slow or large, each read in a process: ``python -m tests.interviews.formats.hostile KIND``.

A process of its own, because time and memory are promised of the reader and not of the tracing a test run adds.
"""

import json
import re
import resource
import sys
from pathlib import Path
from time import process_time

from interviews.formats import FormatError, read
from interviews.formats.limits import MAX_BYTES
from tests.interviews.formats.making import docx, ods, odt, packed, xlsx


def cues(count):
    return b"WEBVTT\n\n" + b"".join(
        b"%02d:%02d:%02d.000 --> %02d:%02d:%02d.900\nsaid\n\n" % (*(clock := (n // 3600, n // 60 % 60, n % 60)), *clock)
        for n in range(count)
    )


def ttml(body):
    return b'<tt xmlns="http://www.w3.org/ns/ttml"><body><div>' + body + b"</div></body></tt>"


def ohms(body):
    return b"<ROOT><record>" + body + b"</record></ROOT>"


def eaf(count):
    slots = b"".join(b'<TIME_SLOT TIME_SLOT_ID="ts%d" TIME_VALUE="%d"/>' % (n, n * 10) for n in range(count + 1))
    marks = b"".join(
        b'<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a%d" TIME_SLOT_REF1="ts%d" TIME_SLOT_REF2="ts%d">'
        b"<ANNOTATION_VALUE>said</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION>" % (n, n, n + 1)
        for n in range(count)
    )
    return b'<ANNOTATION_DOCUMENT>%s<TIER TIER_ID="A">%s</TIER></ANNOTATION_DOCUMENT>' % (slots, marks)


def tei(count):
    whens = b"".join(b'<when xml:id="T%d" since="#T%d" interval="1"/>' % (n, n + 1) for n in range(count))
    return b"<TEI><text><timeline>%s</timeline><body>%s</body></text></TEI>" % (whens, b"<u start='#T1'>a</u>" * count)


CUE = b"WEBVTT\n\n00:01.000 --> 00:02.000\n"


HOSTILE = {
    "stamps": lambda: b"[00:00:01] a\n" * 900_000,
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
    "json-objects": lambda: b"[" + b'{"text":"a"},' * 1_500_000 + b"{}]",
    "json-allowed": lambda: b"[" + b'{"text":"a","start":1,"end":2},' * 99_000 + b'{"text":"b"}]',
    "json-numbers": lambda: b'{"segments":[' + b"1.5," * 5_000_000 + b"1]}",
    "json-commas": lambda: b"[[" + b"," * 19_000_000,
    "json-quotes": lambda: b'{"' + b'\\"' * 9_000_000,
    "json-words": lambda: (
        b'{"segments":[{"text":"%s","words":[%s]}]}'
        % (b"a " * 99_000, b",".join(b'{"word":"a","speaker":"%d"}' % (n % 2) for n in range(99_000)))
    ),
    "xml": lambda: b"<a>" * 6_000_000,
    "xml-elements": lambda: ttml(b"<p/>" * 4_900_000),
    "xml-attributes": lambda: ttml(b"<p " + b" ".join(b'a%d=""' % n for n in range(100_000)) + b"/>"),
    "xml-tag": lambda: ttml(b'<p a="' + b"x" * 19_000_000 + b'"/>'),
    "xml-comments": lambda: b"<tt>" + b"<!---->" * 2_800_000 + b"</tt>",
    "xml-instructions": lambda: b"<?xml ?>" + b"<??>" * 4_900_000,
    "xml-entities": lambda: b'<!DOCTYPE tt SYSTEM "x">' + ttml(b"<p>" + b"&a;" * 6_000_000 + b"</p>"),
    "xml-spaces": lambda: ttml(b"<p>" + b" " * 19_000_000 + b"</p>"),
    "ttml-allowed": lambda: ttml(b'<p begin="1s" end="2s">said</p>' * 100_000),
    "ttml-spans": lambda: ttml(b'<p begin="1s">' + b'<span begin="1s">a</span>' * 400_000 + b"</p>"),
    "eaf-allowed": lambda: eaf(85_000),
    "eaf-ring": lambda: (
        b"<ANNOTATION_DOCUMENT><TIER>%s</TIER></ANNOTATION_DOCUMENT>"
        % (b'<ANNOTATION><REF_ANNOTATION ANNOTATION_ID="a" ANNOTATION_REF="a"/></ANNOTATION>' * 240_000)
    ),
    "tei-chain": lambda: tei(240_000),
    "tei-spaces": lambda: b"<TEI><text><body><u>" + b" " * 18_000_000 + b"</u></body></text></TEI>",
    "ohms-notes": lambda: ohms(b"<transcript>" + b"[[footnotes]]\n" * 900_000 + b"</transcript>"),
    "ohms-marks": lambda: ohms(
        b"<sync>1:%s</sync><transcript>%s</transcript>" % (b"|1(1)" * 1_000_000, b"a b c d\n" * 200_000)
    ),
    "textgrid": lambda: b'File type = "ooTextFile"\n"TextGrid"\n0 1 <exists> 1\n' + b'""\n' * 900_000,
    "textgrid-tiers": lambda: (
        b'File type = "ooTextFile"\n"TextGrid"\n0 1 <exists> 100000\n' + b'"TextTier" "" 0 1 0\n' * 100_000
    ),
    "json-lines": lambda: b'{"start":1,"end":2,"text":"a"}\n' * 99_000 + b'{"a\n',
    "json-lines-broken": lambda: b'{"text":"a","start":1,"end":2}\n{"text":}\n' * 99_000,
    "json-one-by-one": lambda: b'{\n"text":\n"a"}\n' * 290_000,
    "html-tags": lambda: b"<html>" + b"<b <p " * 3_000_000,
    "html-unclosed": lambda: b"<html>" + b"<script>" * 2_000_000,
    "html-remarks": lambda: b"<html>" + b"<!--" * 4_000_000,
    "html-cells": lambda: b"<html><table>" + b"<tr><td>0:01<td>a" * 120_000,
    "html-stamps": lambda: b"<html>" + b"<p>[00:01:02] so it was</p>" * 99_000,
    "otr": lambda: json.dumps({"text": "<span data-timestamp=" * 900_000, "media": ""}).encode(),
    "mpl2": lambda: b"[1][2]a\n" * 900_000,
    "mpl2-broken": lambda: b"[1][2]a\n" * 90_000 + b"[1][x]a\n" * 80_000,
    "tmplayer": lambda: b"00:00:01:a\n" * 900_000,
    "lrc": lambda: b"[ti:a]\n" + (b"[00:01]" * 1_400 + b"a\n") * 2_000,
    "signs": lambda: b"#00:00:01-0#" * 800 + b"\n" + b"#00:00:01-0# a #00:00:02-0#\n" * 600_000,
    "sbv": lambda: b"0:00:01.000,0:00:02.000\n" * 800_000,
    "microdvd": lambda: b"{1}{1}25\n" + b"{1}{2}a\n" * 900_000,
    "substation": lambda: b"[Script Info]\n[Events]\n" + b"Dialogue: ,,,,,,,,,\n" * 900_000,
    "sami": lambda: b"<SAMI>" + b"<SYNC Start=1>\n" * 900_000,
    "sami-remarks": lambda: b"<SAMI>\n" + b"<!--\n" * 900_000,
    "sami-styles": lambda: b"<SAMI>\n" + b"<style></style>\n" * 900_000 + b"<SYNC Start=1>a",
    "csv-cells": lambda: b"start,end,text\n" + b"," * 9_000 + b"x\n" + (b"," * 9_000 + b"x\n") * 2_200,
    "csv-rows": lambda: b"start,text\n" + b"1.5,a\n" * 900_000,
    "csv-quotes": lambda: b"start,end,text\n" + b'1,2,"a\n' * 900_000,
    "csv-columns": lambda: b"speaker,text" + b",x" * 4_900 + b"\n" + b"A,b" + b",word" * 1_900 + b"\n",
    "docx-bomb": lambda: docx("<w:p/>" + " " * 400_000_000),
    "docx-elements": lambda: docx("<w:p/>" * 300_000 + _salted("<w:p><w:r><w:t>%s</w:t></w:r></w:p>", 700_000)),
    "docx-words": lambda: docx(_salted("<w:p><w:r><w:t>%s " + "so it was " * 10 + "</w:t></w:r></w:p>", 80_000)),
    "docx-text": lambda: docx("<w:p><w:r><w:t>" + _salted("слова %s<w:br/>", 1_300_000) + "</w:t></w:r></w:p>"),
    "docx-cells": lambda: docx("<w:tbl><w:tr>" + _salted("<w:tc><w:p><w:r><w:t>%s</w:t></w:r></w:p></w:tc>", 500_000)),
    "docx-table": lambda: docx(f"<w:tbl>{_table_rows(95_000)}</w:tbl>"),
    "docx-levels": lambda: docx(_salted("<w:sdt a='%s'>", 400_000)),
    "docx-notes": lambda: docx(
        "<w:p><w:r>" + _salted("<w:footnoteReference w:id='2' a='%s'/>", 90_000) + "</w:r></w:p>",
        footnotes="<w:footnote w:id='2'><w:p><w:r><w:t>" + _words(9_000) + "</w:t></w:r></w:p></w:footnote>",
    ),
    "docx-attributes": lambda: docx("<w:p " + " ".join(f"w:a{n}='{n * 7919}'" for n in range(900_000)) + "/>"),
    "odt-spaces": lambda: odt("<text:p>" + _salted("<text:s text:c='999999999' text:a='%s'/>", 300_000) + "</text:p>"),
    "odt-elements": lambda: odt(_salted("<text:p><text:span>%s</text:span></text:p>", 800_000)),
    "ods-repeats": lambda: ods({"A": _salted(f"<table:table-row {ROWS}>{REPEATED}</table:table-row>", 2_000)}),
    "xlsx-columns": lambda: xlsx({"A": _wide_rows(16_384, 60)}),
    "xlsx-strings": lambda: xlsx({"A": _naming_rows(90_000)}, strings=(_salted("so %s ", 90_000),)),
    "xlsx-rows": lambda: xlsx({"A": _numbered_rows(400_000)}),
    "zip-members": lambda: packed({f"word/{n}.xml": b"" for n in range(60_000)}),
    "zip-nested": lambda: packed({"a.zip": packed({"b.zip": packed({"c.docx": b"0" * 40_000_000})})}),
    "zip-directory": lambda: b"PK\x03\x04" + b"PK\x01\x02" * 5_000_000,
}
REPEATED = "<table:table-cell table:number-columns-repeated='16384'><text:p>so</text:p></table:table-cell>"
ROWS = "table:number-rows-repeated='1048576' table:a='%s'"


def _words(count):
    return " ".join(f"w{(count * number * 7919) % 99_991}" for number in range(count))


def _salted(template, count):
    """Return ``template`` many times, each a little different, so that the zip is no bomb by its ratio."""
    return "".join(template % f"{(number * 7_654_321) % 999_983:x}" for number in range(count))


def _table_rows(count):
    rows = []
    for number in range(count):
        cells = (f"{number // 3600}:{number // 60 % 60:02}:{number % 60:02}", f"so it was {number * 7919 % 99991}")
        rows.append("".join(f"<w:tc><w:p><w:r><w:t>{cell}</w:t></w:r></w:p></w:tc>" for cell in cells))
    return "".join(f"<w:tr>{row}</w:tr>" for row in rows)


def _wide_rows(columns, count):
    row = "".join(f"<c><v>{(number * 7919) % 99_991}</v></c>" for number in range(columns))
    head = "<row><c t='inlineStr'><is><t>start</t></is></c><c t='inlineStr'><is><t>text</t></is></c></row>"
    return f"<sheetData>{head}{f'<row>{row}</row>' * count}</sheetData>"


def _naming_rows(count):
    rows = "".join(f"<row><c><v>{number}.5</v></c><c t='s'><v>0</v></c></row>" for number in range(count))
    head = "<row><c t='inlineStr'><is><t>start</t></is></c><c t='inlineStr'><is><t>text</t></is></c></row>"
    return f"<sheetData>{head}{rows}</sheetData>"


def _numbered_rows(count):
    rows = "".join(f"<row><c><v>{number * 7919 % 99991}</v></c></row>" for number in range(count))
    return f"<sheetData>{rows}</sheetData>"


def forget_peak() -> None:
    """Have the most memory counted from here on, where the system can: making the file took some too."""
    clear = Path("/proc/self/clear_refs")
    if clear.exists():
        clear.write_text("5")


def peak_mb() -> float:
    """Return the most memory this program has held; the system's other figure counts the parent's too."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(re.search(r"VmHWM:\s+(\d+)", status.read_text())[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


PACE_S = 0.29  # processor seconds of _work() on the machine that the limit of ten seconds was set on


def _work() -> float:
    """Read and count words for a while, as a reader of transcripts does; return the processor's seconds it took."""
    text = json.dumps([{"start": n / 7, "text": f"so it was {n}"} for n in range(20_000)])
    before = process_time()
    for _ in range(4):
        counted: dict[str, int] = {}
        for word in (word for cue in json.loads(text) for word in re.findall(r"\w+", cue["text"])):
            counted[word] = counted.get(word, 0) + len(word)
    return process_time() - before


if __name__ == "__main__":
    data = HOSTILE[sys.argv[1]]()
    pace_before = _work()
    forget_peak()
    before = process_time()
    try:
        said = read(data).format
    except FormatError as error:
        said = error.problem.message
    seconds = process_time() - before
    mb = peak_mb()
    # A processor that others share does less in a second, and not the file is to blame for it.
    slower = max(1, (pace_before + _work()) / 2 / PACE_S)
    sys.stdout.write(json.dumps({"said": said, "seconds": seconds / slower, "slower": slower, "mb": mb}))
