"""Made-up interviews whose words are spread as in the archive's: seeded, endless, without a data file."""

import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

SEGMENTS = 120  # of an interview
WORDS = 60  # of a segment
SHARES = {"be": 0.45, "ru": 0.38, "en": 0.10, "uk": 0.07}
BRANCHES = tuple(f"branch{n}" for n in range(10))
RANKS = tuple(f"rank{n:02}" for n in range(15))
YEARS = tuple(range(1995, 2025))
QUESTIONS = ("why", "how", "who", "path")
THEMES = tuple(f"{question}{n}" for question in QUESTIONS for n in range(10))

_STRETCHES = 24  # themes applied to an interview, each to neighbouring segments
_FUNCTION_WORDS = 60  # the most frequent words of a language have one form
_OFFSET = 2.7  # Mandelbrot's: the most frequent word is a 25th of all
_EXPONENT = 1.06
_TOPICAL = 0.08  # of an interview's words belong to what it speaks of, so that rare words come in clusters
_LATIN = ("b c d f g h k l m n p r s t v w st tr pl br th sh", "a e i o u ea ou", "s ed ing er ly")
_CYRILLIC = "б в г д ж з к л м н п р с т х ц ч ш ст пр тр кр гр сл"
_ALPHABETS = {
    "be": (_CYRILLIC + " дз", "а о у э ы і я е ё ю", "а у ы е і ам амі ах ай ага аму ых ым ць ла лі"),
    "ru": (_CYRILLIC + " щ", "а о у э ы и я е ю", "а у ы е и ам ами ах ой ого ому ых ым ть ла ли"),
    "uk": (_CYRILLIC + " щ", "а о у е и і ї я є ю", "а у и е і ам ами ах ою ого ому их им ти ла ли"),
    "en": _LATIN,
}
_LEMMAS = {"be": 15_500, "ru": 15_500, "uk": 8_000, "en": 10_000}


@dataclass(frozen=True, slots=True)
class Passage:
    """A segment with the facts of its interview. ``themes`` holds codes, each theme's question among them."""

    segment_id: int
    interview_id: int
    language: str
    branch: str
    rank: str
    left_year: int
    themes: tuple[str, ...]
    text: str


class Lexicon:
    """The words of one language by number, each made up when it is first asked for."""

    def __init__(self, language: str) -> None:
        onsets, vowels, endings = (part.split() for part in _ALPHABETS[language])
        self.lemmas = _LEMMAS[language]
        self._salt = zlib.crc32(language.encode())
        self.endings = ["", *endings]
        self._syllables = [onset + vowel for onset in onsets for vowel in vowels]
        self._onsets = onsets
        self._words = np.empty(self.lemmas * len(self.endings), dtype=object)
        # The first form of a word is the most frequent, the last a rarity.
        falling = (np.arange(len(self.endings)) + 1.0) ** -1.5
        self._by_ending = np.cumsum(falling / falling.sum())

    def draw(self, ranks: np.ndarray, chances: np.ndarray) -> np.ndarray:
        """Return a word for each rank of a lemma, in the form that its chance (0 to 1) falls on."""
        forms = np.searchsorted(self._by_ending, chances).clip(max=len(self.endings) - 1)
        forms[ranks < _FUNCTION_WORDS] = 0
        numbers = ranks * len(self.endings) + forms
        found = self._words[numbers]
        missing = np.unique(numbers[np.equal(found, None)])
        for number in missing.tolist():
            self._words[number] = self._spell(*divmod(number, len(self.endings)))
        return self._words[numbers] if len(missing) else found

    def _spell(self, lemma: int, form: int) -> str:
        """Return a word: frequent ones are short, as in any language."""
        mixed = ((lemma + self._salt) * 0x9E3779B97F4A7C15) % (1 << 64)
        length = 1 if lemma < _FUNCTION_WORDS else 2 if lemma < 3_000 else 3
        parts = []
        for _ in range(length):
            mixed, choice = divmod(mixed, len(self._syllables))
            parts.append(self._syllables[choice])
        if lemma >= _FUNCTION_WORDS:
            parts.append(self._onsets[mixed % len(self._onsets)])
        return "".join(parts) + self.endings[form]


