"""What the index holds of a passage: its words, what is said about it, and facts to filter, count and order by."""

from search.analysis.terms import exact_terms, lemma_terms, sound_terms
from search.analysis.tokens import WORDS
from search.indexes import Document
from search.whoosh_engine import Column, Schema, Text
from search.whoosh_engine.fields import Values

VERSION = "4"
"""Raised with every change of the analysis or of what a document holds: the worker then builds the index anew."""

EXACT, LEMMA, SOUND = "text", "lemma", "sound"
ABOUT, WHOLE = "about", "whole"
"""What is said about a passage, and about its interview; of the latter only the first passages hold the words."""

KEY, OWNER, REVISION = "segment_id", "interview_id", "revision"
SPEAKER = "speaker"
FACET_COLUMNS = {
    "theme": "themes",
    "language": "language",
    "original": "original",
    "readable": "readable",
    "branch": "branch",
    "rank": "rank",
    "left_year": "left_year",
}
"""The facets that readers see, and the column that each is counted by."""

APART = "〇"
"""Stands between two texts that are not one: a word without terms, over which no phrase reaches."""

_MOMENT_BITS = 32
_CHECKED = {"reviewed": 0, "corrected": 1}
_TEXTS = ("language", "original", "branch", "rank", "left_on", "recorded_on", SPEAKER)
_NUMBERS = (KEY, OWNER, REVISION, "moment", "position", "start_ms")


def about_terms(word: str) -> tuple[str, ...]:
    """Return the lemmas of a word that is said about a passage."""
    return () if word == APART else lemma_terms(word)


SCHEMA = Schema(
    texts=(
        Text(EXACT, EXACT, exact_terms),
        Text(LEMMA, EXACT, lemma_terms),
        Text(SOUND, EXACT, sound_terms),
        Text(ABOUT, ABOUT, about_terms, sparse=True),
        Text(WHOLE, WHOLE, about_terms, sparse=True),
    ),
    columns=(
        *(Column(name, "int") for name in (*_NUMBERS, "moment_key", "translation", "unchecked", "place")),
        *(Column(name) for name in (*_TEXTS, "left_year")),
        Column("coded", many=True),
        Column("themes", many=True),
        Column("readable", many=True),
    ),
    key=KEY,
    words=WORDS,
    mask=(OWNER, REVISION),
    version=VERSION,
    succession="place",
)


def indexed(document: Document) -> dict[str, Values]:
    """Return ``document`` as the engine takes it in."""
    several = ("coded", "themes", "readable")
    facts: dict[str, Values] = {name: getattr(document, name) for name in (*_NUMBERS, *_TEXTS, *several)}
    return facts | {
        EXACT: document.text,
        ABOUT: f" {APART} ".join(document.about),
        WHOLE: f" {APART} ".join(document.whole),
        "moment_key": document.interview_id << _MOMENT_BITS | document.moment,
        "place": document.transcript_id << _MOMENT_BITS | document.position,
        "translation": int(document.language != document.original),
        "unchecked": _CHECKED.get(document.provenance, len(_CHECKED)),
        "left_year": document.left_on[:4],
    }
