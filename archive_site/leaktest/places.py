"""Every place in which the archive withholds words today.

The glossary is none: its terms are public. What its suggestions tell of hidden passages is seen by the prefixes.
"""

from datetime import date
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet

from archive_site.leaktest.planting import (
    BEACON_WORD,
    PLACES,
    PUBLIC,
    Garden,
    Place,
    add_recording,
    in_all_languages,
    place,
)
from archive_site.leaktest.redactions import redacted_words, tags_of_recordings
from interviews.models import (
    Branch,
    Chapter,
    Coding,
    ConsentScope,
    Departure,
    DepartureItem,
    FeaturedPassage,
    HeldFile,
    Interview,
    Judgement,
    Narrator,
    Page,
    PageVersion,
    PathStep,
    PublishRequest,
    Rank,
    ReadingPath,
    Recording,
    Series,
    Theme,
    Transcript,
    Upload,
    UploadPart,
    WatchWord,
)

BEACON_PAGE = "beacon"
STATES: dict[str, dict[str, Any]] = {
    "a draft": {"workflow": "draft"},
    "a hidden record": {"workflow": "hidden"},
    "a record whose consent is pending": {"consent": "pending"},
    "a record whose consent is withdrawn": {"consent": "withdrawn"},
    "a closed record": {"release": "closed"},
    "a record for researchers": {"release": "researchers"},
    "an embargoed record": {"embargo_until": date(2999, 1, 1)},
    "a record with an embargo without an end": {"embargo_open": True},
}
_VTT = """WEBVTT

00:00:00.000 --> 00:00:20.000
<v {speaker}>{text}

00:00:20.000 --> 00:00:40.000
<v {speaker}>А потым {text}.
"""
_VTT_WITH_CORNERS = """WEBVTT - {head}
X-Author: {head}

STYLE
::cue(.{style}) {{ color: red }}

NOTE {note}

{cue_name}
00:00:00.000 --> 00:00:20.000
<v {speaker}>{text}

00:00:20.000 --> 00:00:40.000
<v {speaker}>А потым {text}.
"""


@place
def records_in_every_state(garden: Garden) -> None:
    """Whole records, each withheld for another reason."""
    for name, state in STATES.items():
        hidden_record(garden, name, state)


def hidden_record(garden: Garden, name: str, state: dict[str, Any]) -> Interview:
    """Plant a word in every part of a record that is public while it is indexed and then comes into ``state``."""
    interview = Interview.objects.create(
        accession=f"OOU-{garden.latin(f'the number of {name}').upper()}",
        language="be",
        narrator=Narrator.objects.create(name=garden.word(f"the narrator of {name}", "").capitalize()),
        series=_series(garden, name),
        branch=_entry(Branch, garden, f"the branch of {name}"),
        rank=_entry(Rank, garden, f"the rank of {name}"),
        recorded_on="2031-07",
        published_on="2031-08",
        served_from="1907",
        left_on="1909",
        **_texts("title", garden.word(f"the title of {name}")),
        **_texts("summary", garden.word(f"the summary of {name}")),
        **PUBLIC,
    )
    _transcripts(garden, interview, name)
    _codings(garden, interview, name)
    _chapter(garden, interview, name)
    media = f"a recording of {name}"
    add_recording(
        interview,
        garden.latin(f"the file name of {media}") + ".mp3",
        f"TPE1 {garden.word(f'the tags of {media}')}".encode() + garden.latin(f"the sound of {media}").encode("utf-16"),
    )
    address = f"https://{garden.latin(f'the address of {media}')}.example/w/1"
    Recording.objects.create(interview=interview, part=2, offset_ms=40_000, url=address)
    garden.closes(partial(Interview.objects.filter(pk=interview.pk).update, **state))
    return interview


def _texts(field: str, word: str) -> dict[str, str]:
    return in_all_languages(field, f"Тут {word} ёсць")


def _series(garden: Garden, name: str) -> Series:
    notice = in_all_languages("notice", garden.word(f"the notice of the series of {name}"))
    return Series.objects.create(
        code=garden.latin(f"the code of the series of {name}"),
        **_texts("title", garden.word(f"the title of the series of {name}")),
        **notice,
    )


