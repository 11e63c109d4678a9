"""JSON of speech recognisers, in the dialects of Whisper and its kin, and the JSON that this archive itself writes.

There is no standard; the shapes are those of the OpenAI API (``verbose_json``, ``diarized_json``), of faster-whisper
(segments dumped as objects or arrays), whisper.cpp (``-oj``, ``-ojf``), WhisperX (voices of segments and of words) and
the pipeline of transformers (``chunks`` with ``timestamp``). Scores, tokens and identifiers are left out.
"""

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

from .json_tree import Json, JsonObject
from .problems import Problems
from .said import Said, joined
from .spoken import WORD, Body, Spoken, known_language, milliseconds
from .stamps import clock_ms

NAME = "json"
# Where the passages are, in the order in which they are looked for: the first that has words is read.
LISTS = ("segments", "transcription", "speakers", "chunks", "words", "word_segments")
CLOCK = re.compile(r"(?:\d{1,4}:)?\d{1,2}:\d{2}(?:[,.]\d{1,3})?")
SECONDS = re.compile(r"\d{1,9}(?:\.\d{1,9})?")
# "(0.0, 2.5)", as Python writes a pair that nobody made into a list.
PAIR = re.compile(r"[(\[]\s*(\d{1,9}(?:\.\d{1,9})?|None)\s*,\s*(\d{1,9}(?:\.\d{1,9})?|None)\s*[)\]]")
# The lists in which one recording's passages are, where a file holds what was made of several.
OUTPUTS = ("segments", "transcription", "chunks")
OF_WORDS = ("words", "word_segments", "chunks")
# From so many single words on, these are words and no passages.
LEAST_WORDS, SINGLE = 5, 0.9
# The fields of a segment that faster-whisper dumped as an array: number, place, start, end, text.
ARRAY_START, ARRAY_END, ARRAY_TEXT = 2, 3, 4


@dataclass(frozen=True, slots=True)
class Passage:
    """A segment, chunk or word as a file gives it, whatever its dialect."""

    line: int
    start_ms: int | None
    end_ms: int | None
    speaker: str
    text: str
    words: tuple["Passage", ...]
    bad_times: str


def recognises(data: Json) -> bool:
    """Say whether ``data`` is a transcript in one of the dialects."""
    if isinstance(data, JsonObject):
        alone = isinstance(data.get("text"), str) and set(data) <= {"text", "usage", "logprobs"}
        if alone or any(data.get(name) == [] for name in ("segments", "transcription", "chunks")):
            return True
    return any(_text_of(item) is not None for one in _outputs(data) for item in _items(one))


def read(data: Json, problems: Problems) -> Body:
    """Return the cues of a recogniser's file; a segment in which several people speak becomes a cue for each."""
    spoken = Spoken(problems)
    for one in _outputs(data):
        _read_output(one, spoken, problems)
    _tell_themes(data, problems)
    return Body(spoken.cues(), known_language(_language(_outputs(data)[0])))


def _read_output(data: Json, spoken: Spoken, problems: Problems) -> None:
    """Take what is said in one recording, and tell what else the file has of it."""
    said: list[str] = []
    items, whole = _items(data), _whole_text(data)
    if isinstance(data, JsonObject) and any(data.get(name) is items for name in OF_WORDS):
        sentences = _sentences(items, whole)
        if sentences:
            problems.add("words-to-sentences", 1, count=len(items), made=len(sentences))
        for one in sentences:
            said.append(one.text)
            spoken.add(one.line, one.start_ms, one.end_ms, one.speaker, one.text)
        items = [] if sentences else items
    for number, item in enumerate(items, 1):
        passage = _passage(item, number)
        if isinstance(item, list):
            problems.number_elements()
        if passage is None:
            problems.add("json-item", _line(item), text=_written(item))
            continue
        said.append(passage.text)
        if passage.bad_times:
            spoken.leave_out(passage.line, passage.bad_times, passage.text)
            continue
        for part in _by_mark(item, passage) or _by_voice(passage, problems):
            spoken.add(part.line, part.start_ms, part.end_ms, part.speaker, part.text)
    if not said and whole:
        spoken.add(1, None, None, "", whole)
    elif whole:
        tell_missing(whole, said, problems)


def _outputs(data: Json) -> list[Json]:
    """Return what was made of each recording: transformers gives a list of as many as it was given, also for one."""
    if isinstance(data, list):
        found = [one for one in data if isinstance(one, JsonObject) and any(one.get(name) for name in OUTPUTS)]
        if found and len(found) == len(data):
            return list(found)
    return [data]


def _items(data: Json) -> list[Json]:
    """Return the list of passages, wherever the dialect has it."""
    if isinstance(data, list):
        return data
    if not isinstance(data, JsonObject):
        return []
    lists = [found for name in LISTS if isinstance(found := data.get(name), list) and found]
    return next((items for items in lists if any(_text_of(item) is not None for item in items)), [])


