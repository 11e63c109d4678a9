"""JSON of services that turn speech into text, and of YouTube: each in a shape of its own, with no standard.

YouTube (json3), AssemblyAI, AWS Transcribe, Azure, Deepgram, ElevenLabs, Gladia, Google, Rev, Speechmatics, Premiere,
the transcripts of podcasts, and those of ``services``. Where a service gives single words only, they are joined to
sentences of one voice. Second guesses, scores and identifiers are left out.
"""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from . import services
from .json_tree import Json, JsonObject
from .problems import Problems
from .recognised import tell_missing
from .said import (
    Said,
    after,
    by_sentence,
    first_of,
    get,
    joined,
    name_of,
    objects,
    seconds,
    text_of,
    thousandths,
    with_unread,
)
from .services import Service
from .spoken import WORD, Body, Spoken, known_language

NAME = "speech"
TICKS = 10_000  # of Azure in a millisecond


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
    named = next((text for name in ("language_code", "language") if (text := text_of(get(data, name)))), "")
    return Body(spoken.cues(), known_language(named))


def _said(data: Json) -> list[Said]:
    return next((found for service in SERVICES if (found := list(service(data)))), [])


def _whole(data: Json) -> str:
    """Return what the services give as the text of everything, to see whether all of it is in the passages."""
    channels = objects(get(data, "results", "channels"))
    wholes = [
        text_of(get(data, "text")),
        text_of(get(data, "result", "transcription", "full_transcript")),
        *(text_of(one.get("transcript")) for one in objects(get(data, "results", "transcripts"))),
        *(text_of(one.get("display")) for one in objects(get(data, "combinedRecognizedPhrases"))),
        *(text_of(one.get("text")) for one in objects(get(data, "combinedPhrases"))),
        *(text_of(get(first_of(one.get("alternatives")), "transcript")) for one in channels),
    ]
    return " ".join(filter(None, wholes))


def _youtube(data: Json) -> Iterator[Said]:
    events = [one for one in objects(get(data, "events")) if "tStartMs" in one]
    rolls = any("aAppend" in one for one in events)
    found = []
    for one in events:
        text = "".join(text_of(get(part, "utf8")) for part in objects(one.get("segs")))
        if text.strip():
            start = thousandths(one.get("tStartMs"))
            found.append(Said(one.line, start, after(start, thousandths(one.get("dDurationMs"))), "", text))
    for above, below in pairwise(found) if rolls else ():
        # A line rolls up under the next one: it is shown longer than it is spoken.
        if above.end_ms is not None and below.start_ms is not None and above.start_ms is not None:
            above.end_ms = max(above.start_ms, min(above.end_ms, below.start_ms))
    yield from found


def _assemblyai(data: Json) -> Iterator[Said]:
    if get(data, "audio_duration") is None and get(data, "utterances") is None:
        return
    utterances = objects(get(data, "utterances"))
    for one in utterances:
        whole = _assemblyai_said(one)
        words = [_assemblyai_said(word) for word in objects(one.get("words"))]
        for word in words:
            word.speaker = whole.speaker
        yield from by_sentence(whole, words)
    if not utterances:
        yield from joined(map(_assemblyai_said, objects(get(data, "words"))))


def _assemblyai_said(one: JsonObject) -> Said:
    times = thousandths(one.get("start")), thousandths(one.get("end"))
    return Said(one.line, *times, name_of(one.get("speaker")), text_of(one.get("text")))


def _aws(data: Json) -> Iterator[Said]:
    results = get(data, "results")
    if whole := objects(get(results, "audio_segments")):
        for one in whole:
            times = seconds(one.get("start_time")), seconds(one.get("end_time"))
            yield Said(one.line, *times, name_of(one.get("speaker_label")), text_of(one.get("transcript")))
        return
    words = []
    for one in objects(get(results, "items")):
        text = text_of(get(first_of(one.get("alternatives")), "content"))
        times = seconds(one.get("start_time")), seconds(one.get("end_time"))
        sign = one.get("type") == "punctuation"
        words.append(Said(one.line, *times, name_of(one.get("speaker_label")), text, joins=sign))
    yield from joined(words)


