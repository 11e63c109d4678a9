"""Which column of a table holds what: told from its header in the archive's languages and in those of programs."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from .cues import refusal
from .labels import APOSTROPHES

START, END, DURATION, SPEAKER, TEXT, TRANSLATION = "start", "end", "duration", "speaker", "text", "translation"
ROLES = (START, END, DURATION, SPEAKER, TEXT)
# Headers without what is in brackets, in small letters, with spaces for other signs. Sources: Audacity, Premiere Pro,
# Trint, Descript, Otter, oTranscribe, Sonix, MAXQDA, NVivo, Oral-History.Digital, whisper, and how people write.
_NAMES = {
    START: """start|start time|starttime|begin|begin time|beginning|from|in|in point|time|time in|timecode|time code
        |timecodes|timestamp|time stamp|timestamps|timespan|time span|time range
        |tc|tc in|tmin|onset|start timecode|start ms|start s|position
        |пачатак|час|час пачатку|таймкод|тайм-код|тайм код|ад
        |начало|время|время начала|от
        |початок|від|таймкоди|таймкоды""",
    END: """end|end time|endtime|stop|stop time|finish|to|out|out point|time out|tc out|tmax|end timecode|end ms|end s
        |канец|час заканчэння|час канца|да|конец|окончание|время окончания|до|кінець|час закінчення|закінчення""",
    DURATION: "duration|length|dur|працягласць|длительность|продолжительность|тривалість",
    SPEAKER: """speaker|speaker name|speakername|speakers|speaker id|name|who|voice|participant|tier|talker|role
        |моўца|прамоўца|хто|хто гаворыць|гаворыць|імя|удзельнік|удзельніца|голас
        |говорящий|спикер|кто|кто говорит|имя|участник|голос
        |мовець|промовець|мовник|спікер|хто говорить|ім'я|учасник""",
    TEXT: """text|transcript|transcription|words|label|labels|subtitle|subtitles|caption|captions|content|utterance
        |sentence|dialogue|dialog|speech|original|original text|source|source text|payload|segment|segment text
        |тэкст|словы|расшыфроўка|транскрыпт|транскрыпцыя|рэпліка|арыгінал|субтытры|сказанае
        |текст|слова|расшифровка|транскрипт|транскрипция|реплика|оригинал|субтитры|сказанное
        |розшифровка|транскрипція|репліка|оригінал|субтитри|сказане""",
    TRANSLATION: """translation|translated|translated text|target|target text
        |пераклад|перевод|переклад""",
}
NAMES = {" ".join(name.split()): role for role, names in _NAMES.items() for name in names.split("|")}
# A header in words of its own: "Timecode In", "Час закінчення репліки", "Begin Time - hh:mm:ss.ms". One word of a kind
# makes a beginning or an end if all others say that it is a time; names of speakers and words are made of nothing else.
_WORDS = {
    START: """start starts begin begins beginning from in onset пачатак пачатку начало начала початок початку""",
    END: """end ends ending stop finish finished to out offset канец канца заканчэння конец конца окончание окончания
        кінець кінця закінчення""",
    DURATION: """duration length працягласць длительность продолжительность тривалість""",
    SPEAKER: """speaker speakers speaker's spk name person participant id display who моўца прамоўца імя хто гаворыць
        удзельнік говорящий говорящего спикер спикера кто говорит имя участник участника собеседник мовець мовця
        промовець спікер спікера хто говорить ім'я учасник учасника""",
    TEXT: """text texts transcript transcription transcribed utterance utterances words sentence message messages
        contents content annotation segment what тэкст рэпліка рэплікі словы
        текст реплика реплики расшифровка
        расшифровки слова фраза содержание репліка репліки розшифровка розшифровки зміст""",
}
WORDS = {role: frozenset(words.split()) for role, words in _WORDS.items()}
_TIME_WORDS = """time times timecode timecodes timestamp stamp tc code point час часу таймкод время времени таймкода
    таймкоду segment utterance line phrase реплики рэплікі репліки фразы"""