def _entry(model: Any, garden: Garden, name: str) -> Any:
    label = in_all_languages("label", garden.word(f"the label of {name}", ""))
    return model.objects.create(code=garden.latin(f"the code of {name}"), position=1, **label)


def _transcripts(garden: Garden, interview: Interview, name: str) -> None:
    garden.transcript(interview, "be", _file(garden, name))
    text = f"WEBVTT\n\n00:00:00.000 --> 00:00:20.000\nIt was {garden.latin(f'the translation of {name}', 's')} then.\n"
    garden.transcript(interview, "en", text)


def _file(garden: Garden, name: str) -> str:
    """Return a WebVTT file with a word in its text and one as its speaker."""
    speaker = garden.word(f"the speaker in {name}", "").capitalize()
    return _VTT.format(speaker=speaker, text=garden.word(f"the words of {name}"))


def _chapter(garden: Garden, interview: Interview, name: str, **fields: Any) -> Chapter:
    return Chapter.objects.create(
        interview=interview,
        start_ms=0,
        status="accepted",
        **_texts("title", garden.word(f"the title of a chapter of {name}")),
        **_texts("synopsis", garden.word(f"the synopsis of a chapter of {name}")),
        **fields,
    )


def _codings(garden: Garden, interview: Interview, name: str) -> None:
    Coding.objects.create(
        interview=interview,
        theme=garden.theme,
        status="accepted",
        start_ms=0,
        end_ms=20_000,
        coder=garden.word(f"the coder of {name}", ""),
        note=garden.word(f"the private note of {name}"),
        **_texts("gist", garden.word(f"the gist of {name}")),
    )


@place
def parts_of_files_that_are_no_words(garden: Garden) -> None:
    """Notes, styles, heads and cue names of a file whose words are public."""
    file = _VTT_WITH_CORNERS.format(
        head=garden.latin("the head of a file"),
        style=garden.latin("a style in a file"),
        note=garden.word("a NOTE in a file"),
        cue_name=garden.latin("the name of a cue in a file"),
        speaker=BEACON_WORD.capitalize(),
        text=f"{BEACON_WORD}ам",
    )
    interview = Interview.objects.create(
        accession="OOU-BEACON-2", language="be", published_on="2024-05", **in_all_languages("title", "Файл"), **PUBLIC
    )
    garden.transcript(interview, "be", file)


@place
def what_goes_beyond_a_consent(garden: Garden) -> None:
    """A record whose consent had a last day, and recordings of a narrator who agreed to the text alone."""
    over = hidden_record(garden, "a record whose consent is over", {"consent": "granted"})
    ended = date(2020, 1, 1)
    garden.closes(partial(ConsentScope.objects.create, interview=over, languages=["be"], heard="pictures", until=ended))
    silent = Interview.objects.create(
        accession="OOU-BEACON-9", language="be", published_on="2024-05", **in_all_languages("title", "Тэкст"), **PUBLIC
    )
    garden.transcript(silent, "be", _VTT.format(speaker=BEACON_WORD.capitalize(), text=f"{BEACON_WORD}ам"))
    media = "a recording beyond the consent"
    sound = garden.latin(f"the sound of {media}").encode("utf-16")
    add_recording(silent, garden.latin(f"the file name of {media}") + ".mp3", sound)
    address = f"https://{garden.latin(f'the address of {media}')}.example/w/1"
    Recording.objects.create(interview=silent, part=2, offset_ms=40_000, url=address)
    garden.closes(partial(ConsentScope.objects.create, interview=silent, languages=["be"], heard="text"))


@place
def transcripts_of_a_public_interview(garden: Garden) -> None:
    """A draft and a hidden translation beside a public original."""
    for language, workflow in (("uk", "draft"), ("ru", "hidden")):
        made = garden.transcript(garden.beacon, language, _file(garden, f"a {workflow} translation"))
        garden.closes(partial(Transcript.objects.filter(pk=made.pk).update, workflow=workflow))


