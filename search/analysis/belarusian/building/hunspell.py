"""A hunspell dictionary expanded: its affix file's rules applied to each line of its word list."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Rule:
    """Put ``add`` in place of ``strip``, at the end or (``before``) the beginning of a word that ``fits``."""

    strip: str
    add: str
    fits: re.Pattern[str]
    before: bool

    def apply(self, word: str) -> str | None:
        """Return the form, or None if the rule is not for this word."""
        if not self.fits.search(word) or len(word) <= len(self.strip):
            return None
        if self.before:
            return self.add + word[len(self.strip) :] if word.startswith(self.strip) else None
        return word[: len(word) - len(self.strip)] + self.add if word.endswith(self.strip) else None


@dataclass(frozen=True)
class Line:
    """A line of the word list: a word and the letters that name its rules."""

    word: str
    flags: frozenset[str]


def read_rules(path: Path) -> dict[str, list[Rule]]:
    """Return the rules of an .aff file by their letter. PFX and SFX alone are known: what the Belarusian one uses."""
    rules: dict[str, list[Rule]] = {}
    for row in path.read_text("utf-8").splitlines():
        parts = row.split()
        if len(parts) >= 5 and parts[0] in ("PFX", "SFX"):
            kind, flag, strip, add, condition = parts[:5]
            before = kind == "PFX"
            fits = re.compile(f"^{condition}" if before else f"{condition}$")
            rules.setdefault(flag, []).append(
                Rule(strip.replace("0", ""), add.partition("/")[0].replace("0", ""), fits, before)
            )
    return rules


def read_lines(path: Path) -> Iterator[Line]:
    """Yield the lines of a .dic file; the first, which counts them, is left out."""
    for row in path.read_text("utf-8").splitlines()[1:]:
        word, _slash, flags = row.strip().partition("/")
        if word:
            yield Line(word, frozenset(flags))


def forms_of(line: Line, rules: dict[str, list[Rule]]) -> list[tuple[str, str]]:
    """Return the forms that the rules for endings make of a line, each with the letter of its rule; the word has ""."""
    found = [(line.word, "")]
    for flag in sorted(line.flags):
        for rule in rules.get(flag, ()):
            if not rule.before and (form := rule.apply(line.word)) is not None:
                found.append((form, flag))
    return found


def prefixed(line: Line, rules: dict[str, list[Rule]]) -> Iterator[tuple[str, Line]]:
    """Yield what the rules for beginnings make of a line, each with the letter of its rule."""
    for flag in sorted(line.flags):
        for rule in rules.get(flag, ()):
            if rule.before and (word := rule.apply(line.word)) is not None:
                yield flag, Line(word, line.flags)
