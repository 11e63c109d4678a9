"""Records for tests, made through the models as the archive makes them."""

from collections.abc import Sequence
from datetime import date
from itertools import count
from typing import Any

from django.contrib.auth.models import User

from interviews.models import (
    Branch,
    Coding,
    ConsentScope,
    Interview,
    Narrator,
    PublishRequest,
    Rank,
    Segment,
    Theme,
    Transcript,
)
from interviews.publication import asking, checks

_numbers = count(1)

PUBLIC: dict[str, Any] = {"workflow": "published", "consent": "granted", "release": "public"}
DRAFT = PUBLIC | {"workflow": "draft"}
HIDDEN = PUBLIC | {"workflow": "hidden"}
PENDING = PUBLIC | {"consent": "pending"}
WITHDRAWN = PUBLIC | {"consent": "withdrawn"}
CLOSED = PUBLIC | {"release": "closed"}
RESEARCHERS = PUBLIC | {"release": "researchers"}
EMBARGOED = PUBLIC | {"embargo_until": date(2999, 1, 1)}
EMBARGO_OPEN = PUBLIC | {"embargo_open": True}
HIDDEN_STATES = {
    "draft": DRAFT,
    "hidden": HIDDEN,
    "consent pending": PENDING,
    "consent withdrawn": WITHDRAWN,
    "closed": CLOSED,
    "researchers only": RESEARCHERS,
    "embargoed": EMBARGOED,
    "embargo without end": EMBARGO_OPEN,
}


def make_interview(
    texts: Sequence[str] = (),
    *,
    state: dict[str, Any] | None = None,
    language: str = "be",
    translations: dict[str, Sequence[str]] | None = None,
    themes: Sequence[str] = (),
    branch: str = "",
    rank: str = "",
    narrator: str = "",
    timed: bool = True,
    speakers: Sequence[str] = ("Narrator",),
    **fields: Any,
) -> Interview:
    """Make an interview with one segment a text, 20 s each, and the same for each translation; public by default.

    Each of ``themes`` is coded over the whole length and accepted.
    """
    number = next(_numbers)
    interview = Interview.objects.create(
        accession=fields.pop("accession", f"TEST-{number}"),
        language=language,
        narrator=Narrator.objects.get_or_create(name=narrator or f"Narrator {number}")[0],
        branch=Branch.objects.get_or_create(code=branch)[0] if branch else None,
        rank=Rank.objects.get_or_create(code=rank)[0] if rank else None,
        **{f"title_{code}": f"Title {number} {code}" for code in ("be", "ru", "uk", "en")} | (state or PUBLIC) | fields,
    )
    for code, words in {language: texts, **(translations or {})}.items():
        make_transcript(interview, code, words, timed=timed, speakers=speakers)
    for theme in themes:
        make_coding(interview, theme)
    interview.refresh_from_db()
    return interview


def make_transcript(
    interview: Interview,
    language: str,
    texts: Sequence[str],
    *,
    timed: bool = True,
    speakers: Sequence[str] = ("Narrator",),
    workflow: str = "published",
) -> Transcript:
    """Make a transcript with one segment a text, 20 s each when timed."""
    transcript = Transcript.objects.create(
        interview=interview,
        language=language,
        kind="original" if language == interview.language else "translation",
        provenance="reviewed",
        workflow=workflow,
    )
    Segment.objects.bulk_create(
        Segment(
            transcript=transcript,
            position=n,
            moment=n,
            speaker=speakers[n % len(speakers)],
            text=text,
            start_ms=n * 20_000 if timed else None,
            end_ms=(n + 1) * 20_000 if timed else None,
            marks=[[0, n * 20_000, (n + 1) * 20_000]] if timed else [],
        )
        for n, text in enumerate(texts)
    )
    return transcript


def make_theme(code: str, **fields: Any) -> Theme:
    """Make the theme ``code`` (``why-war``) and its question (``why``), labelled in every language."""
    question_code = code.split("-")[0]
    parent = None
    if question_code != code:
        parent = make_theme(question_code)
    labels = {f"label_{lang}": f"{code} {lang}" for lang in ("be", "ru", "uk", "en")}
    return Theme.objects.get_or_create(code=code, defaults={"parent": parent, **labels, **fields})[0]


def make_coding(interview: Interview, theme: str, **fields: Any) -> Coding:
    """Code ``interview`` with ``theme``; the whole of it unless ``start_ms`` and ``end_ms`` are given. Accepted."""
    return Coding.objects.create(interview=interview, theme=make_theme(theme), **{"status": "accepted", **fields})


def make_ready(interview: Interview, by: User, languages: Sequence[str] = ()) -> Interview:
    """Do everything for ``interview`` that is checked before anybody may ask to publish it; return it as it is then."""
    scope = {"languages": ["be", "ru", "uk", "en"], "heard": "pictures"}
    ConsentScope.objects.get_or_create(interview=interview, defaults=scope)
    for one in checks.still_open(interview, languages):
        if one.about:
            checks.judge(interview, by, key=one.key, about=one.about, reason="looked at it", languages=languages)
    interview.refresh_from_db()
    return interview


def ask_to_publish(interview: Interview, by: User, languages: Sequence[str] = ()) -> PublishRequest:
    """Have ``by`` make ``interview`` ready and ask another person to publish it."""
    return asking.ask_to_publish(make_ready(interview, by, languages), by, languages=languages)


def publish_by_two(interview: Interview, first: User, second: User, languages: Sequence[str] = ()) -> Interview:
    """Have ``first`` ask and ``second`` agree to publish ``interview`` with its transcripts in ``languages``."""
    ask_to_publish(interview, first, languages)
    return asking.publish(interview, second)
