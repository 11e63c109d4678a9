"""Speaker labels, the ``Name:`` before what somebody says; taken only where a file makes plain that they are labels."""

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

NAME_LIMIT = 40
WORDS_LIMIT = 4
ONCE_WORDS_LIMIT = 3
MOST = 2 / 3
# Compared with one form of apostrophe and in small letters.
_KNOWN = """
    interviewer narrator interviewee journalist question answer q a
    інтэрв'юер інтэрв'юерка апавядальнік апавядальніца суразмоўца журналіст журналістка вядучы вядучая пытанне адказ
    интервьюер рассказчик рассказчица собеседник собеседница журналист журналистка ведущий ведущая вопрос ответ
    інтерв'юер інтерв'юерка оповідач оповідачка співрозмовник співрозмовниця ведучий ведуча питання відповідь
"""
KNOWN = frozenset(_KNOWN.split())
# A sentence that begins with one of these and holds a colon is no label, however often it comes.
_NEVER_FIRST = """
    i he she we they you it and but so then this that there
    я ты мы вы ён яна яны і а але ды потым гэта так не
    он она они и но потом это да нет
    ми ви він вона вони й та потім це ні
"""
NEVER_FIRST = frozenset(_NEVER_FIRST.split())
SENTENCE_SIGNS = re.compile(r"[*,;!?…«»„“”\"<>\[\]{}|=/\\]|\.(?=\s*$)|\.\.|\d\.\d")
APOSTROPHES = str.maketrans("’ʼ`", "'''")


def label_of(line: str) -> tuple[str, str] | None:
    """Return the would-be name at the start of ``line``, perhaps bold in Markdown, and the words after it, or None."""
    colon = line.find(":", 0, NAME_LIMIT + 20)
    if colon < 1:
        return None
    name, words = line[:colon].strip().removeprefix("-").lstrip(), line[colon + 1 :]
    if name.startswith("[") and name.endswith("]"):
        name = name[1:-1].strip()  # as WhisperX writes it
    if (bold := name[:2]) in ("**", "__"):
        if name.endswith(bold):
            name = name[2:-2]
        elif words.startswith(bold):
            name, words = name[2:], words[2:]
    if words and not words[0].isspace():
        return None
    return (name, words.strip()) if is_name(name) else None


@lru_cache(maxsize=4096)
def is_name(name: str) -> bool:
    """Say whether ``name`` could name a speaker: one to four words, a capital (or a code like s1), no sentence."""
    words = name.split()
    if not 1 <= len(words) <= WORDS_LIMIT or len(name) > NAME_LIMIT or SENTENCE_SIGNS.search(name):
        return False
    code = len(words) == 1 and name[0].isalpha() and name[-1].isalnum() and any(map(str.isdigit, name))
    if not (_begins_a_name(name) or code or is_known(name)):
        return False
    if "." in name and not is_proper(name):
        return False
    return words[0].lower().translate(APOSTROPHES) not in NEVER_FIRST or is_known(name)


def is_known(name: str) -> bool:
    """Say whether ``name`` is a word for somebody in an interview, as ``Interviewer``."""
    return name.lower().translate(APOSTROPHES) in KNOWN


def is_proper(name: str) -> bool:
    """Say whether every word of ``name`` begins like one of a proper name: with a capital or a digit."""
    return all(_begins_a_name(word) or word[0].isdigit() for word in name.split())


def _begins_a_name(word: str) -> bool:
    """Say whether ``word`` begins with a capital, or with a letter of a script that has none: Georgian, Arabic, Hebrew.

    Unicode counts the letters of Georgian as small ones, though nothing is written with their capitals but headlines.
    """
    first = word[0]
    return first.isupper() or (first.isalpha() and (not first.islower() or "\u10d0" <= first <= "\u10ff"))


def could_name(name: str) -> bool:
    """Say whether ``name`` is short enough to name a speaker who is named only once."""
    return len(name.split()) <= ONCE_WORDS_LIMIT


def find_labels(lines: Iterable[str]) -> frozenset[str]:
    """Return the labels that ``lines`` use: known words, and names that stand before a colon more than once."""
    counted = Counter(found[0] for line in lines if (found := label_of(line)))
    return frozenset(name for name, times in counted.items() if times > 1 or is_known(name))


def find_caption_labels(texts: Iterable[str]) -> frozenset[str]:
    """Return the labels that captions use, whose words are ``texts``: those of their lines, and where most captions
    begin with one, as in recordings of meetings, also the proper names that come only once.
    """
    texts = list(texts)
    labels = find_labels(line for text in texts for line in text.split("\n"))
    firsts = [found[0] for text in texts if (found := label_of(text.split("\n", 1)[0]))]
    if len(firsts) > 2 and MOST * len(texts) <= len(firsts):
        labels |= {name for name in firsts if is_proper(name) and could_name(name)}
    return labels


def bare_name(words: str) -> str:
    """Return the name that is all of ``words``, perhaps in brackets (``[Speaker 1]``), or nothing."""
    inside = words[1:-1].strip() if words.startswith("[") and words.endswith("]") else words
    return inside if inside and is_name(inside) else ""
