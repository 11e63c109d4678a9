"""A throw-away archive full of passages, and its search page as a server's worker makes it."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby
from urllib.parse import urlencode
from wsgiref.util import setup_testing_defaults

from django.core.handlers.wsgi import WSGIHandler
from django.core.management import call_command
from django.db import transaction
from django.db.models import Model, QuerySet
from django.urls import reverse

from benchmarks.corpus import Passage
from benchmarks.queries import PAGE, Query
from benchmarks.source import Source
from interviews.models import Branch, Coding, Interview, Rank, Segment, Theme, Transcript
from search import sync

_LENGTH_MS = 24_000  # of a passage of 60 words
_TRANSLATIONS = 1_000_000_000  # what their keys are above those of originals
_LANGUAGES = ("be", "ru", "uk", "en")
_PUBLIC = {"workflow": "published", "consent": "granted", "release": "public"}


def fill(source: Source, *, told: bool = False) -> int:
    """Store every interview of ``source`` as a public record, and index the archive; return how many passages.

    ``told``: every coding has a gist in four languages, and every other interview a translation.
    """
    call_command("migrate", verbosity=0)
    with transaction.atomic():
        known = _Vocabularies()
        for number in source.numbers:
            if passages := source.interview(number):
                _store(passages, known, told=told)
                if told and number % 2:
                    _translate(passages, source)
    return sync.rebuild()


class _Vocabularies:
    """Entries by code, made or labelled when they are first needed."""

    def __init__(self) -> None:
        self._entries: dict[tuple[type[Model], str], Model] = {}

    def entry(self, model: type[Model], code: str, parent: Model | None = None) -> Model:
        key = (model, code)
        if key not in self._entries:
            labels = {f"label_{language}": f"{code} {language}" for language in _LANGUAGES}
            more = {"parent": parent} if parent else {}
            # A new archive has some already.
            self._entries[key] = model._default_manager.update_or_create(code=code, defaults=labels | more)[0]
        return self._entries[key]

    def theme(self, code: str) -> Model:
        question = self.entry(Theme, code.rstrip("0123456789"))
        return self.entry(Theme, code, question)


def _store(passages: list[Passage], known: _Vocabularies, *, told: bool) -> None:
    """Store an interview. Plain querysets do not tell the indexer, which reads everything at the end."""
    first = passages[0]
    interview = Interview(
        pk=first.interview_id,
        accession=f"BENCH-{first.interview_id}",
        language=first.language,
        branch=known.entry(Branch, first.branch),
        rank=known.entry(Rank, first.rank),
        left_on=str(first.left_year),
        recorded_on=f"{2020 + first.interview_id % 6}-0{1 + first.interview_id % 9}",
        **_PUBLIC,
        **{f"title_{language}": f"Interview {first.interview_id} ({language})" for language in _LANGUAGES},
    )
    QuerySet(Interview).bulk_create([interview])
    _transcribe(interview, passages, first.language)
    QuerySet(Coding).bulk_create(
        Coding(
            interview=interview,
            theme=known.theme(code),
            start_ms=start * _LENGTH_MS,
            end_ms=end * _LENGTH_MS,
            status="accepted",
            **(_gists(passages[start]) if told else {}),
        )
        for code, start, end in _stretches(passages)
    )


def _transcribe(interview: Interview, passages: list[Passage], language: str, *, kind: str = "original") -> None:
    beside = 0 if kind == "original" else _TRANSLATIONS
    transcript = Transcript(
        pk=interview.pk + beside, interview=interview, language=language, kind=kind, workflow="published"
    )
    QuerySet(Transcript).bulk_create([transcript])
    QuerySet(Segment).bulk_create(
        Segment(
            pk=passage.segment_id + beside,
            transcript=transcript,
            position=place,
            moment=place,
            speaker=("Narrator", "Interviewer")[place % 2],
            start_ms=place * _LENGTH_MS,
            end_ms=(place + 1) * _LENGTH_MS,
            text=passage.text,
        )
        for place, passage in enumerate(passages)
    )


def _translate(passages: list[Passage], source: Source) -> None:
    """Give an interview what another one says in another language, moment by moment, as its translation."""
    first = passages[0]
    interview = Interview.objects.get(pk=first.interview_id)
    for number in source.numbers:
        other = source.interview((first.interview_id + number) % len(source.numbers) + 1)
        if other and other[0].language != first.language:
            said = [replace(own, text=theirs.text) for own, theirs in zip(passages, other, strict=False)]
            _transcribe(interview, said, other[0].language, kind="translation")
            return


def _gists(passage: Passage) -> dict[str, str]:
    """Return what is said of a passage in each language: ten of its words."""
    words = " ".join(passage.text.split()[:10])
    return {f"gist_{language}": f"{words} ({language})" for language in _LANGUAGES}


def _stretches(passages: list[Passage]) -> Iterator[tuple[str, int, int]]:
    """Yield each theme with where it begins and ends; questions come with their themes."""
    themes = sorted({theme for passage in passages for theme in passage.themes if theme[-1].isdigit()})
    for theme in themes:
        for holds, places in groupby(
            range(len(passages)), key=lambda place, code=theme: code in passages[place].themes
        ):
            if holds:
                stretch = list(places)
                yield theme, stretch[0], stretch[-1] + 1


def address(query: Query) -> str:
    """Return the search page's address for a question, as a reader's browser would send it."""
    words = " ".join(query.words)
    typed = {"any": " OR ".join(query.words), "phrase": f'"{words}"', "prefix": f"{words}*", "fuzzy": f"{words}~1"}
    asked: dict[str, str | int] = {"q": typed.get(query.how, words)}
    if query.theme:
        asked["theme"] = query.theme
    if query.years:
        asked["left_from"], asked["left_to"] = query.years
    if query.offset:
        asked["page"] = query.offset // PAGE + 1
    return urlencode(asked)


class Reader:
    """Calls the archive's search page as its web server does."""

    def __init__(self, application: WSGIHandler) -> None:
        self.application = application
        self.path = reverse("search:search")

    def get(self, query: str) -> bytes:
        """Return the page, compressed. Raises ValueError with the status if it is not 200."""
        environ: dict[str, object] = {}
        setup_testing_defaults(environ)
        environ |= {
            "PATH_INFO": self.path,
            "QUERY_STRING": query,
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_ACCEPT": "text/html",
            "HTTP_ACCEPT_ENCODING": "gzip",
            "HTTP_ACCEPT_LANGUAGE": "be",
        }
        said: list[str] = []
        response = self.application(environ, lambda status, headers, *_: said.append(status))
        body = b"".join(response)
        response.close()
        if not said[0].startswith("200"):
            raise ValueError(f"{self.path}?{query} answers {said[0]}")
        return body
