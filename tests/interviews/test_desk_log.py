"""The audit log: every act at the desk leaves an entry with the name of whoever did it."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.utils import timezone

from interviews.coding import acts, comparing, rounds
from interviews.coding.codebook import retire
from interviews.desk import record_sheet
from interviews.desk.correcting import fingerprint
from interviews.leaving import cases
from interviews.models import (
    Chapter,
    Coding,
    FeaturedPassage,
    GlossaryTerm,
    Interview,
    Original,
    Page,
    PageVersion,
    PathStep,
    ReadingPath,
    Recording,
    Redaction,
    RedactionDecision,
    Segment,
    Theme,
    Transcript,
    TranscriptVersion,
    Upload,
    WatchWord,
)
from interviews.publication import asking
from interviews.publication.seen import tokens
from interviews.publishing import SITTING
from interviews.segmenting import Passage
from interviews.withholding import redacting
from tests.factories import DRAFT, make_coding, make_interview, make_ready, make_theme
from tests.interviews.desk_pages import page
from tests.interviews.page_forms import fields_of
from tests.interviews.test_desk_doors import PAGES, READS_ONLY
from tests.media_files import MP3

pytestmark = pytest.mark.django_db

NO_ENTRY = {
    "overview": "drops uploads and held files that nobody saved within a week; no record changes",
    "upload": "reads files and holds them for a look; what is saved, or discarded, is logged",
    "leaving_proof": "looks and changes nothing; the number of a purged interview must not be in an address",
    "editor_now": "tells an open page who else is there",
}
"""Pages that take a POST and need no entry, with the reason."""


@dataclass
class Done:
    """A form that somebody sends: to the page ``name`` (of ``args``), as it stands on the page ``on``, ``changed``."""

    name: str
    args: tuple[Any, ...] = ("OOU-LOG",)
    changed: dict[str, Any] = field(default_factory=dict)
    on: str = ""
    of: str = ""
    by: str = "anna"

    def sent(self, client) -> dict[str, Any]:
        """Return what the browser sends: the fields of the page's own form, or ``changed`` alone."""
        if not self.on:
            return self.changed
        return fields_of(client, self.on, page(self.name, *self.args), self.of) | self.changed


@pytest.fixture
def world(person, seal_key):
    """Everything that the acts need: a published record, a draft, and one of each thing that belongs to them."""
    people = {"anna": person("archivist", "anna"), "vera": person("archivist", "vera"), "editor": person("editor")}
    anna = people["anna"]
    one = make_interview(
        ["Мы прыйшлі ў войска разам", "потым быў загад"], translations={"en": ["We came", "then"]}, accession="OOU-LOG"
    )
    for code in ("why-war", "why-orders", "why-fear"):
        make_theme(code)
    for pk, start in ((1, 0), (2, 20_000)):
        make_coding(one, "why-war", pk=pk, start_ms=start, end_ms=start + 20_000, status="proposed", coder="anna")
    Recording.objects.create(interview=one, part=1, file="OOU-LOG/1.mp3", media_type="audio/mpeg", sha256="x")
    Upload.objects.create(
        pk=1, interview=one, by=anna, language="ru", format="webvtt", encoding="utf-8", cues=[CUE], problems=[]
    )
    GlossaryTerm.objects.create(key="oath", kind="term", forms_be="прысяга")
    WatchWord.objects.create(pk=1, words="words")
    Chapter.objects.create(pk=1, interview=one, start_ms=0, title_be="Прысяга")
    packed = TranscriptVersion.pack([Passage("", "іншыя словы", 0, 20_000, [[0, 0, 20_000]])])
    original = one.transcripts.get(language="be")
    TranscriptVersion.objects.create(transcript=original, number=1, act="imported", packed=packed)
    Transcript.objects.filter(pk=original.pk).update(version=2)
    Original.objects.create(pk=1, interview=one, language="be", version=1, format="srt", box=b"x", key_id="x")
    about = Page.objects.create(slug="about", title_be="Пра нас", body_be="Тэкст.")
    PageVersion.objects.create(page=about, number=1, act="changed", texts={"title_be": "А", "body_be": "Б"})
    PageVersion.objects.create(page=about, number=2, act="changed", texts={})
    Page.objects.create(slug="other", title_be="Іншае", body_be="Тэкст.")
    path = ReadingPath.objects.create(slug="doubts", title_be="Сумневы")
    for pk in (1, 2):
        PathStep.objects.create(pk=pk, path=path, interview=one, start_ms=0, end_ms=20_000, position=pk)
        FeaturedPassage.objects.create(pk=pk, interview=one, start_ms=0, end_ms=20_000, position=pk)
    draft = make_ready(make_interview(["чарнавік"], state=DRAFT, accession="OOU-DRAFT"), anna)
    draft.transcripts.update(workflow="draft")
    return people | {"key": seal_key}


