"""Xapian through its Python bindings, if they are installed: terms with positions, facts as values to count."""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

import xapian

from benchmarks.corpus import Passage
from benchmarks.peers import Found, Peer, Spans
from benchmarks.peers.edits import Vocabulary
from benchmarks.queries import FACETS, Query

_word = re.compile(r"[^\W_]+")
_KEY, _INTERVIEW, _THEME = "Q", "XI", "XT"  # how terms begin that are not words; words begin with a small letter
_SLOTS = {name: slot for slot, name in enumerate(FACETS)}
_BETWEEN_THEMES = " "


class Xapian(Peer):
    """A database in a folder. A passage's themes are one value, told apart after they are counted."""

    name = "Xapian"

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._database: xapian.Database | None = None
        self._words: Vocabulary | None = None

    def _writable(self) -> xapian.WritableDatabase:
        return xapian.WritableDatabase(str(self.folder / "xapian"), xapian.DB_CREATE_OR_OPEN)

    def build(self, passages: Iterable[Passage]) -> None:
        database = self._writable()
        for passage in passages:
            database.replace_document(passage.segment_id, _document(passage))
        database.commit()
        database.close()
        self._reopen()

    def replace(self, interview_id: int, passages: Sequence[Passage]) -> None:
        database = self._writable()
        database.begin_transaction()
        database.delete_document(f"{_INTERVIEW}{interview_id}")
        for passage in passages:
            database.replace_document(passage.segment_id, _document(passage))
        database.commit_transaction()
        database.close()
        self._reopen()

    def _reopen(self) -> None:
        self._database = xapian.Database(str(self.folder / "xapian"))
        self._words = None

    def ask(self, query: Query) -> Found:
        enquire = xapian.Enquire(self._database)
        enquire.set_query(self._query(query))
        spies = {name: xapian.ValueCountMatchSpy(slot) for name, slot in _SLOTS.items()} if query.facets else {}
        for spy in spies.values():
            enquire.add_matchspy(spy)
        matches = enquire.get_mset(query.offset, query.limit, self._database.get_doccount())
        found = Found(matches.get_matches_estimated(), [], [])
        for match in matches:
            found.keys.append(match.docid)
            text = match.document.get_data().decode()
            found.texts.append(text)
            if query.offsets:
                found.offsets.append(_spans(matches, text))
        for name, spy in spies.items():
            counts = found.facets.setdefault(name, {})
            for item in spy.values():
                for value in item.term.decode().split(_BETWEEN_THEMES) if item.term else ():
                    counts[value] = counts.get(value, 0) + item.termfreq
        return found

    def _query(self, query: Query) -> xapian.Query:
        asked = self._words_of(query)
        if query.theme:
            asked = xapian.Query(xapian.Query.OP_FILTER, asked, xapian.Query(_THEME + query.theme))
        if query.years:
            first, last = (str(year) for year in query.years)
            span = xapian.Query(xapian.Query.OP_VALUE_RANGE, _SLOTS["left_year"], first, last)
            asked = xapian.Query(xapian.Query.OP_FILTER, asked, span)
        return asked

    def _words_of(self, query: Query) -> xapian.Query:
        words = list(query.words)
        if query.how == "phrase":
            return xapian.Query(xapian.Query.OP_PHRASE, words, len(words))
        if query.how == "prefix":
            return xapian.Query(xapian.Query.OP_WILDCARD, words[0], 0, xapian.Query.WILDCARD_LIMIT_ERROR)
        if query.how == "fuzzy":
            return xapian.Query(xapian.Query.OP_OR, self._vocabulary().near(words[0]))
        return xapian.Query(xapian.Query.OP_AND if query.how == "all" else xapian.Query.OP_OR, words)

    def _vocabulary(self) -> Vocabulary:
        if self._words is None:
            terms = (item.term.decode() for item in self._database.allterms())
            self._words = Vocabulary(term for term in terms if not term[0].isupper())
        return self._words

    def close(self) -> None:
        if self._database:
            self._database.close()


def _document(passage: Passage) -> xapian.Document:
    document = xapian.Document()
    document.set_data(passage.text)
    for place, word in enumerate(_word.findall(passage.text.lower()), 1):
        document.add_posting(word, place)
    document.add_boolean_term(f"{_INTERVIEW}{passage.interview_id}")
    for theme in passage.themes:
        document.add_boolean_term(_THEME + theme)
    for name, slot in _SLOTS.items():
        value = _BETWEEN_THEMES.join(passage.themes) if name == "theme" else str(getattr(passage, name))
        document.add_value(slot, value)
    return document


def _spans(matches: xapian.MSet, text: str) -> Spans:
    """Return where the words stand: Xapian marks them in a copy of the text."""
    flags = xapian.MSet.SNIPPET_EXHAUSTIVE
    marked = matches.snippet(text, len(text) * 4, xapian.Stem("none"), flags, "\x02", "\x03", "").decode()
    spans, shift = [], 0
    for match in re.finditer("\x02([^\x03]*)\x03", marked):
        spans.append((match.start() - shift, match.start() - shift + len(match[1])))
        shift += 2
    return spans
