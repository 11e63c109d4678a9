"""The files of the sample archive as the tests read them: with readers of their own, not the archive's."""

import csv
import json
import re
import tomllib
from pathlib import Path

SAMPLE = Path(__file__).resolve().parents[2] / "sample"
LANGUAGES = ("be", "ru", "uk", "en")
PUBLIC = {
    *("OOU-7K3M", "OOU-2QHV", "OOU-9XPD", "OOU-4TWN", "OOU-3KVD", "OOU-4ZMR"),
    *("OOU-7DYQ", "OOU-9CKS", "OOU-5WJA", "OOU-6HTC", "OOU-8PNE", "OOU-2XGF"),
}
UNTIMED = {("OOU-2XGF", "be")}


def in_languages(field):
    return [f"{field}_{language}" for language in LANGUAGES]


COLUMNS = {
    "interviews.csv": {
        *("accession", "title", "narrator", "language", "recorded_on", "published_on", "branch", "rank"),
        *("served_from", "served_to", "left_on", "media_url", "summary", "consent", "release", "embargo_until"),
        *("coded_for", *in_languages("title"), *in_languages("summary")),
    },
    "transcripts.csv": {"accession", "language", "kind", "provenance"},
    "recordings.csv": {"accession", "part", "file", "url", "offset", "duration"},
    "themes.csv": {"code", "parent", "position", *in_languages("label"), *in_languages("definition")},
    "codings.csv": {"accession", "theme", "start", "end", "coder", "note", *in_languages("gist")},
    "glossary.csv": {"key", "kind", "explained", *LANGUAGES, *in_languages("definition")},
}

THEMES = {
    "why": [
        *("election", "violence", "orders", "war", "conscience", "family"),
        *("repression", "hazing", "conditions", "corruption", "truth", "contract"),
    ],
    "how": [
        *("lectures", "media", "enemy", "memory", "youth", "ritual", "brotherhood"),
        *("isolation", "fear", "money", "language", "russia", "dehumanise", "loyalty"),
    ],
    "who": ["ideology", "commander", "security", "teacher", "media", "peers", "family", "church", "russian"],
    "path": ["joining", "belonging", "doubt", "trigger", "decision", "exit", "aftermath", "stand"],
}

FOREIGN_LETTERS = {"be": "[ищъїєґ]", "ru": "[іўїєґ]", "uk": "[ыэёъў]", "en": "[\u0400-\u04ff]"}

TIMING = re.compile(r"(\d{2}:\d{2}:\d{2}[.,]\d{3}) --> (\d{2}:\d{2}:\d{2}[.,]\d{3})\n(?:<v ([^>]+)>|([^:\n]+): )(.+)")
STAMP = re.compile(r"^\[(\d{2}:\d{2}:\d{2})\] ([^:]+): (.+)$", re.MULTILINE)


def rows(name):
    with (SAMPLE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def milliseconds(stamp):
    hours, minutes, seconds = stamp.replace(",", ".").split(":")
    return round((int(hours) * 3600 + int(minutes) * 60 + float(seconds)) * 1000)


def is_timed(path):
    return tuple(path.name.split(".")[:2]) not in UNTIMED


def read_cues(path):
    """Return (start, end, speaker, text) for each cue; in plain text each lasts until the next stamp, the last bare.

    Of a text without times each paragraph is a cue.
    """
    text = path.read_text(encoding="utf-8")
    if not is_timed(path):
        return [(None, None, *paragraph.strip().split(": ", 1)) for paragraph in text.split("\n\n")]
    if path.suffix == ".json":
        return [
            (round(part["start"] * 1000), round(part["end"] * 1000), part["speaker"], part["text"].strip())
            for part in json.loads(text)["segments"]
        ]
    if path.suffix != ".txt":
        return [
            (milliseconds(start), milliseconds(end), voice or label, words)
            for start, end, voice, label, words in TIMING.findall(text)
        ]
    found = [(milliseconds(stamp), speaker, words) for stamp, speaker, words in STAMP.findall(text)]
    ends = [start for start, *_ in found[1:]] + [milliseconds(text.splitlines()[-1].strip("[]"))]
    return [(start, end, speaker, words) for (start, speaker, words), end in zip(found, ends, strict=True)]


def segment_spans(cues):
    """Join cues as the archive does: until a sentence ends after 15 s, never over 60 s, never across speakers."""
    spans = []
    for start, end, speaker, words in cues:
        last = spans[-1] if spans else None
        full = last and last["sentence_ends"] and last["end"] - last["start"] >= 15_000
        if not last or full or last["speaker"] != speaker or start - last["end"] > 5000 or end - last["start"] > 60_000:
            last = {"start": start, "speaker": speaker}
            spans.append(last)
        last |= {"end": end, "sentence_ends": bool(re.search(r"[.!?…][»”]?$", words))}
    return [(span["start"], span["end"]) for span in spans]


def transcript_files():
    """Return {(accession, language): path}."""
    return {tuple(path.name.split(".")[:2]): path for path in sorted((SAMPLE / "transcripts").iterdir())}


def original(accession):
    language = next(row["language"] for row in rows("interviews.csv") if row["accession"] == accession)
    return transcript_files()[accession, language]


def texts_by_language():
    """Yield (where, language, text) for everything that is read in one language."""
    for (accession, language), path in transcript_files().items():
        for start, _, speaker, words in read_cues(path):
            yield f"{accession}.{language} {start}", language, f"{speaker}: {words}"
    for name in COLUMNS:
        for row in rows(name):
            for column, text in row.items():
                if column[-2:] in LANGUAGES and (column in LANGUAGES or column[-3] == "_"):
                    yield f"{name} {next(iter(row.values()))} {column}", column[-2:], text
    for key, text in tomllib.loads((SAMPLE / "batch.toml").read_text(encoding="utf-8"))["series"].items():
        yield f"batch.toml {key}", key[-2:], text
