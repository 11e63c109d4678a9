"""What readers see, asked for in few statements: pages and API both stand on it, and it starts from public()."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Count, F, Max, Prefetch, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import get_language

from interviews.models import (
    Coding,
    FeaturedPassage,
    Interview,
    PathStep,
    Recording,
    Segment,
    Series,
    Theme,
    Transcript,
)
from interviews.models.stretch import Stretch
from interviews.states import TranscriptKind

STRETCH = Q(start_ms__isnull=False) | Q(first_position__isnull=False)
"""Codings of a part of an interview: the passages of a theme. The others speak of the whole of it."""


@dataclass(frozen=True)
class ThemeCount:
    """In how many interviews a theme is found, and in how many passages."""

    interviews: int = 0
    passages: int = 0


@dataclass
class QuestionThemes:
    """A question with its themes, each with its count."""

    question: Theme
    count: ThemeCount
    themes: list[tuple[Theme, ThemeCount]] = field(default_factory=list)


@dataclass
class InterviewLine:
    """An interview with what a line of a list says of it."""

    interview: Interview
    languages: list[str]
    duration_ms: int | None


S = TypeVar("S", Coding, PathStep, FeaturedPassage)


@dataclass
class Passage(Generic[S]):
    """A stretch that is coded, on a reading path or featured, and the passages it covers as this reader is shown them.

    ``transcript`` is what most of them are of; one that nobody translated is of the original, and says so by its own.
    """

    stretch: S
    interview: Interview
    transcript: Transcript | None
    segments: list[Segment]

    @property
    def coding(self) -> S:
        """The stretch, as templates of themes call it."""
        return self.stretch

    @property
    def url(self) -> str:
        """Where the stretch plays."""
        if self.segments:
            return moment_url(self.interview, self.segments[0].transcript.language, self.segments[0])
        return self.interview.get_absolute_url()


ThemePassage = Passage[Coding]


def joined(rows: "QuerySet[S]") -> "QuerySet[S]":
    """Fetch with stretches what is told of their interviews."""
    return rows.select_related(*(f"interview__{name}" for name in ("narrator", "series", "branch", "rank")))


def playable(path: str = "") -> "Prefetch[str]":
    """Fetch, as ``public_recordings`` of the interviews at ``path``, the recordings that readers may have."""
    return Prefetch(f"{path}recordings", Recording.objects.public(), to_attr="public_recordings")


def add_recordings(interviews: Mapping[int, Interview]) -> None:
    """Give interviews, by id, what ``playable`` would: in one statement, and with less work than a prefetch makes."""
    found: dict[int, list[Recording]] = {pk: [] for pk in interviews}
    for recording in Recording.objects.public().filter(interview__in=list(interviews)).order_by("part"):
        found[recording.interview_id].append(recording)
    for pk, interview in interviews.items():
        interview.__dict__["public_recordings"] = found[pk]


def kept_by(recordings: Iterable[Recording], start_ms: int | None) -> str:
    """Return the host of what is heard at ``start_ms`` on the interview's clock, nothing where a file here plays it.

    Of several parts that begin together any file will do: they are the same with and without a picture.
    """
    begun = [one for one in recordings if one.offset_ms <= (start_ms or 0)]
    last = max((one.offset_ms for one in begun), default=0)
    urls = [one.url for one in begun if one.offset_ms == last]
    return urlsplit(urls[0]).hostname or "" if urls and all(urls) else ""


def share_interviews(stretches: Sequence[S]) -> None:
    """Give stretches of one interview the same record of it, with its recordings, in one statement."""
    interviews = {one.interview_id: one.interview for one in stretches}
    add_recordings(interviews)
    for one in stretches:
        one.interview = interviews[one.interview_id]


def moment_url(interview: Interview, language: str, segment: Segment, *, beside: str = "") -> str:
    """Return the path at which ``segment`` of the transcript in ``language`` opens, with its second or position.

    ``beside`` is the language of the transcript that is read beside it.
    """
    where = f"s={segment.position}" if segment.start_ms is None else f"t={segment.start_ms // 1000}"
    both = f"&beside={beside}" if beside else ""
    return f"{interview.get_absolute_url()}?{where}&transcript={language}{both}#s{segment.position}"


def opens_in(interview: Interview, language: str, segment: Segment) -> str:
    """Return where the moment of ``segment`` opens in another ``language``, whose passages may be cut otherwise."""
    where = f"s={segment.moment}" if segment.start_ms is None else f"t={segment.start_ms // 1000}"
    return f"{interview.get_absolute_url()}?{where}&transcript={language}"


def passage_url(segment: Segment) -> str:
    """Return the path at which ``segment`` opens; its transcript and interview should be joined already."""
    return moment_url(segment.transcript.interview, segment.transcript.language, segment)


def shown_language(available: Collection[str], original: str, wanted: str = "") -> str:
    """Choose among ``available``: what is ``wanted``, else the language of the page, else the original, else any.

    Returns ``""`` if nothing is available.
    """
    for code in (wanted, get_language() or settings.LANGUAGE_CODE, original):
        if code in available:
            return code
    return min(available, default="")


def lacks_own(transcripts: Collection[Transcript]) -> bool:
    """Tell whether there are ``transcripts``, but none in the language of the page."""
    return bool(transcripts) and all(one.language != get_language() for one in transcripts)


def public_transcripts(interviews: Iterable[Interview]) -> dict[int, list[Transcript]]:
    """Return the public transcripts by interview id, the original first."""
    found: dict[int, list[Transcript]] = defaultdict(list)
    rows = Transcript.objects.public().filter(interview__in=[one.pk for one in interviews])
    for transcript in rows.order_by("language"):
        found[transcript.interview_id].append(transcript)
    for several in found.values():
        several.sort(key=lambda one: one.kind != TranscriptKind.ORIGINAL)
    return found


def durations_ms(interviews: Iterable[Interview]) -> dict[int, int]:
    """Return how long each interview lasts, by id: what the recordings say, else the end of the last public passage."""
    ids = [one.pk for one in interviews]
    texts = Segment.objects.public().filter(transcript__interview__in=ids).order_by()
    found: dict[int, int] = {
        pk: end for pk, end in texts.values_list("transcript__interview_id").annotate(Max("end_ms")) if end
    }
    parts = Recording.objects.public().filter(interview__in=ids, duration_ms__isnull=False).order_by()
    for pk, end in parts.values_list("interview_id").annotate(last=Max(F("offset_ms") + F("duration_ms"))):
        found[pk] = end
    return found


def interview_lines(interviews: Sequence[Interview]) -> list[InterviewLine]:
    """Return what a list says of ``interviews``, in their order."""
    transcripts = public_transcripts(interviews)
    durations = durations_ms(interviews)
    return [
        InterviewLine(one, [t.language for t in transcripts.get(one.pk, [])], durations.get(one.pk))
        for one in interviews
    ]


def notices(interviews: Iterable[Interview]) -> list[Series]:
    """Return the series of ``interviews`` (joined) that have a notice to be shown on every page of their records."""
    series = {one.series.pk: one.series for one in interviews if one.series}
    return [one for one in series.values() if any(getattr(one, f"notice_{code}") for code, _name in settings.LANGUAGES)]


def themes_of_interviews(interviews: Iterable[Interview]) -> dict[int, list[str]]:
    """Return the codes of the public themes of each interview, by interview id, in the codebook's order."""
    found: dict[int, list[str]] = defaultdict(list)
    rows = Coding.objects.public().filter(interview__in=[one.pk for one in interviews])
    in_order = rows.order_by(
        Coalesce("theme__parent__position", "theme__position"), "theme__position", "theme__code"
    ).values_list("interview_id", "theme__code")
    for pk, code in in_order:
        if code not in found[pk]:
            found[pk].append(code)
    return found


