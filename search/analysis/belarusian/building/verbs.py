"""Forms of verbs brought together: a spelling dictionary keeps the infinitive apart from other parts of the verb."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import Literal

from search.analysis.belarusian.building.skeletons import differences, skeleton, softened

Kind = Literal["present", "past", "bare past", "participle", "soft participle"]

EVERY_KIND: tuple[Kind, ...] = ("present", "past", "bare past", "participle", "soft participle")

INFINITIVES = frozenset("fjklmswqn")
"""Letters of rules whose lines have an infinitive, or make one."""

_FEWEST = 3
_RARE = 50
_REFLEXIVE = re.compile("(?:цца|ся)$")
_INFINITIVE = re.compile("(?:ць|ці|чы)$")
# What a present tense, an imperative or a gerund ends in, without -ся.
_PRESENT = re.compile(
    "(?:у|ю|[еэаіыё]ш|[еэаёоіы]м|[еэаяіы]це|[уюаяіы]ць|[уюаяіы](?=$)|[еэаёо]|й|йце|ь|ьце|це|[уюая]чы)$"
)
_PAST = re.compile("(?:л[аоі]|ў|шы|ўшы)$")

# Forms that follow from nothing, as "infinitive: forms"; prefixes stand before both.
_OWN_FORMS = {
    "даць": "дам дай дайце дасі дасць дадзім дасце дадуць",
    "даваць": "даю дае",
    "ставаць": "стаю стае",
    "весці": "вёў вяла вялі вяло",
    "плесці": "плёў пляла плялі пляло",
    "месці": "мёў мяла мялі мяло",
    "есці": "ем ясі есі еш есць ядзім ясце ядуць еў ела елі еўшы",
    "быць": "ёсць есць",
    "мець": "маю маеш мае маем маеце маюць маючы май майце",
    "стаяць": "стаю стаіш стаіць стаім стаіце",
    "баяцца": "баюся баішся баіцца баімся баіцеся",
}
_PREFIXES = re.compile(
    "(?:а|аб|аба|аб'|ад|ада|ад'|вы|да|за|з|з'|на|над|нада|не|неда|па|пад|пада|пад'|пра|пры|пера|перад|раз|раза|раз'|рас|"
    "с|са|су|у|уз|уза|ус|прад|пана|папа)?"
)
_IN_CHY = re.compile(f"{_PREFIXES.pattern}(?:пя|ся|ця|вала|таў|ра|ля|вя)чы")
# Roots whose present does not follow from the infinitive, as "infinitive: stems of the present".
_IRREGULAR = {
    "браць": "бяр",
    "драць": "дзяр",
    "праць": "пяр",
    "зваць": "зав",
    "гнаць": "ган",
    "слаць": "шл сцел",
    "стлаць": "сцел",
    "ехаць": "ед",
    "узяць": "вазьм",
    "няць": "нім ым йм м дым",
    "жаць": "жн жм",
    "дуць": "дзьм",
    "клясці": "клян",
    "дзець": "дзен",
    "стаць": "стан",
    "быць": "буд",
    "даць": "дад",
    "есці": "яд",
    "плысці": "плыв",
    "ісці": "ід ішо іш",
    "цяць": "тн",
}
# A vowel that stands between a prefix and a root only where the root begins with two consonants.
_LINKING = re.compile("^(ад|пад|раз|аб|уз|над|перад|са)а?$")


def without_reflexive(word: str) -> str:
    """Return the verb without -ся: мыцца → мыць, мыюся → мыю, мыецца → мые."""
    if word.endswith("цца"):
        return word[:-3] + "ць"
    return _REFLEXIVE.sub("", word)


def is_reflexive(word: str) -> bool:
    """Tell whether a form of a verb ends in -ся."""
    return bool(_REFLEXIVE.search(word))


def of_giving(word: str) -> tuple[str, str] | None:
    """Return the infinitives of a present in -даю that is no word in -даць: даваць and даць; None of any other word.

    The dictionary keeps both in one line, as if it were чытаю, чытаць.
    """
    if word.endswith("даю") and _PREFIXES.fullmatch(word[:-3]):
        return word[:-1] + "ваць", word[:-1] + "ць"
    return None


def infinitives(forms: Iterable[tuple[str, str]], flags: frozenset[str]) -> set[str]:
    """Return the infinitives among the forms of a line, without -ся."""
    if not flags & INFINITIVES:
        return set()
    found = set()
    for form, flag in forms:
        base = without_reflexive(form)
        if flag not in ("", "f", "j", "q") or not _INFINITIVE.search(base) or re.search("[ую]чы$", base):
            continue
        if flag in ("f", "j") or "f" in flags or not re.search("[^н][ую]ць$", base):
            found.add(base)
    return found


def looks_infinitive(word: str) -> bool:
    """Tell whether a word without rules is an infinitive, as far as its ending tells it from other forms."""
    if word.endswith(("сці", "зці", "рці", "бці", "пці", "гчы", "кчы", "нуць")):
        return len(word) > _FEWEST
    return bool(_IN_CHY.fullmatch(word))


def stems_of(infinitive: str) -> Iterator[tuple[Kind, str, int]]:
    """Yield stems that other parts of the verb may have, their kinds, and how unlikely each is (0: it is a rule)."""
    for kind, stem in _plain_stems(infinitive):
        yield kind, stem, 0
    if match := re.search("[ая]ць$", infinitive):  # рваць, рву; rarer than what changes
        yield "present", infinitive[: match.start()], _RARE
    for stem in _irregular(infinitive):
        yield "present", stem, -1
    for root in _changing(infinitive):
        for unlikely, soft in enumerate(softened(root)):
            yield "present", soft, unlikely
            if not infinitive.endswith(("аць", "яць")):
                yield "soft participle", soft, unlikely


def gerunds(infinitive: str, forms: Collection[str]) -> Iterator[str]:
    """Yield the gerunds that forms of a verb imply: чытаюць → чытаючы, прачытаць → прачытаўшы.

    An infinitive implies one only if it is "they" too (ляжаць, ляжыць): задачы are no form of задаць.
    """
    plural = any(infinitive[:-3] + ending in forms for ending in ("ыць", "іць"))
    for form in forms:
        base = without_reflexive(form)
        ending = "ся" if is_reflexive(form) else ""
        if (match := re.search("[уюая]ць$", base)) and (plural or base != infinitive):
            yield f"{base[: match.start() + 1]}чы{ending}"
        if base.endswith("ў"):
            yield f"{base}шы{ending}"


def own_forms(infinitive: str) -> Iterator[str]:
    """Yield forms of the verb that follow from nothing."""
    for root, forms in _OWN_FORMS.items():
        prefix = infinitive[: -len(root)]
        if infinitive.endswith(root) and _PREFIXES.fullmatch(prefix):
            yield from (prefix + form for form in forms.split())


def _changing(infinitive: str) -> Iterator[str]:
    """Yield the root before the infinitive's ending, whose last consonant may change."""
    if match := re.search("[аяіыеэуюоё]ць$", infinitive):
        yield infinitive[: match.start()]
    elif match := re.search("[гк]?чы$", infinitive):
        for end in "гк":
            yield infinitive[: match.start()] + end


