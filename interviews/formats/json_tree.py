"""JSON text to plain values that know their lines: bounded in depth and size, with nothing taken that JSON lacks.

Objects that follow one another (JSON Lines, or what a recogniser writes after every sentence) are taken for a list.

RFC 8259 leaves names that come twice and numbers of a thousand digits to the reader, and programs write NaN; here they
are refused, because each of them would lose or change something.
"""

import json
import re
from collections.abc import Iterable, Iterator
from itertools import repeat

from .cues import FormatError, refusal
from .problems import Problems

MAX_DEPTH = 100
MAX_OBJECTS = 300_000
MAX_VALUES = 1_500_000
LONGEST_NUMBER = 40
MAX_QUOTED = 2_000
MAX_BROKEN_LINES = 1_000  # more is no file that was cut off, but one that something has spoilt
# A text, to its end even where its closing quote is missing, or a mark. Possessive: never tried twice.
TOKEN = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"?|[\[\]{},]', re.DOTALL)
# Half of a letter beyond the first 65,536 without the other half; a backslash or a whole letter is passed over.
HALF = re.compile(r"\\\\|\\u[dD](?:[89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|([89a-fA-F][0-9a-fA-F]{2}))")
JSON_START = re.compile(r'\s*(?:\{\s*(?:"|\})|\[\s*(?:[{"\[]|\]\s*\Z))')


class JsonObject(dict[str, "Json"]):
    """An object and the line on which it begins."""

    __slots__ = ("line",)
    line: int


Json = JsonObject | list["Json"] | str | int | float | bool | None


def looks_like_json(text: str) -> bool:
    """Say whether ``text`` begins as a JSON object or array does: ``[laughs]`` is speech."""
    return bool(JSON_START.match(text[:20_000] if len(text) > 20_000 else text))


def parse_json(text: str, problems: Problems) -> Json:
    """Return what ``text`` holds. Raises ``FormatError``, with the line, for broken, hostile or too large JSON.

    Of JSON Lines a line that is broken, such as the last one of a file that was cut off, is told and left out.
    """
    text = _without_halves(text, problems)
    objects = _Objects(_lines_of_objects(text))
    try:
        try:
            return objects.decoder.decode(text)
        except json.JSONDecodeError as error:
            if (found := _json_lines(text, problems) or _one_after_the_other(text)) is not None:
                return found
            raise refusal("json-broken", error.lineno, column=error.colno) from None
    except RecursionError:
        raise refusal("too-deep", 1, limit=MAX_DEPTH) from None


def _without_halves(text: str, problems: Problems) -> str:
    """Return ``text`` with every half of a letter, which nothing could store, shown as one that is unknown."""
    if "\\ud" not in text and "\\uD" not in text:
        return text

    # The line of the first alone is told: to count lines up to each would take the square of the time.
    places: list[int] = []

    def whole(found: re.Match[str]) -> str:
        if not found[1]:
            return found[0]
        places.append(found.start())
        return "\\ufffd"

    kept = HALF.sub(whole, text)
    if places:
        problems.count("letters-halved", text.count("\n", 0, places[0]) + 1, len(places))
    return kept


class _Objects:
    """Makes objects that know their lines, which are given in the order in which objects end."""

    def __init__(self, lines: Iterable[int]) -> None:
        self.lines: Iterator[int] = iter(lines)
        self.decoder = json.JSONDecoder(
            object_pairs_hook=self._take, parse_constant=_refuse_constant, parse_int=_whole, parse_float=_decimal
        )

    def _take(self, pairs: list[tuple[str, Json]]) -> JsonObject:
        made = JsonObject(pairs)
        made.line = next(self.lines, 1)
        if len(made) < len(pairs):
            names = [name for name, _ in pairs]
            raise refusal("json-twice", made.line, name=next(name for name in names if names.count(name) > 1)[:100])
        return made


def _json_lines(text: str, problems: Problems) -> list[Json] | None:
    """Return the objects of a file that has one on every line, or on most; None if it is none."""
    lines = [(number, line.strip()) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    if len(lines) < 2 or not all(line.startswith("{") for _, line in lines):
        return None
    found: list[Json] = []
    broken: list[tuple[int, str]] = []
    objects = _Objects(())
    for number, line in lines:
        objects.lines = repeat(number)
        try:
            found.append(objects.decoder.decode(line))
        except json.JSONDecodeError:
            broken.append((number, line))
            if 2 * len(broken) > len(lines) or len(broken) > MAX_BROKEN_LINES:
                return None
    for number, line in broken:
        problems.add("json-line", number, refuses=True, text=line[:MAX_QUOTED])
    return found


def _one_after_the_other(text: str) -> list[Json] | None:
    """Return the objects that follow one another in ``text``, each over several lines; None if that is not all."""
    decoder = _Objects(_lines_of_objects(text)).decoder
    found: list[Json] = []
    position = len(text) - len(text.lstrip())
    while position < len(text):
        try:
            one, position = decoder.raw_decode(text, position)
        except json.JSONDecodeError:
            return None
        found.append(one)
        while position < len(text) and text[position].isspace():
            position += 1
    return found


def number_items(data: Json) -> bool:
    """Give every object in a list, and what lies in it, its number in place of its line; say whether any differs."""
    differs = False
    waiting: list[tuple[Json, int]] = [(data, 0)]
    while waiting:
        one, number = waiting.pop()
        if isinstance(one, JsonObject):
            differs = differs or number > one.line
            one.line = number or one.line
            waiting += [(inside, number) for inside in one.values()]
        elif isinstance(one, list):
            waiting += [(inside, number or at) for at, inside in enumerate(one, 1)]
    return differs


def _lines_of_objects(text: str) -> list[int]:
    """Return the line on which each object begins, in the order in which the objects end, as the parser meets them."""
    starts: list[int] = []
    ended: list[int] = []
    for mark, at in _marks(text):
        if mark in "{[":
            starts.append(at if mark == "{" else 0)
            if len(starts) > MAX_DEPTH:
                raise refusal("too-deep", at, limit=MAX_DEPTH)
        elif starts:
            at = starts.pop()
            if mark == "}":
                ended.append(at)
                if len(ended) > MAX_OBJECTS:
                    raise refusal("json-too-large", at, limit=MAX_OBJECTS)
    return ended


def _marks(text: str) -> Iterator[tuple[str, int]]:
    """Yield the brackets of ``text`` with their lines, counting the values on the way."""
    line, position, values = 1, 0, 0
    for token in TOKEN.finditer(text):
        mark = token[0]
        if mark[0] == '"':
            continue
        values += 1
        if mark == "," and values <= MAX_VALUES:
            continue
        line += text.count("\n", position, token.start())
        position = token.start()
        if values > MAX_VALUES:
            raise refusal("json-too-large", line, limit=MAX_OBJECTS)
        yield mark, line


def _refuse_constant(name: str) -> None:
    raise _no_number(name)


def _whole(digits: str) -> int:
    if len(digits) > LONGEST_NUMBER:
        raise _no_number(digits)
    return int(digits)


def _decimal(digits: str) -> float:
    if len(digits) > LONGEST_NUMBER or abs(number := float(digits)) > 1e15:
        raise _no_number(digits)
    return number


def _no_number(written: str) -> FormatError:
    return refusal("json-number", 1, value=written[:LONGEST_NUMBER])