CUE = {"start_ms": 0, "end_ms": 1_000, "speaker": "", "text": "слова", "line": 3}


def _passage(n: int = 0) -> Segment:
    return Segment.objects.get(transcript__interview__accession="OOU-LOG", transcript__language="be", position=n)


def _editing(act: str, **changed: Any) -> Done:
    own = {"act": act, "segment": _passage().pk, "base": _passage().text, "text": _passage().text}
    return Done("editor", ("OOU-LOG", "be"), own | changed)


def _two_coders(people) -> Done:
    one = Interview.objects.get(accession="OOU-LOG")
    rounds.tick(one, Theme.objects.get(code="why"), people["anna"], done=True)
    rounds.open_blind(one, [Theme.objects.get(code="why")], people["vera"])
    make_coding(one, "why-war", start_ms=0, end_ms=20_000, status="proposed", coder="vera")
    rounds.finish(one, people["vera"])
    chosen = {f"keep-{key}": "first" for key in _clusters(one, people["anna"])}
    return Done("settle_codings", changed=chosen | {"seen": list(tokens(list(one.codings.all())).values())})


def _seen(*keys: int) -> list[str]:
    return list(tokens(list(Coding.objects.filter(pk__in=keys))).values())


def _proposed() -> list[str]:
    return list(tokens(list(Chapter.objects.all())).values())


def _clusters(one: Interview, by) -> list[str]:
    return [cluster.key for pair in comparing.pairs_of(one, by) for cluster in pair.clusters]


def _undo(people) -> Done:
    coding = Coding.objects.select_related("interview", "theme").get(pk=1)
    before = acts.state_of(coding)
    acts.decide([coding], people["anna"], "accepted")
    note = acts.way_back([(1, coding.interview, before, acts.state_of(coding))], people["anna"])
    return Done("undo_coding", changed={"undo": note})


def _redacted(people) -> Redaction:
    one = Interview.objects.get(accession="OOU-LOG")
    redaction = Redaction.objects.create(interview=one, reason="other", start_ms=0, end_ms=20_000)
    RedactionDecision.objects.create(redaction=redaction, transcript=one.transcripts.get(language="be"))
    return redaction


def _taking_out(people) -> Done:
    marks = {"transcript": "be", "at": "0", "to": "0", "reason": "narrator", f"w{_passage().pk}": ["2"]}
    marks |= {"nothing-en": "1"}
    client = Client()
    client.force_login(people["anna"])
    shown = client.post(page("redact", "OOU-LOG"), marks).context
    return Done("redact", changed=marks | {"act": "save", "shown": shown["shown"], "seen": shown["seen"]})


def _lift(people) -> Done:
    one = Interview.objects.get(accession="OOU-LOG")
    choices = [
        redacting.Choice(transcript, {_passage().position: [(0, 2)]} if transcript.language == "be" else {})
        for transcript in one.transcripts.all()
    ]
    redacting.redact(one, people["anna"], reason="other", choices=choices, seen=one.revision, keep_gists=set())
    redaction = Redaction.objects.get()
    redacting.ask_to_lift(redaction, people["anna"])
    return Done("lift", ("OOU-LOG", redaction.pk), {"key": people["key"]}, by="vera")


def _asked(people) -> None:
    draft = Interview.objects.get(accession="OOU-DRAFT")
    asking.ask_to_publish(draft, people["anna"], languages=[])


def _case(people):
    return cases.begin(Interview.objects.get(accession="OOU-LOG"), people["anna"])


