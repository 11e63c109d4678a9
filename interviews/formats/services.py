"""JSON of more services that turn speech into text: Fireflies, Happy Scribe, Sonix, Vosk and Yandex SpeechKit.

The shapes are those of the services' own descriptions of what they give out: Fireflies' ``sentences``, the ``words`` of
Happy Scribe, the ``transcript`` of Sonix, a ``result`` of Vosk (one, a list, or one after the other), the ``chunks`` of
SpeechKit's version 2 and the ``final`` of its version 3, whose refinement is taken where there is one.
"""

import re
from collections.abc import Callable, Iterator

from .cell_times import parse_cell
from .json_tree import Json, JsonObject
from .said import Said, by_sentence, first_of, get, joined, name_of, objects, seconds, text_of, texts

BEFORE_SIGN = re.compile(r" (?=[.,!?…:;]+(?: |$))")


def _moment(value: Json) -> int | None:
    """Return milliseconds for seconds, written as a number or text, or for a clock such as ``01:23``."""
    if isinstance(value, str) and ":" in value:
        time = parse_cell(value)
        return time.ms if time else None
    return seconds(value)


def _written_ms(value: Json) -> int | None:
    """Return whole milliseconds, which SpeechKit writes as text."""
    written = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
    return int(written) if written.isascii() and written.isdecimal() and len(written) < 16 else None


def _told(said: Said, item: JsonObject) -> Said:
    """Return ``said``, which was read from ``item``, so that an item whose words could not be found is told."""
    if not said.text.strip() and (unread := " ".join(texts(item)).strip()):
        said.told, said.unread = "json-item", unread
    return said


def _strays(items: Json) -> Iterator[Said]:
    """Yield what to tell of texts that stand in a list of passages and are none."""
    for item in items if isinstance(items, list) else ():
        if not isinstance(item, JsonObject) and (unread := " ".join(texts(item)).strip()):
            yield Said(1, None, None, "", "", told="json-item", unread=unread)


def _fireflies(data: Json) -> Iterator[Said]:
    places = (get(data, "data", "transcript", "sentences"), get(data, "transcript", "sentences"))
    for items in (*places, get(data, "sentences"), data):
        found = objects(items)
        if not any("sentence" in one or {"text", "speaker_name"} <= one.keys() for one in found):
            continue
        for one in found:
            text = text_of(one.get("text")) or text_of(one.get("sentence")) or text_of(one.get("raw_text"))
            start = _moment(one.get("start_time", one.get("startTime")))
            end = _moment(one.get("end_time", one.get("endTime")))
            who = name_of(one.get("speaker_name")) or name_of(one.get("speaker_id"))
            yield _told(Said(one.line, start, end, who, text), one)
        yield from _strays(items)
        return


def _sonix(data: Json) -> Iterator[Said]:
    items = get(data, "transcript")
    found = objects(items)
    if not any({"text", "start_time"} <= one.keys() for one in found):
        return
    for one in found:
        times = _moment(one.get("start_time")), _moment(one.get("end_time"))
        yield _told(Said(one.line, *times, name_of(one.get("speaker")), text_of(one.get("text"))), one)
    yield from _strays(items)


def _happy_scribe(data: Json) -> Iterator[Said]:
    found = objects(data)
    if not any("data_start" in word for one in found for word in objects(one.get("words"))):
        return
    for one in found:
        words = objects(one.get("words"))
        written = [text_of(word.get("text")) for word in words]
        spaced = any(text[:1].isspace() or text[-1:].isspace() for text in written)
        starts = [time for word in words if (time := _moment(word.get("data_start"))) is not None]
        ends = [time for word in words if (time := _moment(word.get("data_end"))) is not None]
        text = "".join(written) if spaced else BEFORE_SIGN.sub("", " ".join(written))
        start, end = (starts[0] if starts else None), (ends[-1] if ends else None)
        yield _told(Said(one.line, start, end, name_of(one.get("speaker")), text), one)
    yield from _strays(data)


