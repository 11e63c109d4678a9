"""What may be tidied up in a transcript that a machine made: suggestions, each to be taken or left by a person.

Speech recognisers repeat a line where nobody speaks, write the credits of the subtitles they learned from, mark music
and hesitation; people and programs write one name in several ways. Nothing here changes a cue by itself.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from .cues import Cue

SPEAKER, CREDITS, REPEATED, NOISES, FILLERS = "speaker", "credits", "repeated", "noises", "fillers"
# How often a line or phrase comes in a row before it is taken for a machine's stutter.
TIMES = 4
PHRASE_WORDS = 8
CREDIT_WORDS = 12
# Whole lines that recognisers write into silence, in small letters without marks at the end.
_CREDITS = (
    r"субтитры (?:с?делал|создавал|создал|подготовил|добавил)а?\b.*",
    r"(?:редактор|корректор|автор|перевод) субтитров\b.*",
    r"редактор субтитров .* корректор\b.*",
    r"продолжение следует",
    r"спасибо за просмотр.*",
    r"(?:и )?(?:не забудьте )?под(?:пис|пиш)\w+ на (?:наш |мой )?канал\b.*",
    r"ставьте (?:лайки?|лайк)\b.*",
    r"субтытры (?:з?рабі[ўл]|падрыхтава[ўл]|ствары[ўл]|дада[ўл])а?\b.*",
    r"(?:рэдактар|карэктар|аўтар|пераклад) субтытраў\b.*",
    r"працяг (?:будзе|далей)",
    r"дзяку[йю] за прагляд.*",
    r"падпісва\w+ на (?:наш |мой )?канал\b.*",
    r"субтитри (?:з?робив|зроблено|створив|створено|підготував|підготовлено|додав)л?а?\b.*",
    r"(?:редактор|коректор|автор|переклад) субтитрів\b.*",
    r"(?:далі буде|продовження (?:буде|слідує|далі))",
    r"дякую за перегляд.*",
    r"підпи\w+ на (?:наш |мій )?канал\b.*",
    r"thank(?:s| you)(?: so much| very much)? for watching\b.*",
    r"(?:please |don.t forget to )?(?:like (?:and|&) )?subscribe(?: to (?:my|our|the) channel)?",
    r"(?:sub)?(?:titles|titled|captions|captioned|captioning|transcription|transcript) (?:provided )?by\b.*",
)
CREDIT = re.compile("|".join(f"(?:{pattern})" for pattern in _CREDITS))
# In a credit wherever they stand.
MAKERS = re.compile(r"\b(?:amara\.org|dimatorzok)\b")
_NOISES = """music|background music|applause|laughter|laughing|laughs|noise|silence|cough|coughs|coughing|sigh|sighs
    |pause|blank_audio|blank audio|typing
    |музыка|играет музыка|аплодисменты|смех|смеется|смеётся|шум|тишина|кашель|кашляет|вздох|вздыхает|пауза
    |грае музыка|апладысменты|смяецца|цішыня|кашаль|кашляе|уздых|уздыхае|паўза
    |музика|грає музика|оплески|сміх|сміється|тиша|кашляє|зітхання|зітхає"""
_WORDS = "|".join(re.escape(" ".join(words.split())) for words in _NOISES.split("|"))
NOISE = re.compile(rf"[\[(*♪]{{1,3}}[ \t]?(?:{_WORDS})[ \t]?[\])*♪]{{1,3}}|[♪♫]{{1,9}}", re.IGNORECASE)
_FILLER = "|".join(
    (
        "э{1,9}(?:[-–—]э{1,9}){1,9}",
        "ээ{1,9}",
        "[эгх]{1,9}м{1,9}",
        "м{1,9}(?:[-–—]м{1,9}){1,9}",
        "мм{1,9}",
        "ы{1,9}(?:[-–—]ы{1,9}){1,9}",
        "u{1,9}h{1,9}m{0,9}",
        "u{1,9}m{1,9}",
        "e{1,9}r{1,9}m{1,9}",
        "mm{1,9}",
        "h{1,9}mm{1,9}",
        "mhm",
    )
)
_AFTER_FILLER = r"(?![\w-])(?:[ \t]?(?:,|…|\.{2,3}))?[ \t]{0,9}"
FILLER = re.compile(rf"(?:(?<=^)|(?<=[\s(«“„\"—–]))(?:{_FILLER}){_AFTER_FILLER}", re.IGNORECASE)
END_MARKS = ' \t.!?…,;:–—-"»”'
# Latin letters, and the Cyrillic ones that look the same.
LOOKALIKES = str.maketrans("aceiopxykmtbh", "асеіорхукмтвн")


@dataclass(frozen=True, slots=True)
class Change:
    """What would become of one cue: ``after`` is None where it would go."""

    before: Cue
    after: Cue | None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Changes of one kind, taken or left together. ``key`` names it; ``names`` are the spellings of a speaker."""

    key: str
    kind: str
    changes: tuple[Change, ...]
    name: str = ""
    names: tuple[str, ...] = ()