def covered_by(stretch: Stretch, segments: Iterable[Segment]) -> list[Segment]:
    """Return the ``segments`` that share time, or position, with ``stretch``."""
    return [one for one in segments if stretch.covers(start_ms=one.start_ms, end_ms=one.end_ms, moment=one.moment)]


def themes_of_segments(transcript: Transcript) -> dict[int, list[str]]:
    """Return the codes of the themes that cover each segment, by its id, in the codebook's order.

    As in search, a coding of the whole interview covers every segment.
    """
    codings = list(
        Coding.objects.public()
        .filter(interview=transcript.interview_id)
        .select_related("theme")
        .order_by(Coalesce("theme__parent__position", "theme__position"), "theme__position", "theme__code")
    )
    covering: dict[int, list[str]] = {}
    for segment in Segment.objects.public().filter(transcript=transcript):
        times = {"start_ms": segment.start_ms, "end_ms": segment.end_ms}
        codes = (coding.theme.code for coding in codings if coding.covers(**times, moment=segment.moment))
        covering[segment.pk] = list(dict.fromkeys(codes))
    return covering


_TALLY = {
    "interviews": Count("interview", distinct=True),
    "passages": Count("pk", filter=STRETCH),
}


def theme_counts() -> dict[int, ThemeCount]:
    """Return the count of every public theme and question that is found anywhere, by id.

    A question counts what is coded with any of its themes. What two people coded alike is one passage.
    """
    rows = Coding.objects.apart().order_by()
    found = {}
    for column in ("theme", "question"):
        tally = rows.annotate(question=Coalesce("theme__parent_id", "theme_id")).values_list(column)
        for pk, interviews, passages in tally.annotate(**_TALLY):
            # A question that is coded itself comes in both rounds; the second has its themes too.
            found[pk] = ThemeCount(interviews, passages)
    return found