def _sentences(items: list[Json], whole: str) -> list[Said]:
    """Return the sentences that ``items`` make if they are single words with times; none if they are passages.

    Where the words are those of the ``whole`` text they are taken from there, for only it has their punctuation.
    """
    words = [passage for item in items if isinstance(item, JsonObject) and (passage := _passage(item))]
    single = sum(len(word.text.split()) == 1 for word in words)
    timed = all(word.start_ms is not None and word.end_ms is not None and not word.bad_times for word in words)
    if len(words) < max(LEAST_WORDS, len(items)) or single < SINGLE * len(words) or not timed:
        return []
    texts = _as_in_whole(words, whole) or [word.text for word in words]
    spaced = any(text[:1].isspace() or text[-1:].isspace() for text in texts)
    said = [Said(word.line, word.start_ms, word.end_ms, word.speaker, "") for word in words]
    for word, before, text in zip(said, ["", *texts], texts, strict=False):
        word.text, word.joins = text.strip(), spaced and not (text[:1].isspace() or before[-1:].isspace())
    return list(joined(said))


def _as_in_whole(words: list[Passage], whole: str) -> list[str]:
    """Return each word with the signs that follow it in ``whole``; nothing if that has other words."""
    places, at = [], 0
    for word in words:
        bare = word.text.strip()
        found = whole.find(bare, at)
        if found < 0 or WORD.search(whole, at, found):
            return []
        places.append(found)
        at = found + len(bare)
    if not places or WORD.search(whole, at):
        return []
    return [whole[0 if not number else here : there] for number, (here, there) in enumerate(pairwise([*places, None]))]


def _text_of(item: Json) -> str | None:
    """Return the words of ``item``, or None if it is no passage of any dialect."""
    if isinstance(item, JsonObject):
        text = item.get("text", item.get("word", item.get("punctuated_word")))
        return text if isinstance(text, str) else None
    if isinstance(item, list) and len(item) > ARRAY_TEXT and all(map(_is_number, item[:ARRAY_TEXT])):
        text = item[ARRAY_TEXT]
        return text if isinstance(text, str) else None
    return None


def _passage(item: Json, number: int = 1) -> Passage | None:
    """Return what ``item`` says; an array, which doesn't know its line, is told by its ``number`` in the list."""
    text = _text_of(item)
    if text is None:
        return None
    if isinstance(item, list):
        start, end = item[ARRAY_START], item[ARRAY_END]
        return Passage(number, _from_seconds(start), _from_seconds(end), "", text, (), "")
    if not isinstance(item, JsonObject):
        return None
    listed = item.get("words")
    words = tuple(word for one in listed if (word := _passage(one))) if isinstance(listed, list) else ()
    start_ms, end_ms, bad = _times(item)
    return Passage(item.line, start_ms, end_ms, _speaker(item), text, words, bad)


def _times(item: JsonObject) -> tuple[int | None, int | None, str]:
    """Return the start and end of ``item``, and how they are written if they can't be read."""
    if "start_ms" in item or "end_ms" in item:
        start, end = item.get("start_ms"), item.get("end_ms")
        read = (_from_milliseconds(start), _from_milliseconds(end))
    elif isinstance(offsets := item.get("offsets"), JsonObject):
        start, end = offsets.get("from"), offsets.get("to")
        read = (_from_milliseconds(start), _from_milliseconds(end))
    elif isinstance(stamps := item.get("timestamps"), JsonObject):
        start, end = stamps.get("from"), stamps.get("to")
        read = (_from_clock(start), _from_clock(end))
    elif isinstance(written := item.get("timestamp"), str):
        if not (match := PAIR.fullmatch(written.strip())):
            return None, None, written
        start, end = (None if time == "None" else time for time in match.groups())
        read = (_from_seconds(start), _from_seconds(end))
    elif isinstance(pair := item.get("timestamp"), list):
        start, end = (*pair, None, None)[:2]
        read = (_from_seconds(start), _from_seconds(end))
    else:
        start, end = item.get("start"), item.get("end")
        read = (_from_seconds(start), _from_seconds(end))
    bad = [time for time, ms in ((start, read[0]), (end, read[1])) if time is not None and ms is None]
    return (*read, f"{start} – {end}" if bad else "")


def _is_number(value: Json) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _from_seconds(value: Json) -> int | None:
    return milliseconds(value) if isinstance(value, int | float) and not isinstance(value, bool) else _from_clock(value)


