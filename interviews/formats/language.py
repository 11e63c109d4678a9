"""Which of the archive's four languages a text is in, where its words tell."""

from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

CYRILLIC = ("be", "ru", "uk")
ENOUGH_WORDS = 10
SAMPLE = 6000
SURE = 0.6


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
