"""What a day at the desk works on: hours of transcript, words to correct, a name to take out, a filled sheet."""

import random
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape, unescape
from io import BytesIO
from itertools import count, cycle
from pathlib import Path

from benchmarks.importing import clock
from interviews.formats import read

HOUR_MS = 3_600_000
_SPOKEN_WORDS_A_SECOND = 2.5
_WORDS_OF_A_CUE = 25
_NAMED_IN = 5  # the cue before which the name is told
_SENTENCES = {
    "be": ("мы прыйшлі ў войска і далі прысягу потым быў загад ехаць у сталіцу дзе нас ніхто не чакаў", "Мяне звалі"),
    "ru": ("мы пришли в армию и дали присягу потом был приказ ехать в столицу где никто не ждал", "Меня звали"),
    "uk": (
        "ми прийшли до війська і склали присягу потім був наказ їхати в столицю де ніхто не чекав",
        "Мене звали",
    ),
    "en": (
        "we came to the army and swore the oath then we were told to go and nobody waited",
        "They called me",
    ),
}
_NAMES = {"en": ("Valgrimov", "Tarskelen"), "": ("Вальгрымаў", "Таршкелен")}
_SYLLABLES = {"en": ("ka mo ri ve du zo", "lp nt rk st gm"), "": ("ка мо ры вэ ду зо", "лп нт рк ст гм")}
_ROW = re.compile(r'<row r="(\d+)">(.*?)</row>', re.DOTALL)

Line = tuple[int, int, str, str]
"""Start and end in milliseconds, the speaker, the words."""


@dataclass(frozen=True)
class Hour:
    """The transcript of an hour as a file on somebody's computer."""

    language: str
    ending: str
    text: str
    words: int


def name_to_take_out(language: str) -> tuple[str, ...]:
    """Return the words of a name that stands in no other text."""
    return _NAMES.get(language, _NAMES[""])


def new_words(language: str, count: int) -> list[str]:
    """Return words that no language has, to correct something into and to be searched for."""
    vowels, between = (part.split() for part in _SYLLABLES.get(language, _SYLLABLES[""]))
    last = "a" if language == "en" else "а"
    rnd = random.Random(7)
    found: list[str] = []
    while len(found) < count:
        word = "".join(rnd.choice(vowels) + rnd.choice(between) for _ in range(2)) + last
        if word not in found:
            found.append(word)
    return found


def hours(number: int, batch: Path | None) -> Iterator[Hour]:
    """Yield ``number`` transcripts of an hour, of ``batch`` or made up; the first tells a name that has to go."""
    source = _talks(batch) if batch else _made_up()
    for n in range(number):
        language, lines = next(source)
        if not n:
            lines = _with_the_name(lines, language)
        ending = ("vtt", "srt")[n % 2]
        text = _as_vtt(lines) if ending == "vtt" else _as_srt(lines)
        yield Hour(language, ending, text, sum(len(line[3].split()) for line in lines))


def _with_the_name(lines: list[Line], language: str) -> list[Line]:
    """Return ``lines`` with a sentence of its own in a silence that is made for it, so that no words are lost."""
    start, _end, speaker, _words = lines[_NAMED_IN]
    told = f"{_SENTENCES[language][1]} {' '.join(name_to_take_out(language))}."
    later = [(a + 4_000, b + 4_000, who, words) for a, b, who, words in lines[_NAMED_IN:]]
    return [*lines[:_NAMED_IN], (start, start + 3_900, speaker, told), *later]


def _made_up() -> Iterator[tuple[str, list[Line]]]:
    while True:
        yield "be", list(_an_hour())


def _sentence(language: str, rnd: random.Random) -> str:
    words = _SENTENCES[language][0].split()
    return " ".join(rnd.choices(words, k=rnd.randint(8, 24))).capitalize() + "."


def _an_hour() -> Iterator[Line]:
    rnd = random.Random(3)
    at = 0
    for number in count():
        text = _sentence("be", rnd)
        length = int(len(text.split()) / _SPOKEN_WORDS_A_SECOND * 1000)
        if at + length > HOUR_MS:
            return
        yield at, at + length - 100, ("Журналіст", "Апавядальнік")[number // 9 % 2], text
        at += length


def _talks(batch: Path) -> Iterator[tuple[str, list[Line]]]:
    """Yield hours of the transcripts in ``batch``: a long one is cut, others of its language are joined to a short one.

    Files without times are spoken at the pace of people.
    """
    files = sorted((batch / "transcripts").iterdir())
    for first in cycle(range(len(files))):
        language = files[first].name.split(".")[1]
        same = [one for one in files[first:] + files[:first] if one.name.split(".")[1] == language]
        lines: list[Line] = []
        at = 0
        for start, end, speaker, text in _lines_of(cycle(same)):
            if at + end - start > HOUR_MS:
                break
            lines.append((at, at + end - start, speaker, text))
            at += end - start
        yield language, lines


def _lines_of(files: Iterator[Path]) -> Iterator[Line]:
    for file in files:
        for cue in read(file.read_bytes(), name=file.name).cues:
            words = cue.text.split()
            parts = [words[n : n + _WORDS_OF_A_CUE] for n in range(0, len(words), _WORDS_OF_A_CUE)]
            if cue.start_ms is not None and cue.end_ms is not None and cue.end_ms > cue.start_ms:
                yield cue.start_ms, cue.end_ms, cue.speaker or "", " ".join(words)
                continue
            for part in parts:
                yield 0, int(len(part) / _SPOKEN_WORDS_A_SECOND * 1000), cue.speaker or "", " ".join(part)


def _as_vtt(lines: list[Line]) -> str:
    cues = (
        f"{clock(a, '.')} --> {clock(b, '.')}\n<v {escape(who)}>{escape(text, quote=False)}\n"
        for a, b, who, text in lines
    )
    return "\n".join(["WEBVTT\n", *cues])


def _as_srt(lines: list[Line]) -> str:
    return "\n".join(
        f"{n}\n{clock(a, ',')} --> {clock(b, ',')}\n{f'{who}: ' if who else ''}{text}\n"
        for n, (a, b, who, text) in enumerate(lines, 1)
    )


def filled_in(sheet: bytes, original: str, language: str) -> tuple[bytes, int]:
    """Return the translation ``sheet`` with something in ``language`` in each row, and how many rows that are."""
    source = zipfile.ZipFile(BytesIO(sheet))
    rnd = random.Random(11)
    name = " ".join(name_to_take_out(original))
    filled = 0

    def fill(match: re.Match[str]) -> str:
        nonlocal filled
        number, cells = match[1], match[2]
        empty = f'<c r="F{number}" s="1"/>'
        if empty not in cells:
            return match[0]
        words = _sentence(language, rnd)
        if name in unescape(cells):
            words += f" {_SENTENCES[language][1]} {' '.join(name_to_take_out(language))}."
        filled += 1
        told = f'<c r="F{number}" s="1" t="inlineStr"><is><t xml:space="preserve">{escape(words)}</t></is></c>'
        return f'<row r="{number}">{cells.replace(empty, told)}</row>'

    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for member in source.namelist():
            data = source.read(member)
            if member.endswith("sheet1.xml"):
                data = _ROW.sub(fill, data.decode()).encode()
            target.writestr(member, data)
    return made.getvalue(), filled
