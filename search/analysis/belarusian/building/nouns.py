"""Forms of nouns brought together: plurals that stand apart from their singular, and forms that stand alone."""

import re
from collections import defaultdict
from collections.abc import Iterable

from search.analysis.belarusian.building.skeletons import differences, skeleton

SINGULAR = frozenset("DEOHUT")
PLURAL = frozenset("FGPQL")

_FURTHEST = 4

SUPPLETIVE = """
    чалавек людзі людзей людзям людзьмі людзях
    дзіця дзіцяці дзіцем дзіцём дзеці дзяцей дзецям дзецьмі дзецях дзяцьмі
    вока вочы вачэй вачам вачамі вачыма вачах воч вочам вочамі вочах
    вуха вушы вушэй вушам вушамі вушах вушыма
    плячо плечы плячэй плячам плячамі плячах плячыма плеч
    імя імені іменем імёны імён імёнам імёнамі імёнах
    племя племені племенем плямёны плямён плямёнам плямёнамі плямёнах
    нага ногі ног нагам нагамі нагах
    маці мацеры мацерай маткі мацярок
    год года годзе годам гады гадоў гадам гадамі гадах
    дзень дня дню днём дні дзён дням днямі днях
    тыдзень тыдня тыдню тыднем тыдні тыдняў тыдням тыднямі тыднях
    брат браты братоў братам братамі братах
    дзяўчына дзяўчаты дзяўчат дзяўчатам дзяўчатамі дзяўчатах
    курыца куры курэй курам курамі курах
"""

_SMALL_WORDS = """
    праз вас нас вашы нашы ваша наша восем сем зноў чым ім ён яна яно яны іх яе яго ёй імі ужо дзе там тут так як што
    хто калі каля але дык ці не ні на па за пра пры для дома дзеля тады зараз потым цяпер вельмі толькі яшчэ разам
    амаль нават таксама вось аж ад да без над пад між сярод супраць замест перад дзесяць пяць шэсць два дзве тры
    чатыры адзін сто мой твой свой сам увесь уся усё усе гэта гэты гэтая той тая тое тыя які якая якое якія млн млрд
    тыс або пасля можна сёння са маё мае маю маіх маім таму мяне мне табе цябе сабе сябе фота трэба бо няма мая адным
    адна адно адной адну адных радыё га чаго каго каму нам вам ля адразу стоп самі нягледзячы напэўна метро журы
    даволі хоць трох двух чатырох сюды туды раней паўтары пакуль коратка колькі столькі ззаду далей ваш наш таго тым
    тымі гэтым гэтай бок арт бел адкуль дзесьці кудысьці нідзе ніколі заўсёды інакш інколі часта рэдка хутка мала шмат
    болей больш менш лепш горш
"""
UNCHANGING = frozenset(_SMALL_WORDS.split())
"""Small words that look like forms of others."""

_LAST = re.compile("[аяоёеэыіуюьй]$")
_FLEETING = re.compile("(?<=[^аеіу])[аеі](?=[^аеіу]$)")
_ENDING = re.compile(
    "(?:ам|ем|ём|ом|ям|аў|яў|оў|ёў|ой|ай|ей|эй|яй|ёй|ах|ях|амі|ямі|мі|ою|аю|ею|яю|ёю|ю|у|а|я|о|ё|е|э|ы|і|ь|й|)$"
)


def noun_stem(word: str) -> str:
    """Return the skeleton of a noun without its last vowel or sign, and without the vowel that comes and goes.

    A consonant inside a noun stays hard or soft in all its forms: вон is none of вена.
    """
    stem = skeleton(_LAST.sub("", word), soft="е")
    shorter = _FLEETING.sub("", stem)
    return shorter if re.search("[аеіу]", shorter) else stem


def _plural_stems(word: str) -> set[str]:
    stems = {noun_stem(word)}
    if word.endswith("не"):  # слабаджане, слабаджанін
        stems.add(noun_stem(word[:-1] + "ін"))
    if word.endswith(("ей", "эй")):  # гасцей, госць
        stems.add(noun_stem(word[:-2] + "а"))
    if word.endswith(("яты", "аты")):  # ягняты, ягня
        stems |= {noun_stem(word[:-2]), noun_stem(word[:-3])}
    return stems


class Nouns:
    """Finds the singular that a plural belongs to, and the noun of a form that stands alone."""

    def __init__(self, lines: Iterable[tuple[str, bool, bool]]) -> None:
        """Take words of lines with a singular, whether they have their plural, and whether they lack a nominative."""
        self._by_stem: dict[str, set[str]] = defaultdict(set)
        self._whole, self._headless = set(), set()
        for word, is_whole, is_headless in lines:
            self._by_stem[noun_stem(word)].add(word)
            if is_whole:
                self._whole.add(word)
            if is_headless:
                self._headless.add(word)

    def of_plural(self, word: str) -> list[str]:
        """Return the singular of a nominative plural, if there is one that lacks its plural."""
        found = {
            one
            for stem in _plural_stems(word)
            for one in self._by_stem.get(stem, ())
            if one not in self._whole and one[0].isupper() == word[0].isupper()
        }
        return _nearest(word[:-1], found)

    def of_form(self, word: str) -> list[str]:
        """Return the noun whose stem is that of ``word`` without some ending."""
        if re.search("[бвгджзклмнпрстфхцчшўь]$", word):
            own = {one for one in self._by_stem.get(noun_stem(word), ()) if one in self._headless}
            if own:
                return _nearest(word, own)
        found = set()
        for start in range(max(2, len(word) - 3), len(word) + 1):
            if _ENDING.fullmatch(word[start:]):
                found |= self._by_stem.get(noun_stem(word[:start] + "а"), set())
        return _nearest(word, {one for one in found if one[0] == word[0] and abs(len(one) - len(word)) < _FURTHEST})


def _nearest(word: str, found: set[str]) -> list[str]:
    ranked = sorted((differences(word, one), one) for one in found)
    return [ranked[0][1]] if ranked and ranked[0][0] <= _FURTHEST else []