def _plain_stems(infinitive: str) -> Iterator[tuple[Kind, str]]:
    if infinitive.endswith("ць"):
        yield from _stems_of_vowels(infinitive[:-2])
    elif match := re.search("[гк]?чы$", infinitive):
        for end in "гк":
            for kind in EVERY_KIND:
                yield kind, infinitive[: match.start()] + end
    elif infinitive.endswith("ці"):
        yield from _stems_of_consonants(infinitive[:-2])


def _stems_of_vowels(whole: str) -> Iterator[tuple[Kind, str]]:
    yield "past", whole
    yield "participle", whole
    if not whole.endswith(("да", "ста")):  # даю is даваць, устаю is уставаць
        yield "present", whole
    root = whole[:-1]
    if not re.search("[ая]$", whole):
        yield "present", root
        yield "soft participle", root
    if whole.endswith("ну"):
        yield "past", root[:-1]
        yield "bare past", root[:-1]
    if re.search("[ая]ва$", whole):
        yield "present", whole[:-3] + "у"
        yield "present", whole[:-2]
    if re.search("[ая]$", whole):
        yield "present", root + "н"
    if re.search("(?:жы|плы|слы)$", whole):
        yield "present", whole + "в"


def _stems_of_consonants(whole: str) -> Iterator[tuple[Kind, str]]:
    for kind in EVERY_KIND:
        yield kind, whole
    root = whole[:-1]
    if whole.endswith("с"):
        yield "past", root
        for end in ("д", "т", "б", "ст", "с"):
            yield "present", root + end
            yield "soft participle", root + end
    if whole.endswith(("йс", "ыс", "іс")):
        for end in ("ш", "шо"):
            yield "past", root + end
    if re.search("[еэ]р$", whole):
        yield "present", whole[:-2] + "р"


