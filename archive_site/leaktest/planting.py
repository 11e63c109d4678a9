"""Putting words into a copy of the archive: what is withheld gets a word that stands nowhere else.

Everything is planted while it is public and indexed so; then it is closed, and the index is left as it was, as if its
writer had died. Nothing but the database then stands between a reader and the words.

A new place to withhold words in is a function with :func:`place`, in ``places`` or wherever its rule lives::

    @place
    def earlier_versions(garden: Garden) -> None:
        segment = garden.segment()
        segment.text = garden.word("an earlier version of a passage")
        segment.save()
        garden.closes(lambda: correct(segment, "Нічога."))
"""

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from itertools import count
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.db.models import QuerySet

from archive_site.leaktest.canaries import BEACON_MARKS, CONTROL, Canary, in_latin, stem_for
from interviews import formats
from interviews.importing import import_transcript
from interviews.languages import Language
from interviews.models import (
    Branch,
    Chapter,
    Coding,
    ConsentScope,
    ContentWarning,
    Departure,
    FeaturedPassage,
    GlossaryTerm,
    HeldFile,
    Interview,
    Judgement,
    Narrator,
    Original,
    OutboxRow,
    Page,
    PageVersion,
    PathStep,
    PublishRequest,
    Rank,
    ReadingPath,
    Recording,
    Redaction,
    Segment,
    Series,
    Theme,
    Transcript,
    TranscriptVersion,
    Upload,
    WatchWord,
)
from interviews.outbox import filled
from search import sync
from search.indexes import public_ids

BEACON = "OOU-BEACON"
_THEME = "leaktest"
BEACON_WORD, BEACON_ANSWER = (stem_for("beacon", mark) for mark in BEACON_MARKS)
PUBLIC: dict[str, Any] = {"workflow": "published", "consent": "granted", "release": "public"}


@dataclass
class Plot:
    """What was planted, for the steps that read: plain values, so that another process can be told."""

    canaries: list[Canary] = field(default_factory=list)
    values: dict[str, list[str]] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Return the plot as plain values."""
        return asdict(self)

    @classmethod
    def of(cls, values: dict[str, Any]) -> "Plot":
        """Return the plot that ``as_json`` wrote down."""
        return cls([Canary(**one) for one in values["canaries"]], values["values"])


class Garden:
    """Where places are planted: gives out words, knows the public interview, remembers what is to be closed."""

    def __init__(self) -> None:
        self.canaries: dict[str, Canary] = {}
        self.acts: list[Callable[[], object]] = []
        self.beacon = make_beacon()
        self._coding = self.beacon.codings.get().pk
        self.segment()
        self.segment()

    @property
    def theme(self) -> Theme:
        """The public theme that the public interview is coded with."""
        return Theme.objects.get(code=_THEME)

    @property
    def coding(self) -> QuerySet[Coding]:
        """The accepted coding of the public interview with that theme, to be updated."""
        return Coding.objects.filter(pk=self._coding)

    def word(self, place: str, ending: str = "ам") -> str:
        """Return the word of ``place`` in Cyrillic, inflected by ``ending``; the same word every time."""
        return self._canary(place, is_latin=False).stem + ending

    def latin(self, place: str, ending: str = "") -> str:
        """Return the word of ``place`` in Latin letters: for codes, names of files and English."""
        return self._canary(place, is_latin=True).root + ending

    def _canary(self, place: str, *, is_latin: bool) -> Canary:
        if place not in self.canaries:
            taken = {CONTROL, *(one.stem for one in self.canaries.values())}
            tries = (stem_for(f"{place} {n}") for n in count())
            self.canaries[place] = Canary(place, next(one for one in tries if one not in taken), is_latin)
        return self.canaries[place]

    def closes(self, act: Callable[[], object]) -> None:
        """Have ``act`` withhold again what was planted, after the index was built."""
        self.acts.append(act)

    def transcript(self, interview: Interview, language: str, file: str) -> Transcript:
        """Import ``file`` (its text) as everybody's files are imported, and publish it."""
        reading = formats.read(file.encode(), name=f"{interview.accession}.{language}.vtt")
        done = import_transcript(interview=interview, cues=reading.cues, language=language, publish=True)
        return done.transcript

    def segment(self) -> Segment:
        """Return a passage of the public interview's original, one of its own for each call."""
        original, _ = Transcript.objects.get_or_create(
            interview=self.beacon,
            language="be",
            defaults={"kind": "original", "provenance": "reviewed", "workflow": "published"},
        )
        last = original.segments.order_by("position").last()
        number = last.position + 1 if last else 0
        return Segment.objects.create(
            transcript=original,
            position=number,
            moment=number,
            speaker="Агонь",
            text=f"Пасаж {number}: {BEACON_WORD} {BEACON_ANSWER}.",
            start_ms=number * 20_000,
            end_ms=(number + 1) * 20_000,
            marks=[[0, number * 20_000, (number + 1) * 20_000]],
        )


Place = Callable[[Garden], None]
PLACES: list[Place] = []


def place(function: Place) -> Place:
    """Have ``function`` plant words whenever the leak test runs."""
    PLACES.append(function)
    return function