def suggest(cues: Sequence[Cue]) -> list[Suggestion]:
    """Return what may be tidied up in ``cues``, each suggestion on its own."""
    found = [
        Suggestion(f"{SPEAKER}:{name}", SPEAKER, _changes(cues, _merged(others, name)), name, others)
        for name, others in _speakers(cues).items()
    ]
    found += [Suggestion(kind, kind, _changes(cues, tidy)) for kind, tidy in _KINDS.items()]
    return [one for one in found if one.changes]


def apply(cues: Sequence[Cue], keys: Collection[str]) -> list[Cue]:
    """Return ``cues`` with the suggestions of ``keys`` taken; a key that suggests nothing changes nothing."""
    kept = list(cues)
    for name, others in _speakers(cues).items():
        if f"{SPEAKER}:{name}" in keys:
            kept = _without_none(_merged(others, name)(kept))
    for kind, tidy in _KINDS.items():
        if kind in keys:
            kept = _without_none(tidy(kept))
    return kept


Tidy = Callable[[Sequence[Cue]], list[Cue | None]]


def _changes(cues: Sequence[Cue], tidy: Tidy) -> tuple[Change, ...]:
    return tuple(Change(old, new) for old, new in zip(cues, tidy(cues), strict=True) if new is not old)


def _without_none(cues: Iterable[Cue | None]) -> list[Cue]:
    return [cue for cue in cues if cue is not None]


def _with_text(cue: Cue, text: str) -> Cue | None:
    """Return ``cue`` with ``text``; itself if nothing differs, None if nothing is left."""
    if text == cue.text:
        return cue
    return replace(cue, text=text) if any(map(str.isalnum, text)) else None


def _speakers(cues: Sequence[Cue]) -> dict[str, tuple[str, ...]]:
    """Return names that are written in several ways: the commonest way, and the others."""
    counted = Counter(cue.speaker for cue in cues if cue.speaker)
    alike: defaultdict[str, list[str]] = defaultdict(list)
    for name, _count in counted.most_common():
        alike[_sound(name)].append(name)
    # Of equally common ones that in mixed capitals is the name as it is written.
    chosen = {}
    for names in alike.values():
        if len(names) > 1:
            best = min(names, key=lambda name: (-counted[name], _is_mixed(name), name.isupper(), name))
            chosen[best] = tuple(name for name in names if name != best)
    return chosen


def _sound(name: str) -> str:
    """Return what is the same in all ways of writing a name: no capitals, no marks, letters that look alike as one."""
    plain = unicodedata.normalize("NFC", name).casefold().replace("ё", "е")
    if any("\u0400" <= letter <= "\u04ff" for letter in plain):
        plain = plain.translate(LOOKALIKES).replace("и", "і")
    return " ".join(re.sub(r"[^\w]+", " ", plain).replace("_", " ").split())


def _is_mixed(name: str) -> bool:
    """Say whether Latin letters stand among Cyrillic ones."""
    letters = [letter for letter in name if letter.isalpha()]
    return any(map(str.isascii, letters)) and not all(map(str.isascii, letters))


def _merged(others: Collection[str], name: str) -> Tidy:
    wrong = frozenset(others)

    def tidy(cues: Sequence[Cue]) -> list[Cue | None]:
        return [replace(cue, speaker=name) if cue.speaker in wrong else cue for cue in cues]

    return tidy


def _plain(text: str) -> str:
    return " ".join(text.casefold().split()).strip(END_MARKS)


def _credits(cues: Sequence[Cue]) -> list[Cue | None]:
    kept: list[Cue | None] = []
    for cue in cues:
        lines = cue.text.split("\n")
        if any(map(_is_credit, lines)):
            kept.append(_with_text(cue, "\n".join(line for line in lines if not _is_credit(line))))
        else:
            kept.append(cue)
    return kept