def codebook() -> list[QuestionThemes]:
    """Return the public questions in order, each with its public themes and counts, in three statements."""
    counts = theme_counts()
    questions: dict[int, QuestionThemes] = {}
    themes = list(Theme.objects.public())
    for theme in themes:
        if theme.parent_id is None:
            questions[theme.pk] = QuestionThemes(theme, counts.get(theme.pk, ThemeCount()))
    for theme in themes:
        if theme.parent_id in questions:
            questions[theme.parent_id].themes.append((theme, counts.get(theme.pk, ThemeCount())))
    return list(questions.values())


def successor(code: str) -> str | None:
    """Return the code of the theme that readers are led to from the retired theme ``code``, if there is one."""
    return Theme.objects.redirected().values_list("successor__code", flat=True).filter(code=code).first()


def with_theme(code: str) -> Q:
    """Match public codings with the theme ``code``, or with any theme of the question ``code``."""
    return Q(theme__code=code) | Q(theme__parent__code=code)


NEWEST_FIRST = (F("interview__published_on").desc(), "interview__accession", "start_ms", "first_position", "pk")
"""The order of stretches of many interviews."""


def codings_of(theme: Theme) -> QuerySet[Coding]:
    """Return the public stretches coded with ``theme`` (or with any theme of that question), newest interview first.

    Interviews are joined, their recordings are not.
    """
    rows = Coding.objects.apart().filter(with_theme(theme.code), STRETCH)
    return joined(rows.select_related("theme")).order_by(*NEWEST_FIRST)


def passages(stretches: Sequence[S], *, most: int | None = 3) -> list[Passage[S]]:
    """Return each stretch with at most ``most`` of the segments it covers, in the transcript that this reader is shown.

    What of it nobody has translated into the reader's language is there as it was spoken: each segment has its own
    transcript joined. Interviews must be joined. Takes three statements, however many there are.
    """
    interviews = {one.interview_id: one.interview for one in stretches}
    several = public_transcripts(interviews.values())
    for pk, rows in several.items():
        for transcript in rows:
            transcript.interview = interviews[pk]
    chosen = {pk: _shown_transcript(rows, interviews[pk]) for pk, rows in several.items()}
    spoken = {pk: rows[0] for pk, rows in several.items() if rows[0] != chosen[pk] and _is_original(rows[0])}
    heard = _segments_near(stretches, spoken)
    read = _segments_near(stretches, chosen, heard)
    found: list[Passage[S]] = []
    for one in stretches:
        pk = one.interview_id
        segments: list[Segment] = covered_by(one, read.get(pk, []))
        rest: list[Segment] = unrendered(read.get(pk, []), covered_by(one, heard.get(pk, [])))
        shown = chosen.get(pk) if segments or not rest else spoken[pk]
        if rest:
            segments = sorted([*segments, *rest], key=_when)
        found.append(Passage(one, one.interview, shown, segments[:most]))
    return found


