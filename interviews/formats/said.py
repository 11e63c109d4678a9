"""What a passage or word of a service is, and how the shapes are taken apart in which services give them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .json_tree import Json, JsonObject
from .spoken import WORD, milliseconds

SENTENCE_ENDS = (".", "?", "!", "…")
SILENCE_MS = 2_000
MOST_WORDS = 60
# What stands in a passage beside its words: who speaks, when, in which language, of which kind a word is.
BESIDE = frozenset(["speaker", "language", "id", "type", "tags", "start", "end", "startTime", "endTime"])


@dataclass(slots=True)
class Said:
    """A passage or word of any service. ``joins`` marks what stands against the word before it: a comma, a stop.

    ``unread`` are words that stand there too and are not in the text; ``told`` is the code of the problem that says so.
    """

    line: int
    start_ms: int | None
    end_ms: int | None
    speaker: str
    text: str
    joins: bool = False
    told: str = ""
    unread: str = ""


def get(data: Json, *names: str) -> Json:
    """Return what lies below ``names``, None if nothing does."""
    for name in names:
        data = data.get(name) if isinstance(data, JsonObject) else None
    return data


def objects(data: Json) -> list[JsonObject]:
    return [one for one in data if isinstance(one, JsonObject)] if isinstance(data, list) else []


def first_of(data: Json) -> Json:
    return data[0] if isinstance(data, list) and data else None


def text_of(value: Json) -> str:
    return value if isinstance(value, str) else ""


def name_of(value: Json) -> str:
    """Return what a service calls a voice: a name, or a number."""
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def seconds(value: Json) -> int | None:
    """Return milliseconds for 1.5, "1.5", "1.5s" (Google) or "PT1M1.5S" (Azure)."""
    if isinstance(value, str):
        total, value = 0.0, value.strip()
        for mark, length in (("H", 3600), ("M", 60)) if value.startswith("PT") else ():
            before, found, after = value.removeprefix("PT").partition(mark)
            if found and _is_number(before):
                total, value = total + float(before) * length, after
        rest = value.removeprefix("PT").rstrip("sS")
        return milliseconds(total + float(rest)) if _is_number(rest) else milliseconds(total) if total else None
    return milliseconds(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _is_number(written: str) -> bool:
    return written.replace(".", "", 1).isascii() and written.replace(".", "", 1).isdecimal() and len(written) < 20


def thousandths(value: Json) -> int | None:
    return round(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def after(start_ms: int | None, length_ms: int | None) -> int | None:
    return None if start_ms is None or length_ms is None else start_ms + length_ms


def joined(words: Iterable[Said]) -> Iterator[Said]:
    """Yield sentences, or what one voice says without a silence."""
    open_: Said | None = None
    count = 0
    for word in words:
        silent = open_ and None not in (open_.end_ms, word.start_ms)
        gap = (word.start_ms or 0) - (open_.end_ms or 0) if open_ and silent else 0
        ends = open_ is not None and (open_.text.endswith(SENTENCE_ENDS) or count >= MOST_WORDS or gap > SILENCE_MS)
        if open_ is None or (not word.joins and (ends or word.speaker != open_.speaker)):
            if open_ is not None:
                yield open_
            open_, count = word, 1
            continue
        open_.text += word.text if word.joins else f" {word.text}"
        open_.end_ms = open_.end_ms if word.end_ms is None else word.end_ms
        count += 1
    if open_ is not None:
        yield open_


def by_sentence(whole: Said, words: list[Said]) -> Iterator[Said]:
    """Yield ``whole`` sentence by sentence if its ``words`` have times and are those of its text; else as it is."""
    timed = bool(words) and all(None not in (word.start_ms, word.end_ms) for word in words)
    if timed and "".join("".join(word.text for word in words).split()) == "".join(whole.text.split()):
        yield from joined(words)
    else:
        yield whole


def with_unread(said: Said, item: JsonObject) -> Said:
    """Return ``said``, which was read from ``item``, with the words of the item that are not in it."""
    known = set(WORD.findall(said.text))
    if unread := [text for text in texts(item) if not known.issuperset(WORD.findall(text))]:
        said.told, said.unread = "words-beside" if said.text.strip() else "json-item", " ".join(unread)
    return said


def texts(item: Json) -> Iterator[str]:
    """Yield every text in ``item`` that may have been spoken."""
    if isinstance(item, str):
        yield item
    elif isinstance(item, list):
        for one in item:
            yield from texts(one)
    elif isinstance(item, JsonObject):
        for name, one in item.items():
            if name not in BESIDE:
                yield from texts(one)