@place
def codings_of_a_public_interview(garden: Garden) -> None:
    """Codings that are not accepted, and what is private in one that is."""
    for status in ("proposed", "rejected"):
        made = Coding.objects.create(
            interview=garden.beacon,
            theme=garden.theme,
            status="accepted",
            start_ms=20_000,
            end_ms=40_000,
            coder=garden.word(f"the coder of a {status} coding", ""),
            note=garden.word(f"the private note of a {status} coding"),
            **_texts("gist", garden.word(f"the gist of a {status} coding")),
        )
        garden.closes(partial(Coding.objects.filter(pk=made.pk).update, status=status))
    garden.coding.update(
        note=garden.word("the private note of an accepted coding"),
        coder=garden.word("the coder of an accepted coding", ""),
    )


@place
def chapters_that_are_only_proposed(garden: Garden) -> None:
    """A chapter of a public interview that nobody has accepted, or that was taken back."""
    made = _chapter(garden, garden.beacon, "a public interview, proposed", end_ms=20_000)
    garden.closes(partial(Chapter.objects.filter(pk=made.pk).update, status="proposed"))


@place
def themes_that_are_not_shown(garden: Garden) -> None:
    """Hidden, retired and merged themes, a hidden question, a theme under it, each with a coding of a public record."""
    for name, state in (("a hidden theme", {"is_public": False}), ("a retired theme", {"retired": True})):
        garden.closes(partial(_theme(garden, name, garden.theme.parent).update, **state))
    merged = _theme(garden, "a theme that was merged and hidden", garden.theme.parent)
    garden.closes(partial(merged.update, is_public=False, retired=True, was_public=True, successor=garden.theme))
    hidden = _theme(garden, "a hidden question", None)
    _theme(garden, "a theme under a hidden question", hidden.get())
    garden.closes(partial(hidden.update, is_public=False))


def _theme(garden: Garden, name: str, question: Theme | None) -> QuerySet[Theme]:
    theme = Theme.objects.create(
        code=garden.latin(f"the code of {name}"),
        parent=question,
        **in_all_languages("label", garden.word(f"the label of {name}", "")),
        **_texts("definition", garden.word(f"the definition of {name}")),
    )
    gist = _texts("gist", garden.word(f"the gist of a coding with {name}"))
    whole = {"interview": garden.beacon, "theme": theme, "status": "accepted"}
    Coding.objects.create(**whole, start_ms=0, end_ms=20_000, **gist)
    Coding.objects.create(**whole)
    return Theme.objects.filter(pk=theme.pk)


@place
def what_the_desk_knows(garden: Garden) -> None:
    """People who work here, what they did, and what they have read in but not saved."""
    user = User.objects.create(
        username=garden.latin("the sign-in of an archivist"),
        first_name=garden.word("the first name of an archivist", "").capitalize(),
        last_name=garden.word("the last name of an archivist", "").capitalize(),
        email=f"{garden.latin('the mail address of an archivist')}@example.org",
    )
    _on_the_way_to_publishing(garden, user)
    LogEntry.objects.create(
        user=user,
        content_type=ContentType.objects.get_for_model(Interview),
        object_id=str(garden.beacon.pk),
        object_repr=garden.word("a record's name in the log"),
        action_flag=CHANGE,
        change_message=garden.word("a line of the log"),
    )
    upload = Upload.objects.create(
        interview=garden.beacon,
        by=user,
        language="ru",
        format="webvtt",
        encoding="utf-8",
        cues=[{"line": 1, "start_ms": 0, "end_ms": 9, "speaker": "", "text": garden.word("a cue not yet saved")}],
        problems=[{"line": 1, "message": garden.word("a problem of a file not yet saved")}],
        name=garden.word("the name of a file not yet saved"),
        text=garden.word("the text of a file not yet saved"),
        contents=[{"start_ms": 0, "title": garden.word("a chapter of a file not yet saved")}],
    )
    UploadPart.objects.create(
        upload=upload,
        number=1,
        cues=[{"line": 9, "start_ms": 9, "end_ms": 18, "speaker": "", "text": garden.word("a cue of a long file")}],
    )
    HeldFile.objects.create(
        by=user,
        name=garden.word("the name of a file that is held"),
        data=garden.word("the words of a file that is held").encode(),
    )


