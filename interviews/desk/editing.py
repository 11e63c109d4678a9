"""What comes from the pages of the transcript editor, from a form or from the script: read, done, answered."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from interviews.desk.correcting import Changed, SignsMissing, fingerprint
from interviews.desk.fields import CleanTextField, ClockField
from interviews.desk.forms import TEXT_LIMIT
from interviews.editing import checking, speakers, structure, words
from interviews.editing.finding import Wanted
from interviews.editing.sitting import Gone, passage
from interviews.editing.structure import WhichSpeaker
from interviews.editing.words import Conflict
from interviews.models import Segment, Transcript
from interviews.publishing import Refused
from interviews.segmenting import clean_text

KEYS = [
    (("Esc",), _("play or pause")),
    (("F2", "⇧ F2"), _("two seconds back · forward")),
    (("F7", "⇧ F7"), _("stop at the word that was heard, to type over it; again: the word before · behind")),
    (("F9", "⇧ F9"), _("play from the passage · from about the cursor")),
    (("F4", "⇧ F4"), _("repeat the passage · follow the recording or not")),
    (("Alt −", "Alt =", "Alt 0"), _("slower · faster · as recorded")),
    (("Alt ↓", "Alt ↑"), _("next · previous passage")),
    (("F8", "⇧ F8"), _("checked, and on to the next · not checked")),
    (("Ctrl ↵",), _("split at the cursor")),
    (("Ctrl ⇧ ↵",), _("join with the next passage")),
    (("Ctrl Z",), _("undo the split or join, as long as nothing was typed since")),
    (("Alt [", "Alt ]"), _("the passage begins · ends where the recording is")),
    (("⇧ Tab",), _("from the words back to times and speaker")),
    (("Ctrl S",), _("save at once; it is saved by itself too")),
    (("?", "Alt /"), _("this help, outside · inside a field")),
]
"""The keys of the editor, several where one row tells of several, and what each does; the script knows the same."""
EMPTY = _("A passage can't be empty. Write what is heard, for example […].")
_EMPTY_LINE = re.compile(r"\n[^\S\n]*\n")


class WordsField(CleanTextField):
    """The words of a passage as they are stored; with ``raw`` empty lines stay, which mark where to split."""

    def clean(self, value: Any) -> str:
        self.raw = str(super().clean(value) or "")
        return clean_text(self.raw)


class EditForm(forms.Form):
    """One act on one passage. ``base`` are the words that it began from, the fields ``*_seen`` what else was seen."""

    act = forms.CharField()
    segment = forms.IntegerField()
    text = WordsField(required=False, max_length=TEXT_LIMIT)
    base = forms.CharField(required=False, strip=False)
    speaker = CleanTextField(required=False, max_length=200)
    speaker_seen = forms.CharField(required=False, strip=False)
    everywhere = forms.BooleanField(required=False)
    start = ClockField(required=False)
    end = ClockField(required=False)
    times_seen = forms.RegexField(r"\A(\d{1,15}-\d{1,15})?\Z", required=False)
    at = forms.IntegerField(required=False, min_value=0)
    next_opened_on = forms.CharField(required=False)
    joined_speaker = forms.ChoiceField(choices=[("first", ""), ("second", "")], required=False)

    def clean_base(self) -> str:
        """Return the words with line ends as they are stored."""
        return str(self.cleaned_data["base"]).replace("\r\n", "\n")


class Problem(Exception):
    """Why an act was not done, in words and as a ``code`` for the script; ``theirs`` is what the archive has."""

    def __init__(self, code: str, message: "str | Promise", theirs: Segment | None = None) -> None:
        super().__init__(code)
        self.code, self.message, self.theirs = code, message, theirs


@dataclass(frozen=True, slots=True)
class Done:
    """What came of an act: the passage to go on with, another that is new, and words for the archivist."""

    segment: int
    said: "str | Promise"
    new: int | None = None


_SAVED = pgettext_lazy("passage", "Saved.")


def perform(transcript: Transcript, form: EditForm, by: User) -> Done:
    """Do the act that ``form`` asks for; raises :class:`Problem`."""
    if not form.is_valid():
        messages = [str(error) for errors in form.errors.values() for error in errors]
        raise Problem("invalid", " ".join(messages))
    act = _ACTS.get(form.cleaned_data["act"])
    if act is None:
        raise Problem("invalid", _("Choose what to do with the passage."))
    try:
        return act(transcript, form, by)
    except Gone as error:
        raise Problem("gone", error.message) from None
    except Changed as error:
        raise Problem("changed", error.message) from None
    except SignsMissing as error:
        raise Problem("signs", error.message) from None
    except Conflict as error:
        raise Problem(
            "conflict",
            _("Somebody changed the same words after you opened them. Both versions are shown: make one of them."),
            error.theirs,
        ) from None
    except WhichSpeaker:
        raise Problem("speaker", _("The two passages have different speakers. Choose whose the whole is.")) from None
    except Refused as error:
        raise Problem("refused", error.message) from None


def _words(transcript: Transcript, form: EditForm, by: User) -> words.Saved | None:
    """Save the words if the form has any."""
    data = form.cleaned_data
    if "text" not in form.data:
        return None
    if not data["text"]:
        raise Problem("invalid", EMPTY)
    if data["text"] == data["base"]:
        return None
    return words.save_words(transcript, data["segment"], data["text"], base=data["base"], by=by)


def _save(transcript: Transcript, form: EditForm, by: User) -> Done:
    """Save words, speaker and times, as far as they are others than were seen."""
    data = form.cleaned_data
    pk = data["segment"]
    passage(transcript, pk)
    done = _words(transcript, form, by)
    if "speaker" in form.data:
        name = " ".join(data["speaker"].split())
        if name != data["speaker_seen"]:
            seen = data["speaker_seen"]
            speakers.set_speaker(transcript, pk, name, seen=seen, by=by, everywhere=data["everywhere"])
    if data["times_seen"] and data["start"] is not None and data["end"] is not None:
        start, _dash, end = data["times_seen"].partition("-")
        structure.move(transcript, pk, data["start"], data["end"], seen=(int(start), int(end)), by=by)
    if done is not None and done.outcome == "joined":
        return Done(pk, _("Saved, together with what somebody else changed in the same passage."))
    return Done(pk, _SAVED)


def _split(transcript: Transcript, form: EditForm, by: User) -> Done:
    """Split before character ``at`` of the words, or at the empty line that was typed in."""
    data = form.cleaned_data
    opened_on, at = fingerprint(data["base"]), data["at"]
    if at is None:
        raw = form.fields["text"].raw  # type: ignore[attr-defined]
        first = clean_text(_EMPTY_LINE.split(raw, maxsplit=1)[0])
        if len(first) == len(data["text"]):
            raise Problem("invalid", _("Put an empty line where the second passage is to begin, then split."))
        at = len(first) + 1
        saved = _words(transcript, form, by)
        opened_on = fingerprint(saved.segment.text if saved else data["base"])
        if saved is not None and saved.segment.text != data["text"]:
            raise Changed
    segment, other = structure.split(transcript, data["segment"], at, opened_on=opened_on, by=by)
    return Done(segment.pk, _("The passage is split."), other.pk)


def _join(transcript: Transcript, form: EditForm, by: User) -> Done:
    data = form.cleaned_data
    saved = _words(transcript, form, by)
    segment = structure.join(
        transcript,
        data["segment"],
        opened_on=fingerprint(saved.segment.text if saved else data["base"]),
        next_opened_on=data["next_opened_on"],
        by=by,
        whose=data["joined_speaker"] or None,
    )
    return Done(segment.pk, _("The two passages are one now."))


def _check(transcript: Transcript, form: EditForm, by: User) -> Done:
    saved = _words(transcript, form, by)
    opened_on = fingerprint(saved.segment.text if saved else form.cleaned_data["base"])
    segment = checking.check(transcript, form.cleaned_data["segment"], opened_on=opened_on, by=by)
    return Done(segment.pk, pgettext_lazy("passage", "Checked."))


def _uncheck(transcript: Transcript, form: EditForm, by: User) -> Done:
    opened_on = fingerprint(form.cleaned_data["base"])
    segment = checking.check(transcript, form.cleaned_data["segment"], opened_on=opened_on, by=by, on=False)
    return Done(segment.pk, pgettext_lazy("passage", "Not checked."))


_ACTS: dict[str, Callable[[Transcript, EditForm, User], Done]] = {
    "save": _save,
    "split": _split,
    "join": _join,
    "check": _check,
    "uncheck": _uncheck,
}


class FindForm(forms.Form):
    """What to look for in a transcript, and what to put in its place."""

    words = CleanTextField(label=_("Find"), max_length=200)
    whole = forms.BooleanField(label=_("Whole words only"), required=False)
    case = forms.BooleanField(label=_("Mind capital letters"), required=False)
    replacement = CleanTextField(label=_("Replace by"), required=False, max_length=200)

    def wanted(self) -> Wanted:
        """Return what to look for."""
        data = self.cleaned_data
        return Wanted(data["words"], whole=data["whole"], case=data["case"])