TIME_WORDS = frozenset(_TIME_WORDS.split())
# How a header shows the form of a clock: its letters name no unit.
_FORMS = "h m s hh mm ss ff ms sss mmm msec гг чч мм сс хх сек"
FORMS = frozenset(_FORMS.split())
CLOCK_FORMS = frozenset(("hh", "mm", "ss", "чч", "сс"))
CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
WORDS_LIMIT = 6
_LANGUAGES = {
    "be": "be bel belarusian беларуская беларускі па-беларуску белорусский білоруська білоруською",
    "ru": "ru rus russian руская рускі па-руску расійская русский российский російська російською",
    "uk": "uk ukr ua ukrainian украінская украінскі па-украінску украинский українська українською",
    "en": "en eng english англійская англійскі па-англійску английский англійська англійською",
}
LANGUAGES = {name: code for code, names in _LANGUAGES.items() for name in names.split()}
_FILLERS = """mova language мова язык
    тэкст текст text пераклад перевод переклад translation арыгінал оригинал оригінал original"""
FILLERS = frozenset(_FILLERS.split())
# How a header says in what its times are counted: 1 for milliseconds, 1000 for seconds.
UNITS = {
    **dict.fromkeys(("ms", "msec", "millis", "milliseconds", "мс", "мілісекунды", "миллисекунды", "мілісекунди"), 1),
    **dict.fromkeys(("s", "sec", "secs", "seconds", "с", "сек", "секунды", "секунди"), 1000),
}
IN_BRACKETS = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
SIGNS = re.compile(r"[\s_.:;,/–—*#]+")
HEADER_LIMIT = 60


class Ask(StrEnum):
    """When the owner of a table is asked what its columns hold."""

    NEVER = "never"
    UNSURE = "unsure"
    ALWAYS = "always"


@dataclass(frozen=True, slots=True)
class Choice:
    """What the owner of a table says of it: header or number of a column by its role, and the language to read.

    ``headed`` tells whether the first row is a header, and that only ``columns`` count; None leaves it to be seen.
    ``ask`` has a table refused whose columns aren't sure, so that somebody can choose them.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    language: str | None = None
    headed: bool | None = None
    ask: Ask = Ask.NEVER


@dataclass(frozen=True, slots=True)
class Header:
    """What one cell of a header says: the role of its column ("" for none), the unit of its times, its language."""

    role: str
    unit: int | None = None
    language: str | None = None


@dataclass(slots=True)
class Layout:
    """Where a table keeps what. Columns are counted from 0; ``headers`` is empty for a table without a header."""

    headers: list[str]
    roles: dict[str, int]
    units: dict[int, int]
    # Columns that may be the text, in order, with the language each names.
    texts: dict[int, str | None]
    translation: int | None = None

    def title(self, column: int) -> str:
        """Return what messages call a column: its header, or its letter as spreadsheets have it."""
        header = self.headers[column].strip() if column < len(self.headers) else ""
        return " ".join(header.split()) or letters(column)

    def is_timed(self) -> bool:
        """Say whether the table has a column of times."""
        return START in self.roles


def letters(column: int) -> str:
    """Return the letters by which spreadsheets call the column counted from 0."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def header_of(cell: str) -> Header:
    """Return what a cell says if it heads a column."""
    if not cell or len(cell) > HEADER_LIMIT:
        return Header("")
    text = unicodedata.normalize("NFC", CAMEL.sub(" ", cell)).casefold().translate(APOSTROPHES).strip(" '\"\ufeff")
    unit = language = None
    for inside in IN_BRACKETS.findall(text):
        words = inside.split()
        unit = next((UNITS[word] for word in words if word in UNITS), unit)
        language = next((LANGUAGES[word] for word in words if word in LANGUAGES), language)
    words = SIGNS.sub(" ", IN_BRACKETS.sub(" ", text)).replace(" - ", " ").split()
    beside = [word for inside in IN_BRACKETS.findall(text) for word in SIGNS.sub(" ", inside).split()]
    if not CLOCK_FORMS.isdisjoint(words):
        words = [word for word in words if word not in FORMS]
    role = NAMES.get(" ".join(words), "")
    if not role and len(words) > 1 and words[-1] in UNITS:
        unit, role = UNITS[words[-1]], NAMES.get(" ".join(words[:-1]), "")
    elif len(words) > 1 and words[-1] in UNITS and role in (START, END):
        unit = UNITS[words[-1]]
    named = [word for word in words if word in LANGUAGES]
    if not role and len(named) == 1 and all(word in FILLERS or word in LANGUAGES for word in words):
        role, language = TEXT, LANGUAGES[named[0]]
        if any(NAMES.get(word) == TRANSLATION for word in words):
            role = TRANSLATION
    if not role and len(words) > 1 and words[-1] in UNITS and (role := _role_of(words[:-1])):
        unit = UNITS[words[-1]]
    role = role or _role_of(words)
    if role == START and beside:  # "Time (end)"
        role = _role_of([*words, *beside]) or role
    return Header(role, unit, language if role in (TEXT, TRANSLATION) else None)