def _agreeing(people) -> Done:
    case = _case(people)
    cases.propose(case, people["anna"], "redact")
    return Done("leaving_agree", (case.pk,), {"way": "redact"}, by="vera")


def _closing(people) -> Done:
    case = _case(people)
    cases.propose(case, people["anna"], "redact")
    cases.agree(case, people["vera"], way="redact")
    case.items.update(done_at=timezone.now())
    return Done("leaving_close", (case.pk,))


def _copying(people) -> Done:
    one = Interview.objects.get(accession="OOU-LOG")
    Recording.objects.create(interview=one, part=2, url="https://videos.example/w/1")
    return Done("working_copy", ("OOU-LOG", 2), {"file": SimpleUploadedFile("a.mp3", MP3)})


def _judging(people) -> Done:
    Transcript.objects.filter(interview__accession="OOU-DRAFT").update(provenance="machine")
    on = page("publish", "OOU-DRAFT")
    return Done("looked", ("OOU-DRAFT",), {"reason": "read beside it"}, on, "check")


def _table(people) -> Done:
    data = b"accession,title_en\nOOU-LOG,Another\n"
    changes = record_sheet.differences(data).changes
    packed = {f"change-{n}": one.packed() for n, one in enumerate(changes)}
    return Done("record_changes", (), packed | {"compared": "1", "take": ["0"]})


def _retired(people) -> Done:
    retire(Theme.objects.get(code="why-fear"), people["editor"], None)
    return Done("bring_theme_back", ("why-fear",), by="editor")


def _finding(people) -> Done:
    client = Client()
    client.force_login(people["anna"])
    found = client.post(page("editor_find", "OOU-LOG", "be"), {"words": "загад"}).context["hits"]
    changed = {"words": "загад", "replacement": "указ", "replace": "1", "hit": [one.key for one in found]}
    return Done("editor_find", ("OOU-LOG", "be"), changed)


def _lifting(people) -> Redaction:
    redaction = _redacted(people)
    redacting.ask_to_lift(redaction, people["anna"])
    return redaction


def _settled_gone(people) -> Done:
    """A redaction in a transcript that has no words there: nothing more is taken out."""
    redaction = _redacted(people)
    on = page("decide_redaction", "OOU-LOG", redaction.pk, "be")
    changed = {f"w{_passage().pk}": ["1"]}
    return Done("decide_redaction", ("OOU-LOG", redaction.pk, "be"), changed, on)


def _own(name: str, *args: Any, of: str = "", **changed: Any) -> Done:
    """A page with a form of its own, sent as it stands but for ``changed``."""
    return Done(name, args, changed, page(name, *args), of)