def _azure(data: Json) -> Iterator[Said]:
    for one in objects(get(data, "recognizedPhrases")):
        ticks = thousandths(one.get("offsetInTicks")), thousandths(one.get("durationInTicks"))
        start = seconds(one.get("offset")) if ticks[0] is None else ticks[0] // TICKS
        length = seconds(one.get("duration")) if ticks[1] is None else ticks[1] // TICKS
        best = first_of(one.get("nBest"))
        text = text_of(get(best, "display")) or text_of(get(best, "lexical"))
        yield Said(one.line, start, after(start, length), name_of(one.get("speaker")), text)
    for one in objects(get(data, "phrases")):
        start = thousandths(one.get("offsetMilliseconds"))
        end = after(start, thousandths(one.get("durationMilliseconds")))
        yield Said(one.line, start, end, name_of(one.get("speaker")), text_of(one.get("text")))


def _deepgram(data: Json) -> Iterator[Said]:
    results = get(data, "results")
    found = [
        Said(one.line, *_span(one), name_of(one.get("speaker")), text_of(one.get("transcript")))
        for one in objects(get(results, "utterances"))
    ]
    if not found:
        for channel in objects(get(results, "channels")):
            best = first_of(channel.get("alternatives"))
            sentences = [
                Said(one.line, *_span(one), name_of(paragraph.get("speaker")), text_of(one.get("text")))
                for paragraph in objects(get(best, "paragraphs", "paragraphs"))
                for one in objects(paragraph.get("sentences"))
            ]
            words = (
                Said(
                    one.line,
                    *_span(one),
                    name_of(one.get("speaker")),
                    text_of(one.get("punctuated_word", one.get("word"))),
                )
                for one in objects(get(best, "words"))
            )
            found += sentences or list(joined(words))
    yield from sorted(found, key=lambda one: one.start_ms or 0)


def _span(one: JsonObject) -> tuple[int | None, int | None]:
    return seconds(one.get("start")), seconds(one.get("end"))


def _google(data: Json) -> Iterator[Said]:
    results = objects(get(data, "results"))
    bests = [first_of(one.get("alternatives")) for one in results]
    texts = [text_of(get(best, "transcript")) for best in bests]
    # With voices told apart the last result has all words of the recording once more, often with no text of its own.
    last = [_google_word(word) for word in objects(get(bests[-1], "words"))] if bests else []
    tagged = all(word.speaker for word in last)
    whole = _with_text(last, " ".join(texts))
    if whole and (tagged or not any(texts)):
        yield from joined(whole)
        return
    before: int | None = 0
    for one, best, text in zip(results, bests, texts, strict=True):
        listed = [_google_word(word) for word in objects(get(best, "words"))]
        count = len(text.split())
        words = listed[-count:] if count else []
        start = words[0].start_ms if words else before
        end = seconds(one.get("resultEndTime", one.get("resultEndOffset")))
        if end is None and words:
            end = words[-1].end_ms
        voices = {word.speaker for word in words} - {""}
        parts = list(joined(_with_text(words, text))) if len(voices) > 1 else []
        yield from parts or [Said(one.line, start, end, next(iter(voices)) if len(voices) == 1 else "", text)]
        before = end
        beyond = not count or (tagged and one is results[-1] and len(listed) > count)
        if beyond and not whole and (unread := " ".join(word.text for word in listed if word.text)):
            told = "words-differ" if all(word.speaker for word in listed) else "words-beside"
            yield Said(one.line, None, None, "", "", told=told, unread=unread)


