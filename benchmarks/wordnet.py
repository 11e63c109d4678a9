"""English sentences with the lemmas that WordNet's rules allow, for want of an English treebank to measure on.

    python -m benchmarks.wordnet DICT TEXT … > en_wordnet.conllu

DICT is WordNet's folder of that name (index.noun, noun.exc and so on; https://wordnet.princeton.edu), TEXT plain or
reStructuredText. A word that may be a form of several has all of them, so that ``benchmarks.inflection`` counts each
reading as right: precision is generous, recall is not. WordNet is none of the dictionaries that the archive uses.
"""

import argparse
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

# The detachment rules of WordNet's morphy(7WN).
_RULES = {
    "noun": "s: ses:s ves:f xes:x zes:z ches:ch shes:sh men:man ies:y",
    "verb": "s: ies:y es:e es: ed:e ed: ing:e ing:",
    "adj": "er: est: er:e est:e",
}
_CLOSED = """
    a an the i me my you he him his she her it its we us our they them their this that these those who whom which
    what and or but if of in on at by for to from with as is am are was were be been being have has had having do
    does did done doing will would shall should can could may might must not no so than then there here when where
    why how all any some more most other into over out up down about after before
"""
_word = re.compile(r"([A-Za-z]+)(?:'(?:s|d|m|ll|re|ve))?(?![\w'])")
_sentence = re.compile(r"(?<=[.?!])\s+")
_markup = re.compile(r"\*\*[^*]*\*\*:?|\*")
_SHORTEST = 3
_LENGTHS = range(5, 61)


@dataclass
class WordNet:
    """The words of WordNet by their part of speech, and the forms that follow no rule."""

    known: dict[str, set[str]] = field(default_factory=dict)
    irregular: dict[str, dict[str, list[str]]] = field(default_factory=dict)

    @classmethod
    def read(cls, folder: Path) -> "WordNet":
        """Read the index and the exceptions."""
        found = cls()
        for part in _RULES:
            lines = (folder / f"index.{part}").read_text("utf-8").splitlines()
            found.known[part] = {line.split()[0] for line in lines if line[:1].strip()}
            rows = map(str.split, (folder / f"{part}.exc").read_text("utf-8").splitlines())
            found.irregular[part] = {form: lemmas for form, *lemmas in rows}
        return found

    def lemmas(self, form: str) -> set[str]:
        """Return every word that ``form`` may be a form of."""
        return {lemma for part in _RULES for lemma in self._of(form, part)}

    def _of(self, form: str, part: str) -> Iterator[str]:
        if irregular := self.irregular[part].get(form):
            yield from irregular
            return
        pairs = [("", ""), *(tuple(rule.split(":")) for rule in _RULES[part].split())]
        for ending, instead in pairs:
            if form.endswith(ending) and (lemma := form[: len(form) - len(ending)] + instead) in self.known[part]:
                yield lemma


def sentences(text: str) -> Iterator[str]:
    """Yield the sentences of the paragraphs of ``text`` that are no markup."""
    for paragraph in text.split("\n\n"):
        if not paragraph.startswith(("..", " ", "=", "-", "*(")):
            for sentence in _sentence.split(" ".join(_markup.sub("", paragraph).split())):
                if len(sentence.split()) in _LENGTHS:
                    yield sentence


def lines(wordnet: WordNet, sentence: str) -> Iterator[str]:
    """Yield the CoNLL-U lines of a sentence, as far as ``benchmarks.inflection`` reads them."""
    yield f"# text = {sentence}"
    number, closed = 0, set(_CLOSED.split())
    for match in _word.finditer(sentence):
        form = match[1].lower()
        if len(form) >= _SHORTEST and form not in closed:
            for lemma in sorted(wordnet.lemmas(form)):
                number += 1
                yield f"{number}\t{match[0]}\t{lemma}\tNOUN\t_"
    yield ""


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the sentences to standard output."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("dict", type=Path)
    parser.add_argument("texts", type=Path, nargs="+")
    parser.add_argument("--sentences", type=int, default=4000)
    given = parser.parse_args(arguments)
    wordnet = WordNet.read(given.dict)
    every = dict.fromkeys(one for path in given.texts for one in sentences(path.read_text("utf-8")))
    for sentence in list(every)[: given.sentences]:
        sys.stdout.writelines(f"{line}\n" for line in lines(wordnet, sentence))


if __name__ == "__main__":
    main()