_LOG, _BE = "OOU-LOG", ("OOU-LOG", "be")
_HEARD = {"languages": ["be"], "heard": "text"}
ACTS: dict[str, Any] = {
    "new_record": lambda w: _own(
        "new_record", accession="OOU-NEW1", language="be", narrator_name="А.", title_be="Назва"
    ),
    "record": lambda w: _own("record", _LOG, title_be="Іншая назва"),
    "access": lambda w: _own("access", _LOG, release="closed"),
    "access: what the consent covers": lambda w: _own("access", _LOG, **_HEARD),
    "publish": lambda w: Done("publish", ("OOU-DRAFT",), {}, page("publish", "OOU-DRAFT"), "seen"),
    "agree": lambda w: (
        _asked(w),
        Done("agree", ("OOU-DRAFT",), {"seen": Interview.objects.get(accession="OOU-DRAFT").revision}, by="vera"),
    )[1],
    "looked": _judging,
    "hide": lambda w: Done("hide"),
    "drop_request": lambda w: (_asked(w), Done("drop_request", ("OOU-DRAFT",)))[1],
    "leaving": lambda w: Done("leaving"),
    "leaving_list": lambda w: Done(
        "leaving_list", (_case(w).pk,), {"address-new": "https://x.example", "kind-new": "post"}
    ),
    "leaving_propose": lambda w: Done("leaving_propose", (_case(w).pk,), {"way": "redact"}),
    "leaving_agree": _agreeing,
    "leaving_close": _closing,
    "recordings": lambda w: Done("recordings", changed={"part": "2", "file": SimpleUploadedFile("a.mp3", MP3)}),
    "remove_recording": lambda w: Done("remove_recording", (_LOG, 1), {"sure": "1"}),
    "working_copy": _copying,
    "hide_transcript": lambda w: Done("hide_transcript", _BE),
    "set_provenance": lambda w: Done("set_provenance", _BE, {"provenance": "machine"}),
    "editor": lambda w: _editing("save", text="Мы прыйшлі ў войска"),
    "editor: speaker": lambda w: _editing("save", speaker="Іншы", speaker_seen="Narrator", everywhere="on"),
    "editor: times": lambda w: _editing("save", times_seen="0-20000", start="0:00", end="0:19"),
    "editor: split": lambda w: _editing("split", at="11"),
    "editor: join": lambda w: _editing("join", next_opened_on=fingerprint(_passage(1).text)),
    "editor: check": lambda w: _editing("check"),
    "editor: uncheck": lambda w: _editing("uncheck"),
    "editor_find": _finding,
    "correct": lambda w: Done("correct", (*_BE, 0), {"text": "Іншыя словы", "opened_on": fingerprint(_passage().text)}),
    "translate_passage": lambda w: Done(
        "translate_passage", (_LOG, "en", 0), {"text": "Words.", **_seen_by_translator()}
    ),
    "add_coding": lambda w: Done("add_coding", (*_BE, 0), {"theme": "why-fear", "stretch": "passage"}),
    "change_coding": lambda w: Done("change_coding", (_LOG, 1), {"status": "accepted", "seen": _seen(1)}),
    "edit_coding": lambda w: _own("edit_coding", _LOG, 1, of="theme", gist_en="A sentence"),
    "decide_coding": lambda w: Done("decide_coding", (_LOG, 1), {"status": "accepted", "seen": _seen(1)}),
    "code_words": lambda w: Done(
        "code_words", changed={"transcript": "be", "first": 0, "last": 0, "theme": "why-fear", "begin": 0, "end": 5}
    ),
    "undo_coding": _undo,
    "coding_rounds": lambda w: Done("coding_rounds", changed={"act": "tick", "question": "why"}),
    "settle_codings": _two_coders,
    "codings": lambda w: Done("codings", (), {"coding": _seen(1, 2), "to": "accepted"}),
    "contents": lambda w: Done("contents", changed={"do": "all-accept", "proposed": _proposed()}),
    "chapter": lambda w: _own("chapter", _LOG, 1, title_en="The oath"),
    "new_chapter": lambda w: _own("new_chapter", _LOG, begins="0:00", ends="0:20", title_en="The vow"),
    "redact": _taking_out,
    "decide_redaction": _settled_gone,
    "ask_to_lift": lambda w: Done("ask_to_lift", (_LOG, _redacted(w).pk)),
    "drop_lifting": lambda w: Done("drop_lifting", (_LOG, _lifting(w).pk)),
    "lift": _lift,
    "mark_edited": lambda w: Done("mark_edited", (_LOG, _redacted(w).pk, 1), {"sure": "1"}),
    "restore_version": lambda w: Done("restore_version", (*_BE, 1)),
    "forget_versions": lambda w: Done("forget_versions", _BE, {"sure": "1"}, by="editor"),
    "original": lambda w: Done("original", (_LOG, 1)),
    "preview": lambda w: Done("preview", (1,), {"language": "ru", "provenance": "machine"}),
    "discard": lambda w: Done("discard", (1,)),
    "new_theme": lambda w: _own(
        "new_theme", code="why-faith", parent=str(Theme.objects.get(code="why").pk), label_be="В"
    ),
    "theme": lambda w: _own("theme", "why-war", label_en="The war"),
    "move_theme": lambda w: Done("move_theme", ("why-orders",), {"to": "up"}),
    "merge_theme": lambda w: Done(
        "merge_theme", ("why-war",), {}, f"{page('merge_theme', 'why-war')}?into=why-orders", "seen"
    ),
    "split_theme": lambda w: Done("split_theme", ("why-war",), {"coding": ["1"], "into": "why-orders"}),
    "retire_theme": lambda w: Done("retire_theme", ("why-war",)),
    "bring_theme_back": _retired,
    "record_changes": _table,
    "save_row": lambda w: Done("save_row", (_LOG,), {"title_en": "Another"}, page("record_table")),
    "watch_list": lambda w: _own("watch_list", words="Гародня"),
    "unwatch": lambda w: Done("unwatch", (1,)),
    "new_entry": lambda w: _own("new_entry", forms_be="загад", forms_en="order"),
    "entry": lambda w: _own("entry", "oath", forms_en="oath"),
    "delete_entry": lambda w: Done("delete_entry", ("oath",), {"sure": "1"}),
    "new_page": lambda w: _own("new_page", slug="news", title_be="Навіны", body_be="Тэкст."),
    "edit_page": lambda w: _own("edit_page", "about", of="title_be", title_be="Пра архіў"),
    "page_state": lambda w: Done("page_state", ("about",), {"state": "published"}),
    "delete_page": lambda w: Done("delete_page", ("other",), {"sure": "1"}),
    "page_version": lambda w: Done("page_version", ("about", 1)),
    "new_path": lambda w: _own("new_path", slug="mothers", title_be="Маці"),
    "edit_path": lambda w: _own("edit_path", "doubts", of="title_be", title_be="Іншыя сумневы"),
    "path_state": lambda w: Done("path_state", ("doubts",), {"state": "published"}),
    "delete_path": lambda w: Done("delete_path", ("doubts",), {"sure": "1"}),
    "new_step": lambda w: _own("new_step", "doubts", accession=_LOG, begins="0:00", ends="0:20"),
    "edit_step": lambda w: _own("edit_step", "doubts", 1, frame_en="A frame"),
    "move_step": lambda w: Done("move_step", ("doubts", 2), {"do": "up"}),
    "featured": lambda w: Done("featured", (), {"accession": _LOG, "begins": "0:00", "ends": "0:20"}),
    "move_featured": lambda w: Done("move_featured", (2,), {"do": "up"}),
}


