"""SQLite's FTS5: the words in an index over a table of passages, the facts in narrow tables beside it."""

import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path

from benchmarks.corpus import Passage
from benchmarks.peers import Found, Peer, Spans
from benchmarks.peers.edits import Vocabulary
from benchmarks.queries import FACETS, Query

_SCHEMA = """
    CREATE TABLE interview (interview_id INTEGER PRIMARY KEY, language TEXT, branch TEXT, rank TEXT, left_year INTEGER);
    CREATE TABLE passage (id INTEGER PRIMARY KEY, text TEXT);
    CREATE TABLE place (id INTEGER PRIMARY KEY, interview_id INTEGER);
    CREATE INDEX place_in_interview ON place (interview_id);
    CREATE TABLE theme (theme_id INTEGER PRIMARY KEY, theme TEXT UNIQUE);
    CREATE TABLE coding (id INTEGER, theme_id INTEGER, PRIMARY KEY (id, theme_id)) WITHOUT ROWID;
    CREATE VIRTUAL TABLE words USING fts5 (text, content='passage', content_rowid='id', prefix='3 4',
        tokenize="unicode61 remove_diacritics 0");
    CREATE VIRTUAL TABLE vocabulary USING fts5vocab (words, row);
"""
_FACETS = " UNION ALL ".join(
    f"SELECT '{name}', {name}, sum(size) FROM holding JOIN interview USING (interview_id) GROUP BY {name}"
    for name in FACETS
    if name != "theme"
)
Values = dict[str, str | int]
_START, _END = "\x02", "\x03"