def _when(segment: Segment) -> tuple[int, int]:
    return segment.start_ms or 0, segment.moment


def _is_original(transcript: Transcript) -> bool:
    return transcript.kind == TranscriptKind.ORIGINAL


def unrendered(translation: Sequence[Segment], original: Sequence[Segment]) -> list[Segment]:
    """Return those of all passages of ``original`` that no passage of ``translation`` renders.

    By the moment each renders; one whose time is for the most part that of passages beside it is said by these. Without
    times that is not known, unless a translation was made here, passage by passage.
    """
    rendered = {one.moment for one in translation}
    made_here = any(one.made_of for one in translation)
    missing = [one for one in original if one.position not in rendered]
    if not missing:
        return []
    spans = sorted((one.start_ms, one.end_ms or 0) for one in translation if one.start_ms is not None)
    return [one for one in missing if not _is_said_beside(one, spans, made_here=made_here or not translation)]


_NEAR = 50  # spans that are looked at for one passage; more never overlap


def _is_said_beside(one: Segment, spans: Sequence[tuple[int, int]], *, made_here: bool) -> bool:
    if one.start_ms is None or one.end_ms is None:
        return not made_here
    last = bisect_left(spans, (one.end_ms, 0))
    near = spans[max(0, last - _NEAR) : last]
    shared = sum(max(0, min(one.end_ms, end) - max(one.start_ms, start)) for start, end in near)
    return shared * 2 >= one.end_ms - one.start_ms and shared > 0


def _shown_transcript(transcripts: Sequence[Transcript], interview: Interview) -> Transcript:
    by_language = {one.language: one for one in transcripts}
    return by_language[shown_language(by_language, interview.language)]


_AT_ONCE = 100  # stretches looked for one by one; for more, whole transcripts are fetched


def _segments_near(
    found: Sequence[S], chosen: Mapping[int, Transcript], heard: Mapping[int, Sequence[Segment]] | None = None
) -> dict[int, list[Segment]]:
    """Fetch the segments of the chosen transcripts that the stretches may cover, by interview id, in order.

    With ``heard``, segments of the originals, also those of the time of what of these a stretch covers.
    """
    places = [one for one in found if one.interview_id in chosen and not one.is_whole]
    if not places:
        return {}
    if len(places) > _AT_ONCE:
        near = Q(transcript__in={chosen[one.interview_id].pk for one in places})
    else:
        near = Q(pk__in=[])
        for one in places:
            of_original = covered_by(one, (heard or {}).get(one.interview_id, []))
            near |= Q(transcript=chosen[one.interview_id]) & _at(one, of_original)
    by_key = {transcript.pk: (pk, transcript) for pk, transcript in chosen.items()}
    segments: dict[int, list[Segment]] = defaultdict(list)
    for segment in Segment.objects.public().filter(near).order_by("transcript", "position"):
        pk, segment.transcript = by_key[segment.transcript_id]
        segments[pk].append(segment)
    return segments


def _at(stretch: Stretch, heard: Sequence[Segment]) -> Q:
    """Match segments of the time of ``stretch``, and of all of ``heard``, or of its positions."""
    if stretch.start_ms is None or stretch.end_ms is None:
        return Q(moment__range=(stretch.first_position, stretch.last_position))
    starts = [one.start_ms for one in heard if one.start_ms is not None]
    ends = [one.end_ms for one in heard if one.end_ms is not None]
    return Q(start_ms__lt=max([stretch.end_ms, *ends]), end_ms__gte=min([stretch.start_ms, *starts]))