def _seen_by_translator() -> dict[str, str]:
    rendering = Segment.objects.get(transcript__language="en", position=0)
    return {"original_on": fingerprint(_passage().text), "opened_on": fingerprint(rendering.text)}


def test_every_act_at_the_desk_is_in_the_log_with_who_did_it(client, world):
    silent = []
    for name, prepared in ACTS.items():
        with transaction.atomic():
            done = prepared(world)
            client.force_login(world[done.by])
            form = done.sent(client)
            before = set(LogEntry.objects.values_list("pk", flat=True))
            response = client.post(page(done.name, *done.args), form)
            new = LogEntry.objects.exclude(pk__in=before)
            if response.status_code >= 400 or {entry.user.username for entry in new} != {world[done.by].username}:
                refused = getattr((response.context or {}).get("form"), "errors", "")
                silent.append(f"{name}: {response.status_code}, {[one.change_message for one in new]} {refused}")
            transaction.set_rollback(True)
    assert not silent, "\n".join(silent)


def test_the_table_knows_every_page_that_takes_a_post():
    tested = {name.partition(":")[0] for name in ACTS}
    assert tested.isdisjoint(NO_ENTRY)
    assert tested | NO_ENTRY.keys() == PAGES.keys() - READS_ONLY


def test_a_sitting_of_checking_is_one_entry_and_the_next_another(archivist_client):
    make_interview(["раз", "два", "тры"], accession="OOU-LOG")
    address = page("editor", "OOU-LOG", "be")

    def check(n: int, act: str = "check") -> None:
        own = {"act": act, "segment": _passage(n).pk, "base": _passage(n).text, "text": _passage(n).text}
        archivist_client.post(address, own)

    check(0), check(1), check(1, "uncheck")
    said = list(LogEntry.objects.order_by("pk").values_list("change_message", flat=True))
    assert said == ["passages checked", "passages unchecked"]
    LogEntry.objects.update(action_time=timezone.now() - SITTING - timedelta(minutes=1))
    check(2)
    assert LogEntry.objects.filter(change_message="passages checked").count() == 2