def _google_word(word: JsonObject) -> Said:
    start = seconds(word.get("startTime", word.get("startOffset")))
    end = seconds(word.get("endTime", word.get("endOffset")))
    voice = name_of(word.get("speakerTag", word.get("speakerLabel")))
    return Said(word.line, start, end, "" if voice == "0" else voice, text_of(word.get("word")))  # 0 is nobody


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
        for one in objects(get(data, *place)):
            yield Said(one.line, *_span(one), name_of(one.get("speaker")), text_of(one.get("text")))


def _rev(data: Json) -> Iterator[Said]:
    names = {name_of(one.get("id")): name_of(one.get("name")) for one in objects(get(data, "speakers"))}
    for one in objects(get(data, "monologues")):
        elements = objects(one.get("elements"))
        starts = [time for part in elements if (time := seconds(part.get("ts"))) is not None]
        ends = [time for part in elements if (time := seconds(part.get("end_ts"))) is not None]
        who = names.get(name_of(one.get("speaker"))) or name_of(one.get("speaker"))
        text = "".join(text_of(part.get("value")) for part in elements)
        whole = Said(one.line, starts[0] if starts else None, ends[-1] if ends else None, who, text)
        yield from by_sentence(whole, _rev_words(elements, who))


def _rev_words(elements: list[JsonObject], who: str) -> list[Said]:
    """Return the words that have times, each with the signs and whatever else has none after it."""
    words: list[Said] = []
    first = ""
    for one in elements:
        value, start = text_of(one.get("value")), seconds(one.get("ts"))
        if start is not None:
            against = bool(words) and not words[-1].text[-1:].isspace() and not value[:1].isspace()
            words.append(Said(one.line, start, seconds(one.get("end_ts")), who, first + value, joins=against))
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
    for one in objects(get(data, "results")):
        best = first_of(one.get("alternatives"))
        times = seconds(one.get("start_time")), seconds(one.get("end_time"))
        sign = one.get("type") == "punctuation"
        words.append(Said(one.line, *times, name_of(get(best, "speaker")), text_of(get(best, "content")), joins=sign))
    yield from joined(word for word in words if word.text)


def _elevenlabs(data: Json) -> Iterator[Said]:
    words = objects(get(data, "words"))
    if not any(one.get("type") == "spacing" for one in words):
        return
    yield from joined(
        Said(one.line, *_span(one), name_of(one.get("speaker_id")), text_of(one.get("text")))
        for one in words
        if text_of(one.get("text")).strip()
    )


def _premiere(data: Json) -> Iterator[Said]:
    """Yield segments that have their words one by one; the first tells that they have no text of their own."""
    segments = objects(get(data, "segments"))
    if not segments or "text" in segments[0] or not {"duration", "words"} <= segments[0].keys():
        return
    names = {name_of(one.get("id")): name_of(one.get("name")) for one in objects(get(data, "speakers"))}
    for one in segments:
        start, who = seconds(one.get("start")), name_of(one.get("speaker"))
        words = " ".join(text_of(word.get("text")) for word in objects(one.get("words")))
        text = text_of(one.get("text")).strip() or words
        end = after(start, seconds(one.get("duration")))
        yield with_unread(Said(one.line, start, end, names.get(who) or who, text), one)


def _podcast(data: Json) -> Iterator[Said]:
    segments = objects(get(data, "segments"))
    for one in segments if any("body" in one for one in segments) else ():
        times = seconds(one.get("startTime")), seconds(one.get("endTime"))
        text = text_of(one.get("body")).strip() or text_of(one.get("text"))
        yield with_unread(Said(one.line, *times, name_of(one.get("speaker")), text), one)


# In the order in which they are asked; Google last of those with ``results``, whose shape is the loosest.
SERVICES: tuple[Service, ...] = (
    *(_youtube, _assemblyai, _aws, _azure, _deepgram, _gladia, _rev, _speechmatics),
    *(_google, _elevenlabs, _premiere, _podcast, *services.SERVICES),
)