def _is_credit(line: str) -> bool:
    if len(line) >= 200:
        return False
    said = line.casefold().split()
    if len(said) > CREDIT_WORDS:
        return False
    plain = " ".join(said).strip(END_MARKS)
    if "amara" in plain or "dimatorzok" in plain:
        return MAKERS.search(plain) is not None
    return CREDIT.match(plain) is not None and CREDIT.fullmatch(plain) is not None


def _repeated(cues: Sequence[Cue]) -> list[Cue | None]:
    """Leave the first of cues that say the same many times in a row, and of a phrase that comes so in a cue."""
    kept: list[Cue | None] = []
    plain = [_plain(cue.text) for cue in cues]
    at = 0
    while at < len(cues):
        same, end = plain[at], at + 1
        while end < len(cues) and plain[end] == same and cues[end].speaker == cues[at].speaker:
            end += 1
        if end - at >= TIMES and same:
            kept += [_once(cues[at]), *[None] * (end - at - 1)]
        else:
            kept += [_once(cue) for cue in cues[at:end]]
        at = end
    return kept


def _once(cue: Cue) -> Cue:
    """Return ``cue`` with each line, and each phrase in a line, that comes many times in a row said once."""
    if "\n" not in cue.text:
        once = _line_once(cue.text)
        return cue if once == cue.text else replace(cue, text=once)
    lines = cue.text.split("\n")
    kept = [_line_once(lines[index]) for index in _kept([_plain(line) for line in lines])]
    return cue if kept == lines else replace(cue, text="\n".join(kept))


def _line_once(line: str) -> str:
    words = line.split()
    if len(words) < TIMES:
        return line
    said = [word.strip(END_MARKS) for word in line.casefold().split()]
    # What comes four times in a row has words that come four times.
    if len(said) - len(set(said)) < TIMES - 1 or max(Counter(said).values()) < TIMES or len(said) != len(words):
        return line
    kept = _kept(said)
    return line if len(kept) == len(words) else " ".join(words[index] for index in kept)


def _kept(said: Sequence[str]) -> list[int]:
    """Return the indexes of what stays when each run of what is said many times is said once."""
    keep: list[int] = []
    at = 0
    while at < len(said):
        length, times = _stutter(said, at)
        keep += range(at, at + length)
        at += length * times
    return keep


def _stutter(words: Sequence[str], at: int) -> tuple[int, int]:
    """Return how many words the phrase at ``at`` has that comes many times in a row, and how often; else (1, 1)."""
    for length in range(1, PHRASE_WORDS + 1):
        phrase = words[at : at + length]
        if len(phrase) < length or (length > 1 and words[at + length : at + length + 1] != phrase[:1]):
            continue
        times = 1
        while words[at + length * times : at + length * (times + 1)] == phrase:
            times += 1
        if times >= TIMES and any(phrase):
            return length, times
    return 1, 1


def _noises(cues: Sequence[Cue]) -> list[Cue | None]:
    marked = [any(sign in cue.text for sign in "[(*♪♫") and NOISE.search(cue.text) for cue in cues]
    return [
        _with_text(cue, _tight(NOISE.sub(" ", cue.text))) if found else cue
        for cue, found in zip(cues, marked, strict=True)
    ]


def _fillers(cues: Sequence[Cue]) -> list[Cue | None]:
    return [_with_text(cue, _without_fillers(cue.text)) if FILLER.search(cue.text) else cue for cue in cues]


def _without_fillers(text: str) -> str:
    lines = []
    for line in text.split("\n"):
        tidied = _tight(FILLER.sub("", line)).lstrip(",… ")
        # What a hesitation began with a capital goes on with one.
        begins = tidied[:1].upper() if line[:1].isupper() else tidied[:1]
        lines.append(begins + tidied[1:])
    return "\n".join(line for line in lines if line)


def _tight(text: str) -> str:
    """Return ``text`` without the gaps that something left: no space before marks, none twice, no empty lines."""
    lines = (re.sub(r"[ \t]+([,.!?…;:])", r"\1", " ".join(line.split())) for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


_KINDS: dict[str, Tidy] = {CREDITS: _credits, REPEATED: _repeated, NOISES: _noises, FILLERS: _fillers}
