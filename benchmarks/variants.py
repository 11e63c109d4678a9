"""Whether words are found as other people write and mix them, measured on treebanks with gold lemmas.

    python -m benchmarks.variants FOLDER [--pairs 1000]

FOLDER is that of ``benchmarks.inflection``. Printed, for each language as far as it applies:

two words       the share of sentences with both of two words that are found by other forms of the two
mixed speech    R, Rx and P where every passage is a sentence of this language and as many words of another
soft signs      Belarusian words in taraškievica's spelling of soft consonants, which are found by the official one
orthographies   pairs of Belarusian words of the treebank that differ in orthography alone, which find each other
łacinka         Belarusian words in Latin letters that find their Cyrillic ones: with a diacritic, without them, plain
"""

import argparse
import random
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, cycle
from pathlib import Path

from benchmarks.inflection import Index, Lemma, Treebank, mean, measure, read
from search.analysis import fold, lemmas, tokens
from search.analysis.belarusian import table
from search.analysis.belarusian.spelling import plain, without_orthography

_SEED = 7
_SOFTENING = "еёіюяь"
_soft = re.compile(f"(дз|[сзцн])(?=(?:[бвгзкмнпсфхц]|дз|л){{1,2}}[{_SOFTENING}])")
_LATIN = {
    **dict(zip("абвгґджзйклмн", "abvhgdžzjkłmn", strict=True)),
    **dict(zip("опрстуўфцчшыэі", "oprstuŭfcčšyei", strict=True)),
    "х": "ch",
}
_IOTATED = {"е": "e", "ё": "o", "ю": "u", "я": "a"}
_SOFT_CONSONANTS = {"с": "ś", "з": "ź", "ц": "ć", "н": "ń", "л": "l"}


def in_latin(word: str) -> str:
    """Write a lower-case Belarusian word in łacinka, by the rules of Taraškievič's grammar."""
    written, before = "", ""
    for place, letter in enumerate(word):
        after = word[place + 1 : place + 2]
        if letter in _IOTATED:
            vowel = _IOTATED[letter]
            after_consonant = before and before not in "аеёіоуўыэюя'ьй"
            written += vowel if before == "л" else ("i" if after_consonant else "j") + vowel
        elif letter == "л":
            written += "l" if (after and after in _SOFTENING) or _is_soft_l(word, place) else "ł"
        elif letter == "ь":
            soft = _SOFT_CONSONANTS.get(before, before)
            written = written if before == "л" else written[:-1] + soft
        elif letter == "і" and before and before in "аеёіоуыэюя'":
            written += "ji" if before == "'" else "i"
        elif letter != "'":
            written += _LATIN.get(letter, letter)
        before = letter
    return written


def _is_soft_l(word: str, place: int) -> bool:
    return word[place + 1 : place + 2] == "л" and word[place + 2 : place + 3] in tuple(_SOFTENING)


def with_soft_signs(word: str) -> str:
    """Write an official Belarusian word with the soft signs of taraškievica: снег, сьнег."""
    return _soft.sub(r"\1ь", word)


def share(flags: Iterable[bool]) -> tuple[float, int]:
    """Return the share of what is true, and of how many."""
    found = list(flags)
    return (sum(found) / len(found) if found else 0.0), len(found)


def is_found(word: str, other: str) -> bool:
    """Tell whether two words are forms of one."""
    return not set(lemmas(fold(word))).isdisjoint(lemmas(fold(other)))


def two_words(index: Index, bank: Treebank, most: int) -> tuple[float, int]:
    """Return the mean recall of queries for two words that stand in one sentence, each in another of its forms."""
    rnd = random.Random(_SEED)
    held: dict[int, list[Lemma]] = defaultdict(list)
    for lemma in bank.sampled(0):
        for number in bank.holders[lemma]:
            held[number].append(lemma)
    pairs = sorted({pair for several in held.values() for pair in combinations(sorted(several), 2)})
    recalls = []
    for one, other in rnd.sample(pairs, min(most, len(pairs))):
        forms = [rnd.choice(sorted(bank.forms[lemma])) for lemma in (one, other)]
        found = {number for language, number in index.find(" ".join(forms)) if language == bank.language}
        both = bank.holders[one] & bank.holders[other]
        recalls.append(len(found & both) / len(both))
    return (mean(recalls) or 0.0), len(recalls)


