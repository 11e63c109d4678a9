"""JSON of services that turn speech into text, and of YouTube: each in a shape of its own, with no standard.

YouTube (json3), AssemblyAI, AWS Transcribe, Azure, Deepgram, ElevenLabs, Gladia, Google, Rev, Speechmatics, Premiere,
and the transcripts of podcasts. Where a service gives single words only, they are joined to sentences of one voice.
Second guesses, scores and identifiers are left out.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from .json_tree import Json, JsonObject
from .problems import Problems
from .recognised import WORD, tell_missing
from .spoken import Body, Spoken, known_language, milliseconds

NAME = "speech"
SENTENCE_ENDS = (".", "?", "!", "…")
SILENCE_MS = 2_000
MOST_WORDS = 60
TICKS = 10_000  # of Azure in a millisecond
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


def recognises(data: Json) -> bool:
    """Say whether ``data`` has the shape of one of the services, with words in it."""
    return any(one.text.strip() for one in _said(data))


def read(data: Json, problems: Problems) -> Body:
    """Return the cues of a service's file."""
    spoken = Spoken(problems)
    found = []
    for one in _said(data):
        if one.told:
            problems.add(one.told, one.line, text=one.unread)
        if one.text.strip():
            found.append(one)
            spoken.add(one.line, one.start_ms, one.end_ms, one.speaker, one.text)
    tell_missing(_whole(data), [one.text for one in found], problems)
    named = next((text for name in ("language_code", "language") if (text := _text(_get(data, name)))), "")
    return Body(spoken.cues(), known_language(named))


def _said(data: Json) -> list[Said]:
    return next((found for service in SERVICES if (found := list(service(data)))), [])


def _whole(data: Json) -> str:
    """Return what the services give as the text of everything, to see whether all of it is in the passages."""
    channels = _objects(_get(data, "results", "channels"))
    wholes = [
        _text(_get(data, "text")),
        _text(_get(data, "result", "transcription", "full_transcript")),
        *(_text(one.get("transcript")) for one in _objects(_get(data, "results", "transcripts"))),
        *(_text(one.get("display")) for one in _objects(_get(data, "combinedRecognizedPhrases"))),
        *(_text(one.get("text")) for one in _objects(_get(data, "combinedPhrases"))),
        *(_text(_get(_first(one.get("alternatives")), "transcript")) for one in channels),
    ]
    return " ".join(filter(None, wholes))


def _get(data: Json, *names: str) -> Json:
    """Return what lies below ``names``, None if nothing does."""
    for name in names:
        data = data.get(name) if isinstance(data, JsonObject) else None
    return data


def _objects(data: Json) -> list[JsonObject]:
    return [one for one in data if isinstance(one, JsonObject)] if isinstance(data, list) else []


def _first(data: Json) -> Json:
    return data[0] if isinstance(data, list) and data else None


def _text(value: Json) -> str:
    return value if isinstance(value, str) else ""


def _name(value: Json) -> str:
    """Return what a service calls a voice: a name, or a number."""
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _seconds(value: Json) -> int | None:
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


