"""Which of the archive's four languages a text is in, where its words tell."""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from .cues import Cue

CYRILLIC = ("be", "ru", "uk")
ENOUGH_WORDS = 10
SAMPLE = 6000
SURE = 0.6
# A stretch is long enough to tell its language; a language counts from two stretches and this share on.
STRETCH_WORDS = 30
MAX_STRETCHES = 60
MIXED_SHARE = 0.15


def detect_language(text: str) -> str | None:
    """Return be, ru, uk or en, or None where there are too few words or they don't tell.

    Latin letters count as English only if no other language of the world fits better, so Belarusian in łacinka is None.
    """
    sample = _sample(text)
    if len(sample.split()) < ENOUGH_WORDS:
        return None
    letters = [letter for letter in sample if letter.isalpha()]
    cyrillic = sum("\u0400" <= letter <= "\u04ff" for letter in letters)
    ranked = _identifier().rank(sample)
    if 2 * cyrillic < len(letters):
        return "en" if ranked[0][0] == "en" else None
    (best, share), *others = [(language, share) for language, share in ranked if language in CYRILLIC]
    return best if share >= SURE * (share + sum(other for _, other in others)) else None


def languages_of(cues: Sequence[Cue]) -> dict[str, int]:
    """Return the languages of a transcript with their shares in a hundred, the commonest first.

    Each speaker's words are looked at in stretches of their own, so an
    interviewer who asks in another language is noticed. Stretches whose words don't tell count for nothing.
    """
    count = sum(1 for _ in _stretches(cues))
    step = max(1.0, count / MAX_STRETCHES)
    numbers = {int(number * step) for number in range(MAX_STRETCHES)}
    chosen = (" ".join(words) for number, words in enumerate(_stretches(cues)) if number in numbers)
    found = Counter(language for stretch in chosen if (language := detect_language(stretch)))
    total = found.total()
    return {
        language: round(100 * count / total)
        for language, count in found.most_common()
        if count > 1 and count >= MIXED_SHARE * total
    }


def _stretches(cues: Sequence[Cue]) -> Iterator[list[str]]:
    """Yield the words of each stretch; a list of them all would be as long as the transcript once more."""
    begun: dict[str, list[str]] = {}
    for cue in cues:
        words = begun.setdefault(cue.speaker, [])
        words += cue.text.split()
        full = len(words) // STRETCH_WORDS * STRETCH_WORDS
        for at in range(0, full, STRETCH_WORDS):
            yield words[at : at + STRETCH_WORDS]
        del words[:full]


def get_ready() -> None:
    """Load what languages are told by, before a long file takes the memory that loading needs for a moment too."""
    _identifier()


def _sample(text: str) -> str:
    """Return some of ``text`` from its beginning, middle and end: a long file may begin in another language."""
    if len(text) <= SAMPLE:
        return text
    part, middle = SAMPLE // 3, len(text) // 2
    return " ".join((text[:part], text[middle : middle + part], text[-part:]))


@cache
def _identifier() -> LanguageIdentifier:
    """Return the model of all languages it knows, loaded at the first call: that takes a second."""
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
