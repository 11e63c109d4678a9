"""Whether any form of a word finds all its other forms, measured on treebanks with gold lemmas.

    python -m benchmarks.inflection FOLDER [--lemmas 150] [--one-orthography] [--sounds] [--worst 0] [--half 1]

FOLDER holds CoNLL-U files (*.conllu, at any depth), each named by its language first: be_hse-ud-dev.conllu. One
sentence is one passage. Content words that stand in 3 to 60 sentences and in two forms or more are asked for, each by
up to four of its forms. Printed, averaged over forms and then over words:

R       the share of the sentences with a form of the word that are found
Rx      the same over the sentences that do not hold the form typed
P       the share of what is found in that language that holds the word
P all   the share of what is found in all languages in one index that holds the word
"""

import argparse
import random
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from search.analysis import tokens
from search.analysis.belarusian.spelling import plain, without_orthography
from search.analysis.terms import lemma_terms, sound_term, sound_terms

CONTENT = ("NOUN", "VERB", "ADJ", "PROPN")
_MOST_FORMS = 4

Lemma = tuple[str, str]


@dataclass
class Treebank:
    """Sentences of a language: which hold a word, in which forms."""

    language: str
    texts: list[str] = field(default_factory=list)
    holders: dict[Lemma, set[int]] = field(default_factory=lambda: defaultdict(set))
    forms: dict[Lemma, dict[str, set[int]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(set)))

    def add(self, text: str, words: Iterable[tuple[str, Lemma]]) -> None:
        """Add a sentence and its content words, each as written and its lemma."""
        for form, lemma in words:
            self.holders[lemma].add(len(self.texts))
            self.forms[lemma][form].add(len(self.texts))
        self.texts.append(text)

    def sampled(self, most: int, half: int = 0) -> list[Lemma]:
        """Return the words to ask for, the same in every run; of one half of all words, if it is 1 or 2."""
        fit = sorted(k for k, held in self.holders.items() if 3 <= len(held) <= 60 and len(self.forms[k]) > 1)
        if half:
            fit = [lemma for lemma in fit if zlib.crc32(" ".join(lemma).encode()) % 2 == half - 1]
        random.Random(1).shuffle(fit)
        return fit[:most] if most else fit


@dataclass
class Index:
    """What is found by each term: passages, each a language and a number. ``by_sound``: in the mode "sounds like"."""

    by_sound: bool = False
    postings: dict[tuple[str, str], set[tuple[str, int]]] = field(default_factory=lambda: defaultdict(set))

    def add(self, bank: Treebank) -> None:
        """Take all sentences of a treebank in."""
        for number, text in enumerate(bank.texts):
            for token in tokens(text):
                word = text[token.start : token.end]
                for key in (
                    *(("lemma", one) for one in lemma_terms(word)),
                    *(("sound", one) for one in sound_terms(word)),
                ):
                    self.postings[key].add((bank.language, number))

    def find(self, form: str) -> set[tuple[str, int]]:
        """Return what holds the words of ``form`` in any of their forms, as a search does."""
        found: set[tuple[str, int]] | None = None
        for token in tokens(form):
            wanted = [("lemma", term) for term in lemma_terms(token.text)]
            wanted.append(("sound", sound_term(token.text, any_word=self.by_sound)))
            one = {passage for key in wanted for passage in self.postings.get(key, ())}
            found = one if found is None else found & one
        return found or set()


def sentences(path: Path) -> Iterator[tuple[str, list[tuple[str, Lemma]]]]:
    """Yield the text of each sentence of a CoNLL-U file, and its content words."""
    text, words = "", []
    for line in path.read_text("utf-8").splitlines():
        if line.startswith("# text = "):
            text = " ".join(line[9:].split())
        elif line[:1].isdigit() and line.split("\t")[0].isdigit():
            _number, form, lemma, kind = line.split("\t")[:4]
            if kind in CONTENT and form.replace("'", "").replace("’", "").isalpha():
                words.append((form.lower(), (lemma.lower(), kind)))
        elif not line.strip() and text:
            yield text, words
            text, words = "", []


def read(folder: Path, *, one_orthography: bool = False) -> list[Treebank]:
    """Return a treebank for each language in ``folder``.

    ``one_orthography`` takes Belarusian lemmas for one that differ in orthography alone: сьвет and свет.
    """
    banks: dict[str, Treebank] = {}
    for path in sorted(folder.rglob("*.conllu")):
        language = path.name[:2]
        bank = banks.setdefault(language, Treebank(language))
        for text, words in sentences(path):
            if one_orthography and language == "be":
                words = [(form, (without_orthography(plain(lemma)), kind)) for form, (lemma, kind) in words]
            bank.add(text, words)
    return list(banks.values())


def mean(values: Iterable[float | None]) -> float | None:
    """Return the mean of what is there."""
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None


def measure(index: Index, bank: Treebank, lemma: Lemma) -> list[float | None]:
    """Return R, Rx, P and P over all languages of one word."""
    rows = []
    for form in sorted(bank.forms[lemma])[:_MOST_FORMS]:
        found = index.find(form)
        own = {number for language, number in found if language == bank.language}
        right = bank.holders[lemma]
        other = right - bank.forms[lemma][form]
        rows.append(
            (
                len(own & right) / len(right),
                len(own & other) / len(other) if other else None,
                len(own & right) / len(own) if own else 0.0,
                len(own & right) / len(found) if found else 0.0,
            )
        )
    return [mean(column) for column in zip(*rows, strict=True)]


def main() -> None:
    """Print a line for each language."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--lemmas", type=int, default=150, help="how many words are asked for in each language; 0: all")
    parser.add_argument("--half", type=int, choices=(1, 2), default=0, help="ask for one half of the words alone")
    parser.add_argument("--worst", type=int, default=0, help="show so many words that find least, and most of others")
    parser.add_argument("--one-orthography", action="store_true", help="Belarusian lemmas of both are one word")
    parser.add_argument("--sounds", action="store_true", help='measure the mode "sounds like"')
    options = parser.parse_args()
    banks = read(options.folder, one_orthography=options.one_orthography)
    index = Index(options.sounds)
    for bank in banks:
        index.add(bank)
    for bank in banks:
        scores = {lemma: measure(index, bank, lemma) for lemma in bank.sampled(options.lemmas, options.half)}
        if not scores:
            print(f"{bank.language}: no word stands in 3 to 60 of its sentences and in two forms")
            continue
        columns = [mean(column) or 0.0 for column in zip(*scores.values(), strict=True)]
        named = zip(("R", "Rx", "P", "P all"), columns, strict=True)
        print(f"{bank.language}: words {len(scores)}", *(f"{name} {value:.3f}" for name, value in named), sep="  ")
        for column in (1, 2) if options.worst else ():
            ranked = sorted(scores, key=lambda one: 1.0 if scores[one][column] is None else scores[one][column] or 0.0)
            for lemma in ranked[: options.worst]:
                print(
                    " ", *lemma, *(f"{value:.2f}" for value in scores[lemma] if value is not None), *bank.forms[lemma]
                )


if __name__ == "__main__":
    main()