def _vosk(data: Json) -> Iterator[Said]:
    items: list[Json] = data if isinstance(data, list) else [data]
    found = objects(items)
    if not any("word" in word for one in found for best in _bests(one) for word in objects(get(best, "result"))):
        return
    for one in found:
        for best in _bests(one):
            words = [
                Said(word.line, seconds(word.get("start")), seconds(word.get("end")), "", text_of(word.get("word")))
                for word in objects(get(best, "result"))
            ]
            text = text_of(get(best, "text")) or " ".join(word.text for word in words)
            start, end = (words[0].start_ms, words[-1].end_ms) if words else (None, None)
            yield from by_sentence(Said(one.line, start, end, "", text), words)
    yield from _strays(items)


def _bests(one: JsonObject) -> list[Json]:
    """Return the best guess of a result: itself, or the first of several."""
    return [first_of(one["alternatives"])] if isinstance(one.get("alternatives"), list) else [one]


def _yandex(data: Json) -> Iterator[Said]:
    items = get(data, "response", "chunks") or get(data, "chunks")
    found = [one for one in objects(items) if "alternatives" in one]
    voices = {name_of(one.get("channelTag")) for one in found}
    for one in found:
        best = first_of(one.get("alternatives"))
        who = name_of(one.get("channelTag")) if len(voices) > 1 else ""
        words = [Said(word.line, *_span(word), who, text_of(word.get("word"))) for word in objects(get(best, "words"))]
        yield from _whole(one, text_of(get(best, "text")), who, words)
    if found:
        yield from _strays(items)


def _span(word: JsonObject) -> tuple[int | None, int | None]:
    return seconds(word.get("startTime")), seconds(word.get("endTime"))


def _yandex_3(data: Json) -> Iterator[Said]:
    items: list[Json] = data if isinstance(data, list) else [data]
    events = [result if isinstance(result := one.get("result"), JsonObject) else one for one in objects(items)]
    finals = [one for one in events if isinstance(get(one, "final", "alternatives"), list)]
    refined: dict[tuple[str, str], Json] = {}
    for one in events:
        if better := first_of(get(one, "finalRefinement", "normalizedText", "alternatives")):
            refined[_channel(one), name_of(get(one, "finalRefinement", "finalIndex")) or "0"] = better
    voices = {_channel(one) for one in finals}
    counted: dict[str, int] = {}
    for one in finals:
        channel = _channel(one)
        number = counted.get(channel, 0)
        counted[channel] = number + 1
        best = refined.get((channel, str(number))) or first_of(get(one, "final", "alternatives"))
        who = channel if len(voices) > 1 else ""
        words = [
            Said(
                word.line,
                _written_ms(word.get("startTimeMs")),
                _written_ms(word.get("endTimeMs")),
                who,
                text_of(word.get("text")),
            )
            for word in objects(get(best, "words"))
        ]
        times = _written_ms(get(best, "startTimeMs")), _written_ms(get(best, "endTimeMs"))
        yield from _whole(one, text_of(get(best, "text")), who, words, times)


def _channel(event: JsonObject) -> str:
    """Return the channel of an event, which it says itself or in what it has to say."""
    places = (event, event.get("final"), get(event, "finalRefinement", "normalizedText"))
    return next((name for place in places if (name := name_of(get(place, "channelTag")))), "")


def _whole(
    item: JsonObject,
    text: str,
    who: str,
    words: list[Said],
    times: tuple[int | None, int | None] = (None, None),
) -> Iterator[Said]:
    """Yield ``text`` as one passage at ``times``, or at those of its ``words``; the words where there is no text."""
    start = times[0] if times[0] is not None or not words else words[0].start_ms
    end = times[1] if times[1] is not None or not words else words[-1].end_ms
    if text.strip():
        yield from by_sentence(Said(item.line, start, end, who, text), words)
    elif words:
        yield from joined(words)
    else:
        yield _told(Said(item.line, start, end, who, ""), item)


Service = Callable[[Json], Iterator[Said]]
SERVICES: tuple[Service, ...] = (_fireflies, _sonix, _happy_scribe, _vosk, _yandex, _yandex_3)