class Fts5(Peer):
    """One connection to a database in a file, with memory for all of its pages."""

    name = "FTS5"

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._connection = sqlite3.connect(folder / "fts5.sqlite3", isolation_level=None)
        for pragma in ("journal_mode=WAL", "cache_size=-400000", "mmap_size=4000000000", "temp_store=MEMORY"):
            self._connection.execute(f"PRAGMA {pragma}")
        self._words: Vocabulary | None = None
        self._themes: dict[str, int] = {}

    def build(self, passages: Iterable[Passage]) -> None:
        self._connection.executescript(_SCHEMA)
        self._connection.execute("BEGIN")
        for passage in passages:
            self._add(passage)
        self._connection.execute("COMMIT")
        self._connection.execute("INSERT INTO words (words) VALUES ('optimize')")
        self._connection.execute("ANALYZE")

    def _add(self, passage: Passage) -> None:
        run, key = self._connection.execute, passage.segment_id
        facts = (passage.interview_id, passage.language, passage.branch, passage.rank, passage.left_year)
        run("INSERT OR IGNORE INTO interview VALUES (?, ?, ?, ?, ?)", facts)
        run("INSERT INTO passage VALUES (?, ?)", (key, passage.text))
        run("INSERT INTO place VALUES (?, ?)", (key, passage.interview_id))
        run("INSERT INTO words (rowid, text) VALUES (?, ?)", (key, passage.text))
        for theme in passage.themes:
            if theme not in self._themes:
                self._themes[theme] = len(self._themes)
                run("INSERT INTO theme VALUES (?, ?)", (self._themes[theme], theme))
            run("INSERT INTO coding VALUES (?, ?)", (key, self._themes[theme]))

    def replace(self, interview_id: int, passages: Sequence[Passage]) -> None:
        run = self._connection.execute
        run("BEGIN IMMEDIATE")
        old = "(SELECT id FROM place WHERE interview_id = ?)"
        forget = "INSERT INTO words (words, rowid, text) SELECT 'delete', id, text FROM passage"
        run(f"{forget} WHERE id IN {old}", (interview_id,))
        for table in ("passage", "coding", "place"):
            run(f"DELETE FROM {table} WHERE id IN {old}", (interview_id,))
        run("DELETE FROM interview WHERE interview_id = ?", (interview_id,))
        for passage in passages:
            self._add(passage)
        run("COMMIT")
        self._words = None

    def can(self, query: Query) -> bool:
        return True

    def ask(self, query: Query) -> Found:
        source, values = self._source(query)
        if query.grouped:
            return self._by_interview(source, values, query)
        count, rows = self._filtered(source, values, query) if query.theme else self._plain(source, values, query)
        found = Found(count, [key for key, _ in rows], [text for _, text in rows])
        if query.offsets:
            pairs = [_unmarked(marked) for marked in found.texts]
            found.texts, found.offsets = [text for text, _ in pairs], [spans for _, spans in pairs]
        if query.facets:
            found.facets = self._facets(source, values)
        return found

    def _source(self, query: Query) -> tuple[str, Values]:
        """Return FROM and WHERE of what is asked. Left to plan by itself, SQLite asks FTS5 once for each theme's id."""
        tables, condition, values = "words", "words MATCH :match", {"match": self._match(query)}
        if query.theme:
            tables += " CROSS JOIN coding ON coding.id = words.rowid AND theme_id = :theme"
            values["theme"] = self._themes.get(query.theme, -1)
        if query.years:
            tables += " CROSS JOIN place ON place.id = words.rowid CROSS JOIN interview USING (interview_id)"
            condition += " AND left_year BETWEEN :first AND :last"
            values["first"], values["last"] = query.years
        return f"FROM {tables} WHERE {condition}", values

    def _plain(self, source: str, values: Values, query: Query) -> tuple[int, list[tuple[int, str]]]:
        """Let FTS5 count and sort by itself; the text is fetched for the best alone."""
        count = self._connection.execute(f"SELECT count(*) {source}", values).fetchone()[0]
        shown = "highlight(words, 0, char(2), char(3))" if query.offsets else "text"
        best = f"SELECT words.rowid, {shown} {source} ORDER BY words.rank LIMIT {query.limit} OFFSET {query.offset}"
        return count, self._connection.execute(best, values).fetchall()

    def _filtered(self, source: str, values: Values, query: Query) -> tuple[int, list[tuple[int, str]]]:
        """Rank only what the filters leave, which FTS5 would not do when it sorts by itself."""
        rows = self._connection.execute(
            f"""
            WITH hit AS MATERIALIZED (SELECT words.rowid AS id, bm25(words) AS score {source})
            SELECT id, text, (SELECT count(*) FROM hit) FROM hit JOIN passage USING (id)
            ORDER BY score LIMIT {query.limit} OFFSET {query.offset}
            """,
            values,
        ).fetchall()
        return (rows[0][2] if rows else 0), [(key, text) for key, text, _ in rows]

    def _match(self, query: Query) -> str:
        words = [f'"{word}"' for word in query.words]
        if query.how == "phrase":
            return f'"{" ".join(query.words)}"'
        if query.how == "prefix":
            return f"{words[0]}*"
        if query.how == "fuzzy":
            words = [f'"{word}"' for word in self._vocabulary().near(query.words[0])] or words
        return (" AND " if query.how == "all" else " OR ").join(words)

    def _vocabulary(self) -> Vocabulary:
        if self._words is None:
            self._words = Vocabulary(word for (word,) in self._connection.execute("SELECT term FROM vocabulary"))
        return self._words

    def _facets(self, source: str, values: Values) -> dict[str, dict[str, int]]:
        found: dict[str, dict[str, int]] = {name: {} for name in FACETS}
        statement = f"""
            WITH hit AS MATERIALIZED (SELECT words.rowid AS id {source}),
            holding AS MATERIALIZED
                (SELECT interview_id, count(*) AS size FROM hit JOIN place USING (id) GROUP BY interview_id),
            coded AS MATERIALIZED
                (SELECT theme_id, count(*) AS size FROM hit JOIN coding USING (id) GROUP BY theme_id)
            {_FACETS} UNION ALL SELECT 'theme', theme, size FROM coded JOIN theme USING (theme_id)
        """
        for name, value, count in self._connection.execute(statement, values):
            found[name][str(value)] = count
        return found

    def _by_interview(self, source: str, values: Values, query: Query) -> Found:
        """Return the three best passages of each of the best interviews, and how many of each there are."""
        statement = f"""
            WITH hit AS MATERIALIZED (SELECT words.rowid AS id, bm25(words) AS score {source}),
            placed AS (
                SELECT id, score, interview_id,
                    row_number() OVER (PARTITION BY interview_id ORDER BY score, id) AS place
                FROM hit JOIN place USING (id)
            ),
            best AS MATERIALIZED (
                SELECT interview_id, min(score) AS best, max(place) AS size FROM placed GROUP BY interview_id
            ),
            shown AS (SELECT * FROM best ORDER BY best LIMIT {query.limit} OFFSET {query.offset})
            SELECT id, text, size, (SELECT count(*) FROM hit), (SELECT count(*) FROM best)
            FROM shown JOIN placed USING (interview_id) JOIN passage USING (id)
            WHERE place <= 3 ORDER BY best, interview_id, place
        """
        rows = self._connection.execute(statement, values).fetchall()
        count, groups = rows[0][3:] if rows else (0, 0)
        return Found(count, [row[0] for row in rows], [row[1] for row in rows], groups=groups)

    def close(self) -> None:
        self._connection.close()


def _unmarked(marked: str) -> tuple[str, Spans]:
    """Return the text without its marks, and where they were."""
    parts, spans, length = [], [], 0
    for part in marked.split(_START):
        word, end, rest = part.partition(_END)
        if end:
            spans.append((length, length + len(word)))
        parts += (word, rest)
        length += len(word) + len(rest)
    return "".join(parts), spans
