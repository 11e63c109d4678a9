"""Words that were taken out of a public text, and all that may still hold them."""

import struct
from functools import partial
from io import BytesIO

from django.contrib.auth.models import Group, User

from archive_site.leaktest.planting import BEACON_WORD, PUBLIC, Garden, add_recording, in_all_languages
from interviews import roles
from interviews.desk.correcting import correct, fingerprint
from interviews.media import clean, storing
from interviews.models import Chapter, Coding, Interview, Recording, Segment
from interviews.withholding import redacting, sealing
from interviews.withholding.originals import keep_original
from interviews.withholding.redacting import Choice

_TEXT = "Тады мы сядзелі ўвечары ў казарме, і {word} сказаў нам, што заўтра ўсіх павязуць некуды далёка."
_LONGER = f"{_TEXT} Так і было."
_FILE = "WEBVTT\n\n00:00:00.000 --> 00:00:20.000\n{text}\n\n00:00:30.000 --> 00:00:45.000\nПотым нічога не было.\n"
_MADE_LATER = "a translation that came after a redaction"


def redacted_words(garden: Garden) -> None:
    """A word taken out of an original and its translation: in no version, sentence, file or recording either."""
    interview = Interview.objects.create(
        accession="OOU-BEACON-3",
        language="be",
        published_on="2024-06",
        **in_all_languages("title", "Выняткі"),
        **PUBLIC,
    )
    word = garden.word("redacted words", "")
    for language in ("be", "en"):
        garden.transcript(interview, language, _FILE.format(text=_TEXT.format(word=word)))
    gist = in_all_languages("gist", f"Кажа пра {garden.word('a gist of a redacted stretch', 'а')}.")
    Coding.objects.create(interview=interview, theme=garden.theme, status="accepted", start_ms=0, end_ms=20_000, **gist)
    title = in_all_languages("title", f"Пра {garden.word('a chapter of a redacted stretch', 'а')}")
    Chapter.objects.create(interview=interview, start_ms=0, status="accepted", **title)
    sound = garden.latin("the sound of a recording with redacted words")
    add_recording(interview, "redacted.mp3", sound.encode())
    garden.closes(partial(_redact, garden, interview, word))


def _redact(garden: Garden, interview: Interview, word: str) -> None:
    """Correct the passage, so that an earlier version holds the word; take it out; let a translation come later."""
    by = User.objects.create(username="leaktest")
    by.groups.add(Group.objects.get_or_create(name=roles.ARCHIVIST)[0])
    if not sealing.has_key():
        sealing.keep_public(sealing.make_key_pair())
    passage = Segment.objects.get(transcript__interview=interview, transcript__language="be", position=0)
    correct(passage, _LONGER.format(word=word), opened_on=fingerprint(passage.text), by=by)
    interview.refresh_from_db()
    choices = [
        Choice(transcript, {0: [_place(segments[0].text, word)]})
        for transcript, segments in redacting.counterparts(interview, redacting.stretch_of([passage])).items()
    ]
    redacting.redact(interview, by, reason="other", choices=choices, seen=interview.revision)
    later = garden.transcript(interview, "ru", _FILE.format(text=_TEXT.format(word=garden.word(_MADE_LATER, ""))))
    later.workflow = "published"
    later.save()
    box = sealing.seal(_TEXT.format(word=garden.word("an uploaded file", "")).encode())
    keep_original(later, box, format="webvtt", by=by)


def _place(text: str, word: str) -> tuple[int, int]:
    start = text.index(word)
    return start, start + len(word)


def tags_of_recordings(garden: Garden) -> None:
    """The name and place in a sound file that came in as archivists' files come in."""
    interview = Interview.objects.create(
        accession="OOU-BEACON-4", language="be", published_on="2024-07", **in_all_languages("title", "Гук"), **PUBLIC
    )
    garden.transcript(interview, "be", _FILE.format(text=f"Тут {BEACON_WORD}ам."))
    tag = garden.word("the tags of a public recording", "").encode()
    plan = clean(BytesIO(_wav(tag)), ".wav")
    name, digest = storing.add(plan, f"{interview.accession}/1.wav")
    Recording.objects.create(interview=interview, part=1, file=name, sha256=digest, media_type="audio/wav")


def _wav(tag: bytes) -> bytes:
    """Return a short sound in the WAV format with ``tag`` as its artist."""
    sound = _chunk(b"fmt ", struct.pack("<HHIIHH", 1, 1, 8000, 8000, 1, 8)) + _chunk(b"data", bytes(800))
    body = b"WAVE" + sound + _chunk(b"LIST", b"INFO" + _chunk(b"IART", tag))
    return _chunk(b"RIFF", body)


def _chunk(name: bytes, data: bytes) -> bytes:
    return name + struct.pack("<I", len(data)) + data + bytes(len(data) % 2)