class Corpus:
    """About ``segments`` made-up passages; the same for the same seed, whatever is read of it and in which order."""

    def __init__(self, segments: int, seed: int = 20) -> None:
        self.seed = seed
        self.segments = segments
        self.numbers = range(1, -(-segments // SEGMENTS) + 1)
        self._lexicons = {language: Lexicon(language) for language in SHARES}

    def __reduce__(self) -> tuple[type["Corpus"], tuple[int, int]]:
        """Travel to another process without the words made so far."""
        return type(self), (self.segments, self.seed)

    def __iter__(self) -> Iterator[Passage]:
        """Yield ``segments`` passages, interview by interview."""
        left = self.segments
        for number in self.numbers:
            yield from self.interview(number)[:left]
            left -= SEGMENTS

    def interview(self, number: int, version: int = 0) -> list[Passage]:
        """Return the 120 passages of an interview, of any number; another version has other words, the same keys."""
        facts = np.random.default_rng((self.seed, number))
        words = np.random.default_rng((self.seed, number, version))
        language = str(facts.choice(list(SHARES), p=list(SHARES.values())))
        branch, rank, year = (pick[facts.integers(len(pick))] for pick in (BRANCHES, RANKS, YEARS))
        themes = _themes(facts)
        texts = _texts(self._lexicons[language], words)
        first = (number - 1) * SEGMENTS + 1
        return [Passage(first + n, number, language, branch, rank, year, themes[n], texts[n]) for n in range(SEGMENTS)]


def _themes(rng: np.random.Generator) -> list[tuple[str, ...]]:
    """Return the themes of each segment: stretches of neighbours, several over one another."""
    found: list[set[str]] = [set() for _ in range(SEGMENTS)]
    stretches = zip(
        rng.integers(len(THEMES), size=_STRETCHES).tolist(),
        rng.integers(-10, SEGMENTS - 5, size=_STRETCHES).tolist(),
        rng.integers(4, 24, size=_STRETCHES).tolist(),
        strict=True,
    )
    for theme, first, length in stretches:
        code = THEMES[theme]
        for codes in found[max(first, 0) : max(first + length, 0)]:
            codes.update((code, code.rstrip("0123456789")))
    return [tuple(sorted(codes)) for codes in found]


def _ranks(rng: np.random.Generator, lemmas: int) -> np.ndarray:
    """Draw ranks of words as Zipf and Mandelbrot found them spread, in one step: the inverse of the distribution."""
    power = 1 - _EXPONENT
    low, high = _OFFSET**power, (lemmas + _OFFSET) ** power
    ranks = (low + rng.random((SEGMENTS, WORDS)) * (high - low)) ** (1 / power) - _OFFSET
    ranks = ranks.astype(np.int64).clip(0, lemmas - 1)
    own = np.exp(rng.uniform(np.log(200), np.log(lemmas), size=40)).astype(np.int64).clip(max=lemmas - 1)
    topical = rng.random(ranks.shape) < _TOPICAL
    ranks[topical] = rng.choice(own, size=int(topical.sum()))
    return ranks


def _texts(lexicon: Lexicon, rng: np.random.Generator) -> list[str]:
    words = lexicon.draw(_ranks(rng, lexicon.lemmas), rng.random((SEGMENTS, WORDS)))
    chances = rng.random(words.shape)
    stops = chances < 0.08
    commas = (chances > 0.9) & ~stops
    begins = np.zeros_like(stops)
    begins[:, 1:] = stops[:, :-1]
    begins[:, 0] = True
    words[begins] = _capitalised(words[begins])
    words[stops] += "."
    words[commas] += ","
    return [" ".join(row) for row in words.tolist()]


def _capitalised(words: Iterable[str]) -> np.ndarray:
    return np.array([word.capitalize() for word in words], dtype=object)