def plant(places: Iterable[Place]) -> Plot:
    """Plant the public interview and every one of ``places``, index them, then close them.

    Nobody tells the index of the closing but for the records that stay public. Returns what was planted.
    """
    heard = filled.disconnect(sync.when_filled, dispatch_uid="search-outbox")
    try:
        garden = Garden()
        for one in places:
            one(garden)
        sync.rebuild()
        for act in garden.acts:
            act()
        sync.index_interviews(public_ids())
    finally:
        if heard:
            filled.connect(sync.when_filled, dispatch_uid="search-outbox")
    return Plot(list(garden.canaries.values()), known_values())


def known_values() -> dict[str, list[str]]:
    """Return what may stand for each parameter of an address, hidden records included, by the parameter's name."""
    codes = {name: list(model.objects.values_list("code", flat=True)) for name, model in _CODED.items()}
    accessions = list(Interview.objects.order_by("pk").values_list("accession", flat=True))
    parts = Recording.objects.order_by("part").values_list("part", flat=True).distinct()
    years = {day[:4] for day in Interview.objects.values_list("left_on", flat=True) if day}
    files = [str(one.file.name) for one in Recording.objects.order_by("pk") if one.file]
    return codes | {
        "code": codes["theme"],
        "accession": accessions,
        "interview": accessions,
        "part": [str(part) for part in {*parts, 1, 2}],
        "left": sorted(years),
        "media": files,
        "slug": [slug for model in (Page, ReadingPath) for slug in model.objects.values_list("slug", flat=True)],
        "without": list(GlossaryTerm.objects.values_list("key", flat=True)[:_KEYS]),
    }


_DESK_ONLY: tuple[Any, ...] = (ConsentScope, Departure, Judgement, PublishRequest, WatchWord)
_KEYS = 5  # of the public glossary: each asks the same of the code
_CODED: dict[str, Any] = {"theme": Theme, "branch": Branch, "rank": Rank}


def remove_hidden() -> None:
    """Delete every record and every word that no reader may see, as if there had never been any; index what is left."""
    Upload.objects.all().delete()
    HeldFile.objects.all().delete()
    LogEntry.objects.all().delete()
    Interview.objects.exclude(pk__in=public_ids()).delete()
    Transcript.objects.exclude(pk__in=Transcript.objects.public().values("pk")).delete()
    Recording.objects.exclude(pk__in=list(Recording.objects.public().values_list("pk", flat=True))).delete()
    for withheld in (Redaction, TranscriptVersion, Original, *_DESK_ONLY):
        withheld.objects.all().delete()
    Coding.objects.exclude(pk__in=Coding.objects.public().values("pk")).delete()
    PageVersion.objects.all().delete()
    for written in (Page, ReadingPath):
        written.objects.exclude(state="published").delete()
    for placed in (PathStep, FeaturedPassage):
        placed.objects.exclude(pk__in=list(placed.objects.public().values_list("pk", flat=True))).delete()
    for told in (Chapter, ContentWarning):
        told.objects.exclude(pk__in=told.objects.public().values("pk")).delete()
    hidden = Theme.objects.exclude(pk__in=list(Theme.objects.public().values_list("pk", flat=True)))
    hidden.filter(parent__isnull=False).delete()
    hidden.filter(parent__isnull=True).delete()
    for model in (Narrator, Series, Branch, Rank):
        model.objects.filter(interviews__isnull=True).delete()
    Coding.objects.update(note="", coder="")
    User.objects.all().delete()
    OutboxRow.objects.all().delete()
    sync.rebuild()


def make_beacon() -> Interview:
    """Make a public interview with everything an interview can have; its word must be found, or nothing was read."""
    both, code = f"{BEACON_WORD} {BEACON_ANSWER}", in_latin(BEACON_WORD)
    question = Theme.objects.create(code=f"{_THEME}-question", **in_all_languages("label", "Пытанне"))
    theme = Theme.objects.create(code=_THEME, parent=question, **in_all_languages("label", "Тэма"))
    interview = Interview.objects.create(
        accession=BEACON,
        language="be",
        narrator=Narrator.objects.create(name=both.title()),
        series=Series.objects.create(code=code, **in_all_languages("notice", f"Заўвага: {both}.")),
        branch=Branch.objects.create(code=code, **in_all_languages("label", both)),
        rank=Rank.objects.create(code=code, **in_all_languages("label", both)),
        recorded_on="2024-03",
        published_on="2024-04",
        left_on="2021",
        **in_all_languages("title", f"Агонь: {both}"),
        **in_all_languages("summary", f"Пра {both}."),
        **PUBLIC,
    )
    interview.coded_for.add(question)
    gist = in_all_languages("gist", f"Кажа пра {both}.")
    Coding.objects.create(interview=interview, theme=theme, status="accepted", start_ms=0, end_ms=20_000, **gist)
    chapter = {**in_all_languages("title", f"Пачатак: {both}"), **in_all_languages("synopsis", f"Тут {both}.")}
    Chapter.objects.create(interview=interview, start_ms=0, status="accepted", **chapter)
    add_recording(interview, f"{code}.mp3", BEACON_ANSWER.encode())
    return interview


def in_all_languages(field: str, text: str) -> dict[str, str]:
    """Return ``text`` as the value of ``field`` in each language."""
    return {f"{field}_{code}": text for code in Language.values}


def add_recording(interview: Interview, name: str, content: bytes) -> Recording:
    """Give ``interview`` a media file with ``content`` behind an ID3 head."""
    file = ContentFile(b"ID3\x04\x00\x00\x00\x00\x00\x00" + content, name=name)
    return Recording.objects.create(interview=interview, part=1, file=file, media_type="audio/mpeg", duration_ms=40_000)