def _thousandths(value: Json) -> int | None:
    return round(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _after(start_ms: int | None, length_ms: int | None) -> int | None:
    return None if start_ms is None or length_ms is None else start_ms + length_ms


def _joined(words: Iterable[Said]) -> Iterator[Said]:
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


def _by_sentence(whole: Said, words: list[Said]) -> Iterator[Said]:
    """Yield ``whole`` sentence by sentence if its ``words`` have times and are those of its text; else as it is."""
    timed = bool(words) and all(None not in (word.start_ms, word.end_ms) for word in words)
    if timed and "".join("".join(word.text for word in words).split()) == "".join(whole.text.split()):
        yield from _joined(words)
    else:
        yield whole


def _with_unread(said: Said, item: JsonObject) -> Said:
    """Return ``said``, which was read from ``item``, with the words of the item that are not in it."""
    known = set(WORD.findall(said.text))
    if unread := [text for text in _texts(item) if not known.issuperset(WORD.findall(text))]:
        said.told, said.unread = "words-beside" if said.text.strip() else "json-item", " ".join(unread)
    return said


def _texts(item: Json) -> Iterator[str]:
    """Yield every text in ``item`` that may have been spoken."""
    if isinstance(item, str):
        yield item
    elif isinstance(item, list):
        for one in item:
            yield from _texts(one)
    elif isinstance(item, JsonObject):
        for name, one in item.items():
            if name not in BESIDE:
                yield from _texts(one)


def _youtube(data: Json) -> Iterator[Said]:
    events = [one for one in _objects(_get(data, "events")) if "tStartMs" in one]
    rolls = any("aAppend" in one for one in events)
    found = []
    for one in events:
        text = "".join(_text(_get(part, "utf8")) for part in _objects(one.get("segs")))
        if text.strip():
            start = _thousandths(one.get("tStartMs"))
            found.append(Said(one.line, start, _after(start, _thousandths(one.get("dDurationMs"))), "", text))
    for above, below in pairwise(found) if rolls else ():
        # A line rolls up under the next one: it is shown longer than it is spoken.
        if above.end_ms is not None and below.start_ms is not None and above.start_ms is not None:
            above.end_ms = max(above.start_ms, min(above.end_ms, below.start_ms))
    yield from found


def _assemblyai(data: Json) -> Iterator[Said]:
    if _get(data, "audio_duration") is None and _get(data, "utterances") is None:
        return
    utterances = _objects(_get(data, "utterances"))
    for one in utterances:
        whole = _assemblyai_said(one)
        words = [_assemblyai_said(word) for word in _objects(one.get("words"))]
        for word in words:
            word.speaker = whole.speaker
        yield from _by_sentence(whole, words)
    if not utterances:
        yield from _joined(map(_assemblyai_said, _objects(_get(data, "words"))))


def _assemblyai_said(one: JsonObject) -> Said:
    times = _thousandths(one.get("start")), _thousandths(one.get("end"))
    return Said(one.line, *times, _name(one.get("speaker")), _text(one.get("text")))


def _aws(data: Json) -> Iterator[Said]:
    results = _get(data, "results")
    if whole := _objects(_get(results, "audio_segments")):
        for one in whole:
            times = _seconds(one.get("start_time")), _seconds(one.get("end_time"))
            yield Said(one.line, *times, _name(one.get("speaker_label")), _text(one.get("transcript")))
        return
    words = []
    for one in _objects(_get(results, "items")):
        text = _text(_get(_first(one.get("alternatives")), "content"))
        times = _seconds(one.get("start_time")), _seconds(one.get("end_time"))
        sign = one.get("type") == "punctuation"
        words.append(Said(one.line, *times, _name(one.get("speaker_label")), text, joins=sign))
    yield from _joined(words)


def _azure(data: Json) -> Iterator[Said]:
    for one in _objects(_get(data, "recognizedPhrases")):
        ticks = _thousandths(one.get("offsetInTicks")), _thousandths(one.get("durationInTicks"))
        start = _seconds(one.get("offset")) if ticks[0] is None else ticks[0] // TICKS
        length = _seconds(one.get("duration")) if ticks[1] is None else ticks[1] // TICKS
        best = _first(one.get("nBest"))
        text = _text(_get(best, "display")) or _text(_get(best, "lexical"))
        yield Said(one.line, start, _after(start, length), _name(one.get("speaker")), text)
    for one in _objects(_get(data, "phrases")):
        start = _thousandths(one.get("offsetMilliseconds"))
        end = _after(start, _thousandths(one.get("durationMilliseconds")))
        yield Said(one.line, start, end, _name(one.get("speaker")), _text(one.get("text")))


def _deepgram(data: Json) -> Iterator[Said]:
    results = _get(data, "results")
    found = [
        Said(one.line, *_span(one), _name(one.get("speaker")), _text(one.get("transcript")))
        for one in _objects(_get(results, "utterances"))
    ]
    if not found:
        for channel in _objects(_get(results, "channels")):
            best = _first(channel.get("alternatives"))
            sentences = [
                Said(one.line, *_span(one), _name(paragraph.get("speaker")), _text(one.get("text")))
                for paragraph in _objects(_get(best, "paragraphs", "paragraphs"))
                for one in _objects(paragraph.get("sentences"))
            ]
            words = (
                Said(
                    one.line,
                    *_span(one),
                    _name(one.get("speaker")),
                    _text(one.get("punctuated_word", one.get("word"))),
                )
                for one in _objects(_get(best, "words"))
            )
            found += sentences or list(_joined(words))
    yield from sorted(found, key=lambda one: one.start_ms or 0)


def _span(one: JsonObject) -> tuple[int | None, int | None]:
    return _seconds(one.get("start")), _seconds(one.get("end"))


def _google(data: Json) -> Iterator[Said]:
    results = _objects(_get(data, "results"))
    bests = [_first(one.get("alternatives")) for one in results]
    texts = [_text(_get(best, "transcript")) for best in bests]
    # With voices told apart the last result has all words of the recording once more, often with no text of its own.
    last = [_google_word(word) for word in _objects(_get(bests[-1], "words"))] if bests else []
    tagged = all(word.speaker for word in last)
    whole = _with_text(last, " ".join(texts))
    if whole and (tagged or not any(texts)):
        yield from _joined(whole)
        return
    before: int | None = 0
    for one, best, text in zip(results, bests, texts, strict=True):
        listed = [_google_word(word) for word in _objects(_get(best, "words"))]
        count = len(text.split())
        words = listed[-count:] if count else []
        start = words[0].start_ms if words else before
        end = _seconds(one.get("resultEndTime", one.get("resultEndOffset")))
        if end is None and words:
            end = words[-1].end_ms
        voices = {word.speaker for word in words} - {""}
        parts = list(_joined(_with_text(words, text))) if len(voices) > 1 else []
        yield from parts or [Said(one.line, start, end, next(iter(voices)) if len(voices) == 1 else "", text)]
        before = end
        beyond = not count or (tagged and one is results[-1] and len(listed) > count)
        if beyond and not whole and (unread := " ".join(word.text for word in listed if word.text)):
            told = "words-differ" if all(word.speaker for word in listed) else "words-beside"
            yield Said(one.line, None, None, "", "", told=told, unread=unread)


def _google_word(word: JsonObject) -> Said:
    start = _seconds(word.get("startTime", word.get("startOffset")))
    end = _seconds(word.get("endTime", word.get("endOffset")))
    voice = _name(word.get("speakerTag", word.get("speakerLabel")))
    return Said(word.line, start, end, "" if voice == "0" else voice, _text(word.get("word")))  # 0 is nobody


def _with_text(words: list[Said], text: str) -> list[Said]:
    """Return ``words`` as ``text`` writes them, with its signs; nothing if it has words that they have not."""
    if text.strip() and WORD.findall(text.casefold()) != WORD.findall(" ".join(word.text for word in words).casefold()):
        return []
    written = text.split()
    if len(written) == len(words):
        return [replace(word, text=one) for word, one in zip(words, written, strict=True)]
    return words


def _gladia(data: Json) -> Iterator[Said]:
    for place in (("result", "transcription", "utterances"), ("transcription", "utterances")):
        for one in _objects(_get(data, *place)):
            yield Said(one.line, *_span(one), _name(one.get("speaker")), _text(one.get("text")))


def _rev(data: Json) -> Iterator[Said]:
    names = {_name(one.get("id")): _name(one.get("name")) for one in _objects(_get(data, "speakers"))}
    for one in _objects(_get(data, "monologues")):
        elements = _objects(one.get("elements"))
        starts = [time for part in elements if (time := _seconds(part.get("ts"))) is not None]
        ends = [time for part in elements if (time := _seconds(part.get("end_ts"))) is not None]
        who = names.get(_name(one.get("speaker"))) or _name(one.get("speaker"))
        text = "".join(_text(part.get("value")) for part in elements)
        whole = Said(one.line, starts[0] if starts else None, ends[-1] if ends else None, who, text)
        yield from _by_sentence(whole, _rev_words(elements, who))


def _rev_words(elements: list[JsonObject], who: str) -> list[Said]:
    """Return the words that have times, each with the signs and whatever else has none after it."""
    words: list[Said] = []
    first = ""
    for one in elements:
        value, start = _text(one.get("value")), _seconds(one.get("ts"))
        if start is not None:
            against = bool(words) and not words[-1].text[-1:].isspace() and not value[:1].isspace()
            words.append(Said(one.line, start, _seconds(one.get("end_ts")), who, first + value, joins=against))
            first = ""
        elif words:
            words[-1].text += value
        else:
            first += value
    for word in words:
        word.text = word.text.strip()
    return [word for word in words if word.text]


def _speechmatics(data: Json) -> Iterator[Said]:
    words = []
    for one in _objects(_get(data, "results")):
        best = _first(one.get("alternatives"))
        times = _seconds(one.get("start_time")), _seconds(one.get("end_time"))
        sign = one.get("type") == "punctuation"
        words.append(Said(one.line, *times, _name(_get(best, "speaker")), _text(_get(best, "content")), joins=sign))
    yield from _joined(word for word in words if word.text)


def _elevenlabs(data: Json) -> Iterator[Said]:
    words = _objects(_get(data, "words"))
    if not any(one.get("type") == "spacing" for one in words):
        return
    yield from _joined(
        Said(one.line, *_span(one), _name(one.get("speaker_id")), _text(one.get("text")))
        for one in words
        if _text(one.get("text")).strip()
    )


def _premiere(data: Json) -> Iterator[Said]:
    """Yield segments that have their words one by one; the first tells that they have no text of their own."""
    segments = _objects(_get(data, "segments"))
    if not segments or "text" in segments[0] or not {"duration", "words"} <= segments[0].keys():
        return
    names = {_name(one.get("id")): _name(one.get("name")) for one in _objects(_get(data, "speakers"))}
    for one in segments:
        start, who = _seconds(one.get("start")), _name(one.get("speaker"))
        words = " ".join(_text(word.get("text")) for word in _objects(one.get("words")))
        text = _text(one.get("text")).strip() or words
        end = _after(start, _seconds(one.get("duration")))
        yield _with_unread(Said(one.line, start, end, names.get(who) or who, text), one)


def _podcast(data: Json) -> Iterator[Said]:
    segments = _objects(_get(data, "segments"))
    for one in segments if any("body" in one for one in segments) else ():
        times = _seconds(one.get("startTime")), _seconds(one.get("endTime"))
        text = _text(one.get("body")).strip() or _text(one.get("text"))
        yield _with_unread(Said(one.line, *times, _name(one.get("speaker")), text), one)


Service = Callable[[Json], Iterator[Said]]
# In the order in which they are asked; Google last of those with ``results``, whose shape is the loosest.
SERVICES: tuple[Service, ...] = (
    *(_youtube, _assemblyai, _aws, _azure, _deepgram, _gladia, _rev, _speechmatics),
    *(_google, _elevenlabs, _premiere, _podcast),
)