def _role_of(words: list[str]) -> str:
    """Return the role of a column from the words of a header that is none of the usual ones, "" if they don't tell."""
    if not 0 < len(words) <= WORDS_LIMIT:
        return ""
    said = set(words)
    for role in (SPEAKER, TEXT):
        if said <= WORDS[role] and said != {"id"}:
            return role
    found = [role for role in (DURATION, START, END) if said & WORDS[role]]
    times = TIME_WORDS.union(*(WORDS[role] for role in found))
    return found[0] if len(found) == 1 and said <= times and (said & TIME_WORDS or found == [DURATION]) else ""


def layout_of(cells: list[str]) -> Layout | None:
    """Return the layout that ``cells`` head, or None if they are no header: text and one thing more are needed."""
    found = [header_of(cell) for cell in cells]
    texts = {column: head.language for column, head in enumerate(found) if head.role in (TEXT, TRANSLATION)}
    roles: dict[str, int] = {}
    for column, head in enumerate(found):
        if head.role in (START, END, DURATION, SPEAKER):
            roles.setdefault(head.role, column)
    if not texts or not roles:
        return None
    units = {column: head.unit for column, head in enumerate(found) if head.unit is not None}
    translation = next((column for column, head in enumerate(found) if head.role == TRANSLATION), None)
    return Layout(cells, roles, units, texts, translation)


def chosen_layout(cells: list[str], choice: Choice) -> Layout:
    """Return the layout that ``choice`` names for a table headed by ``cells``; what it doesn't name is recognised.

    A column is named by its header, its number counted from 1, or its letter. Raises ``FormatError`` for one that is
    not there.
    """
    layout = (layout_of(cells) if choice.headed is None else None) or Layout(cells, {}, {}, {})
    for role, wanted in choice.columns.items():
        if role not in ROLES:
            raise refusal("column-role", role=role, known=", ".join(ROLES))
        column = _column(cells, wanted)
        if role == TEXT:
            layout.texts = {column: layout.texts.get(column)} | layout.texts
            layout.roles[TEXT] = column
        else:
            layout.roles[role] = column
            layout.texts.pop(column, None)
        if (unit := header_of(cells[column]).unit) is not None:
            layout.units[column] = unit
    if not layout.texts:
        raise refusal("column-text", columns=", ".join(filter(None, (cell.strip() for cell in cells))))
    return layout


def is_position(wanted: str, width: int) -> bool:
    """Say whether a column of a table of ``width`` columns is named by its number or letter."""
    return _position(wanted, width) is not None


def _position(wanted: str, width: int) -> int | None:
    plain = wanted.strip().casefold()
    if plain.isdecimal() and len(plain) < 6 and 0 < int(plain) <= width:
        return int(plain) - 1
    return next((column for column in range(width) if letters(column).casefold() == plain), None)


def _column(cells: list[str], wanted: str) -> int:
    plain = wanted.strip().casefold()
    named = next((column for column, cell in enumerate(cells) if cell.strip().casefold() == plain), None)
    column = named if named is not None else _position(wanted, len(cells))
    if column is None:
        raise refusal("column-unknown", column=wanted, columns=", ".join(filter(None, map(str.strip, cells))))
    return column