def _on_the_way_to_publishing(garden: Garden, user: User) -> None:
    """Plant what was agreed with the narrator, why something may be shown, what is watched for, and a leaving."""
    PublishRequest.objects.create(interview=garden.beacon, by=user, revision=1, languages=["uk"])
    ConsentScope.objects.create(
        interview=garden.beacon,
        languages=[code for code, _name in settings.LANGUAGES],
        heard="pictures",
        note=garden.word("the note on a consent"),
        by=user,
    )
    reason = garden.word("why something may be shown")
    Judgement.objects.create(interview=garden.beacon, check_key="named", about="0", reason=reason, by=user)
    for name, interview in (("a record", garden.beacon), ("the whole archive", None)):
        WatchWord.objects.create(words=garden.word(f"a word watched for in {name}", ""), interview=interview, by=user)
    leaving = Departure.objects.create(interview=garden.beacon, begun_by=user, proposed_by=user)
    DepartureItem.objects.create(
        departure=leaving,
        kind="other",
        address=garden.latin("the address of a copy outside"),
        owner=garden.latin("who sees to a copy outside"),
        note=garden.word("the note on a copy outside"),
    )


@place
def names_that_stand_alone(garden: Garden) -> None:
    """Narrators, series, branches and ranks of no interview."""
    Narrator.objects.create(name=garden.word("a narrator without an interview", "").capitalize())
    for model in (Branch, Rank):
        _entry(model, garden, f"a {model.__name__.lower()} of no interview")
    _series(garden, "no interview")


@place
def what_the_makers_write(garden: Garden) -> None:
    """Drafts of pages and paths, earlier versions of a page, and frames that speak of what is withheld."""
    shown = Page.objects.create(
        slug=BEACON_PAGE, state="published", **_texts("title", BEACON_WORD), **_texts("body", BEACON_WORD)
    )
    draft = Page.objects.create(
        slug=garden.latin("the address of a draft page"),
        state="published",
        **_texts("title", garden.word("the title of a draft page")),
        **_texts("body", garden.word("the text of a draft page")),
    )
    texts = _texts("body", garden.word("an earlier version of a page"))
    PageVersion.objects.create(page=shown, number=1, act="changed", texts=texts)
    garden.closes(partial(Page.objects.filter(pk=draft.pk).update, state="draft"))
    _paths(garden)


def _paths(garden: Garden) -> None:
    """A public path with steps that are withheld for another reason each, and a draft of a path."""
    public = ReadingPath.objects.create(
        slug=f"{BEACON_PAGE}-path", state="published", **in_all_languages("title", f"Шлях {BEACON_WORD}")
    )
    _step(garden.beacon, public, BEACON_WORD)
    closed = hidden_record(garden, "a record on a reading path", {"workflow": "hidden"})
    _step(closed, public, garden.word("the frame of a step of a hidden record"))
    FeaturedPassage.objects.create(interview=closed, start_ms=0, end_ms=20_000)
    held = _step(garden.beacon, public, garden.word("the frame of a step that is looked at again"))
    garden.closes(partial(PathStep.objects.filter(pk=held.pk).update, is_shown=False))
    draft = ReadingPath.objects.create(
        slug=garden.latin("the address of a draft path"),
        state="published",
        **_texts("title", garden.word("the title of a draft path")),
        **_texts("frame", garden.word("the introduction of a draft path")),
    )
    _step(garden.beacon, draft, garden.word("the frame of a step of a draft path"))
    garden.closes(partial(ReadingPath.objects.filter(pk=draft.pk).update, state="draft"))


def _step(interview: Interview, path: ReadingPath, word: str) -> PathStep:
    return PathStep.objects.create(interview=interview, path=path, start_ms=0, end_ms=20_000, **_texts("frame", word))


place(redacted_words)
place(tags_of_recordings)


def everything() -> list[Place]:
    """Return every place that is registered, those of other modules that were imported too."""
    return list(PLACES)