def _irregular(infinitive: str) -> Iterator[str]:
    for root, stems in _IRREGULAR.items():
        if infinitive.endswith(root):
            prefix = infinitive[: -len(root)]
            for stem in stems.split():
                yield prefix + stem
                if match := _LINKING.match(prefix):
                    yield ("з" if match[1] == "са" else match[1]) + stem


def possible_stems(form: str) -> Iterator[tuple[Kind, str]]:
    """Yield kinds and stems that ``form``, some part of a verb, may be made of."""
    if form.endswith("цца"):
        form = form[:-3] + "ць"
        yield "present", form[:-2]
    form = _REFLEXIVE.sub("", form)
    for start in _starts(_PRESENT, form):
        yield "present", form[:start]
    for start in _starts(_PAST, form):
        yield "past", form[:start]
    if re.search("[бвгджзклмнпрстфхцчш]$", form):
        yield "bare past", form
    if match := re.search("(?:[еоёэ]|(?<=[шжчрц])а)ны$", form):
        yield "soft participle", form[: match.start()]
    if match := re.search("(?:(?<=[аяеоёэу])ны|ты)$", form):
        yield "participle", form[: match.start()]


def _starts(pattern: re.Pattern[str], form: str) -> list[int]:
    """Return where an ending may start in ``form``."""
    return [start for start in range(max(1, len(form) - 4), len(form)) if pattern.fullmatch(form[start:])]


class Infinitives:
    """Finds the verb that a form without its infinitive belongs to."""

    def __init__(self, known: Iterable[str]) -> None:
        self._by_stem: dict[tuple[Kind, str], dict[tuple[str, str], int]] = defaultdict(dict)
        self._own: dict[str, set[str]] = defaultdict(set)
        for infinitive in known:
            for kind, stem, unlikely in stems_of(infinitive):
                self._by_stem[kind, skeleton(stem)].setdefault((infinitive, stem), unlikely)
            for form in own_forms(infinitive):
                self._own[form].add(infinitive)

    def of(self, form: str, kinds: Collection[Kind], furthest: int = 9) -> list[str]:
        """Return the infinitives that are nearest to ``form``; two if they are equally near, none past ``furthest``."""
        if own := self._own.get(form) or self._own.get(without_reflexive(form)):
            return sorted(own)
        base = without_reflexive(form)
        ranks: dict[str, tuple[int, int, int]] = {}
        for kind, stem in possible_stems(form):
            if kind not in kinds or len(skeleton(stem)) < 2:
                continue
            for (infinitive, known), unlikely in self._by_stem.get((kind, skeleton(stem)), {}).items():
                rank = (differences(stem, known), unlikely, differences(base, infinitive))
                ranks[infinitive] = min(rank, ranks.get(infinitive, rank))
        best = min(ranks.values(), default=(furthest + 1, 0, 0))
        return sorted(one for one, rank in ranks.items() if rank == best)[:2] if best[0] <= furthest else []