def mixed(bank: Treebank, other: Treebank) -> list[float]:
    """Return R, Rx and P where after each sentence as many words of ``other`` follow in the same passage."""
    index = Index()
    spoken = Treebank(bank.language, holders=bank.holders, forms=bank.forms)
    for text, strange in zip(bank.texts, cycle(other.texts), strict=False):
        spoken.texts.append(" ".join([text, *strange.split()[: len(text.split())]]))
    index.add(spoken)
    rows = [measure(index, spoken, lemma)[:3] for lemma in bank.sampled(0)]
    return [mean(column) or 0.0 for column in zip(*rows, strict=True)]


def words_of(bank: Treebank) -> list[str]:
    """Return the different Cyrillic words of a treebank, in small letters."""
    found = {token.text: None for text in bank.texts for token in tokens(text)}
    return [word for word in found if len(word) > 1 and re.fullmatch("[а-яёіўґ']+", word)]


def spelt_twice(words: Iterable[str]) -> list[tuple[str, str]]:
    """Return the pairs of ``words`` that differ in orthography alone: official spelling has one of them, not both."""
    alike: dict[str, set[str]] = defaultdict(set)
    for word in words:
        alike[without_orthography(plain(word))].add(plain(word))
    pairs = (pair for several in alike.values() for pair in combinations(sorted(several), 2))
    return [pair for pair in pairs if not all(word in table() for word in pair)]


def latin_words(bank: Treebank) -> Iterator[tuple[str, bool, bool]]:
    """Yield each word in Latin letters: if it has a diacritic, and if it finds its Cyrillic one."""
    for text in bank.texts:
        for token in tokens(text):
            word = text[token.start : token.end].lower()
            if re.fullmatch("[а-яёіўґ']{2,}", word):
                latin = in_latin(word)
                yield latin, not latin.isascii(), is_found(latin, word)


def belarusian(bank: Treebank) -> Iterator[tuple[str, tuple[float, int]]]:
    """Yield what is measured of Belarusian spellings."""
    words = words_of(bank)
    softened = [(word, soft) for word in words if (soft := with_soft_signs(word)) != word]
    yield "soft signs", share(is_found(word, soft) for word, soft in softened)
    yield "orthographies", share(is_found(one, other) for one, other in spelt_twice(words))
    latin = dict.fromkeys(latin_words(bank))
    yield "łacinka with a diacritic", share(found for _word, marked, found in latin if marked)
    yield "łacinka without one", share(found for _word, marked, found in latin if not marked)
    bare = [(word, bare_of(word)) for word, marked, _found in latin if marked]
    yield "łacinka, diacritics left out", share(is_found(word, unmarked) for word, unmarked in bare)


def bare_of(word: str) -> str:
    """Return a Latin word without its diacritics."""
    letters = unicodedata.normalize("NFD", word.replace("ł", "l"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def main(arguments: Sequence[str] | None = None) -> None:
    """Print a line for each figure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pairs", type=int, default=1000)
    given = parser.parse_args(arguments)
    banks = read(given.folder)
    index = Index()
    for bank in banks:
        index.add(bank)
    for bank, other in zip(banks, [*banks[1:], *banks[:1]], strict=True):
        value, count = two_words(index, bank, given.pairs)
        print(f"{bank.language}: two words {value:.3f} of {count}")
        figures = zip(("R", "Rx", "P"), mixed(bank, other), strict=True)
        print(f"{bank.language} mixed with {other.language}:", *(f"{name} {value:.3f}" for name, value in figures))
        if bank.language == "be":
            for name, (value, count) in belarusian(bank):
                print(f"{bank.language}: {name} {value:.3f} of {count}")


if __name__ == "__main__":
    main()