def _from_milliseconds(value: Json) -> int | None:
    return round(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _from_clock(value: Json) -> int | None:
    """Return the milliseconds of a clock, or of seconds that are written as text."""
    if not isinstance(value, str):
        return None
    if SECONDS.fullmatch(value.strip()):
        return milliseconds(float(value))
    return clock_ms(value.strip()) if CLOCK.fullmatch(value.strip()) else None


def _speaker(item: JsonObject) -> str:
    speaker = item.get("speaker", item.get("speaker_id"))
    if isinstance(speaker, JsonObject):
        speaker = speaker.get("name", speaker.get("id"))
    return str(speaker) if isinstance(speaker, str | int) and not isinstance(speaker, bool) else ""


def _by_voice(passage: Passage, problems: Problems) -> list[Passage]:
    """Return ``passage`` cut where another of its words' speakers begins; whole if its words are not its text."""
    voices = {word.speaker for word in passage.words if word.speaker}
    if len(voices) < 2:
        _tell_unsaid(passage, problems)
        return [_with_voice(passage, passage.speaker or next(iter(voices), ""))]
    places = _places(passage)
    if places is None:
        problems.add("words-differ", passage.line, text=" ".join(word.text.strip() for word in passage.words))
        return [passage]
    parts: list[Passage] = []
    first, speaker = 0, passage.words[0].speaker or passage.speaker
    for index, word in enumerate(passage.words[1:], 1):
        if word.speaker and word.speaker != speaker:
            parts.append(_part(passage, places, first, index, speaker))
            first, speaker = index, word.speaker
    parts.append(_part(passage, places, first, len(passage.words), speaker))
    problems.add("voices-parted", passage.line, count=len(parts))
    return parts


def _tell_unsaid(passage: Passage, problems: Problems) -> None:
    """Tell of words that stand among the passage's single words and not in its text."""
    single = [word.text for word in passage.words]
    if "".join("".join(single).split()) == "".join(passage.text.split()):
        return
    if Counter(WORD.findall(" ".join(single))) - Counter(WORD.findall(passage.text)):
        problems.add("words-beside", passage.line, text=" ".join(word.strip() for word in single))


def _by_mark(item: Json, passage: Passage) -> list[Passage]:
    """Return ``passage`` cut into the cues it was made of, as this archive writes them: place in the text, start, end.

    Returns nothing if there are no marks, or none that fit the text.
    """
    marks = item.get("marks") if isinstance(item, JsonObject) else None
    if not isinstance(marks, list) or not marks:
        return []
    cuts: list[tuple[int, int, int]] = []
    for mark in marks:
        whole = [part for part in mark if isinstance(part, int)] if isinstance(mark, list) else []
        if len(whole) != 3 or not (cuts[-1][0] if cuts else -1) < whole[0] < len(passage.text):
            return []
        cuts.append((whole[0] if cuts else 0, whole[1], whole[2]))
    ends = [*(place for place, _, _ in cuts[1:]), None]
    return [
        Passage(passage.line, start, end, passage.speaker, said, (), "")
        for (place, start, end), stop in zip(cuts, ends, strict=True)
        if (said := passage.text[place:stop]).strip()
    ]


def _with_voice(passage: Passage, speaker: str) -> Passage:
    return Passage(passage.line, passage.start_ms, passage.end_ms, speaker, passage.text, (), "")


def _places(passage: Passage) -> list[int] | None:
    """Return where in the text each word begins, or None if text and words differ."""
    places, at = [], 0
    for word in passage.words:
        written = word.text.strip()
        found = passage.text.find(written, at)
        if found < 0 or passage.text[at:found].strip():
            return None
        places.append(found)
        at = found + len(written)
    return None if passage.text[at:].strip() else places


def _part(passage: Passage, places: list[int], first: int, end: int, speaker: str) -> Passage:
    """Return the words from ``first`` to ``end`` as a passage; the segment's own times bound it on the outside."""
    last = end == len(passage.words)
    text = passage.text[places[first] if first else 0 : None if last else places[end]]
    times = [word for word in passage.words[first:end] if word.start_ms is not None]
    start = passage.start_ms if not first else next((word.start_ms for word in times), passage.start_ms)
    ends = [word.end_ms for word in times if word.end_ms is not None]
    stop = passage.end_ms if last else max(ends, default=passage.end_ms)
    if start is not None and stop is not None and stop < start:
        stop = start
    return Passage(passage.line, start, stop, speaker, text, (), "")


def _whole_text(data: Json) -> str:
    text = data.get("text") if isinstance(data, JsonObject) else None
    return text if isinstance(text, str) else ""


def tell_missing(whole: str, said: list[str], problems: Problems) -> None:
    """Tell of words that the file has in its whole text and in no passage."""
    if "".join(whole.split()) == "".join("".join(said).split()):
        return
    missing = Counter(WORD.findall(whole)) - Counter(WORD.findall(" ".join(said)))
    if missing:
        problems.add("text-elsewhere", 1, text=" ".join(missing.elements()))


def _tell_themes(data: Json, problems: Problems) -> None:
    for item in (item for one in _outputs(data) for item in _items(one)):
        if isinstance(item, JsonObject) and isinstance(themes := item.get("themes"), list) and themes:
            problems.count("themes-left-out", item.line, len(themes))


def _language(data: Json) -> str:
    if not isinstance(data, JsonObject):
        return ""
    for place in (data, data.get("result"), data.get("info"), data.get("params")):
        if isinstance(place, JsonObject) and isinstance(name := place.get("language"), str):
            return name
    return ""


def _line(item: Json) -> int:
    return item.line if isinstance(item, JsonObject) else 1


def _written(item: Json) -> str:
    """Return all texts in ``item``, for a message."""
    texts: list[str] = []
    waiting: list[Json] = [item]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            texts.append(one)
        elif isinstance(one, list):
            waiting += reversed(one)
        elif isinstance(one, JsonObject):
            waiting += reversed(list(one.values()))
    return " ".join(" ".join(texts).split())
