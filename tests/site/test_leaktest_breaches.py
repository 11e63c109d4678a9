"""The leak test finds what comes out: each test here switches one mechanism of the archive off and must be told so."""

import base64
import logging
from dataclasses import replace
from datetime import date
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied
from django.db.models import Q

from archive_site import logs
from archive_site.leaktest import places, redactions
from archive_site.leaktest.canaries import Canary, Watch, stem_for
from archive_site.leaktest.comparing import differences
from archive_site.leaktest.planting import Garden, plant, remove_hidden
from archive_site.leaktest.redactions import redacted_words, tags_of_recordings
from archive_site.leaktest.remains import look_at_files
from archive_site.leaktest.report import Report
from archive_site.leaktest.running import read
from archive_site.leaktest.seeds import seeds
from interviews import access, exporting, reading, versions
from interviews.formats import webvtt
from interviews.media import Plan
from interviews.models import Coding, Interview, Segment
from interviews.models.recording import RecordingQuerySet
from interviews.models.transcript import SegmentQuerySet
from interviews.states import Release
from interviews.withholding import redacting
from interviews.withholding.cutting import Cut
from interviews.withholding.redacting import Choice
from search import finding, suggestions, sync
from search.rescuing import Rescuer
from search.whoosh_engine.engine import Engine
from search.whoosh_engine.snapshot import Snapshot
from tests.site.leaks import TINY, leaks, one_connection, one_record, places_of

DRAFT = [one_record("a draft")]
QUICK = replace(TINY, asks=())
ASKING = replace(TINY, asks=("the words of a draft",))


@pytest.mark.slow
@pytest.mark.django_db
class TestBreaches:
    """Nothing comes out as the archive is; with one mechanism off, the words behind it do."""

    def test_nothing_comes_out_of_the_archive_as_it_is(self, tmp_path):
        _, report = leaks(tmp_path, [*DRAFT, *places.everything()[1:]], ASKING)
        assert list(report.lines())[3:] == []
        assert report.is_sound

    def test_a_rule_that_forgets_a_condition(self, tmp_path, monkeypatch):
        forgotten = {
            "a draft": {"consent": "granted", "release": "public"},
            "a hidden record": {"consent": "granted", "release": "public"},
            "a record whose consent is withdrawn": {"workflow": "published", "release": "public"},
            "a record whose consent is pending": {"workflow": "published", "release": "public"},
            "a closed record": {"workflow": "published", "consent": "granted"},
            "a record for researchers": {"workflow": "published", "consent": "granted"},
            "an embargoed record": {"workflow": "published", "embargo_open": False},
            "a record with an embargo without an end": {"workflow": "published", "embargo_until": None},
        }

        def forgetful(path="", now=None):
            """Return a rule that lets each of the states out, all in one run: a run for each would read the same."""
            return Q.create(
                [Q(**{path + name: value for name, value in conditions.items()}) for conditions in forgotten.values()],
                connector=Q.OR,
            )

        monkeypatch.setattr(access, "public_interviews", forgetful)
        _, report = leaks(tmp_path, [one_record(state) for state in forgotten], QUICK)
        told = places_of(report)
        parts = ("title", "summary", "narrator", "words", "speaker", "gist", "translation", "number")
        expected = {
            f"the {part} {'in' if part == 'speaker' else 'of'} {state}" for part in parts for state in forgotten
        }
        assert expected - told == set()
        assert not {f"the private note of {state}" for state in forgotten} & told

    def test_a_clock_that_is_ahead(self, tmp_path, monkeypatch):
        monkeypatch.setattr(access, "today", lambda now=None: date(3000, 1, 1))
        _, report = leaks(tmp_path, [one_record("an embargoed record")], QUICK)
        assert "the words of an embargoed record" in places_of(report)

    def test_drafts_of_transcripts_shown(self, tmp_path, monkeypatch):
        monkeypatch.setattr(
            access, "public_transcripts", lambda path="", now=None: access.public_interviews(f"{path}interview__", now)
        )
        _, report = leaks(tmp_path, [places.transcripts_of_a_public_interview], QUICK)
        assert {"the words of a draft translation", "the words of a hidden translation"} <= places_of(report)

    def test_codings_shown_before_they_are_accepted(self, tmp_path, monkeypatch):
        monkeypatch.setattr(
            access, "public_codings", lambda path="", now=None: access.public_interviews(f"{path}interview__", now)
        )
        _, report = leaks(tmp_path, [places.codings_of_a_public_interview], QUICK)
        assert places_of(report) == {"the gist of a proposed coding", "the gist of a rejected coding"}

    def test_drafts_of_pages_and_held_steps_shown(self, tmp_path, monkeypatch):
        monkeypatch.setattr(access, "published_editorial", lambda path="": Q(**{f"{path}pk__gt": 0}))
        monkeypatch.setattr(
            access, "public_passages", lambda path="", now=None: access.public_interviews(f"{path}interview__", now)
        )
        _, report = leaks(tmp_path, [places.what_the_makers_write], QUICK)
        assert {
            *("the title of a draft page", "the text of a draft page", "the address of a draft page"),
            *("the title of a draft path", "the introduction of a draft path", "the frame of a step of a draft path"),
            "the frame of a step that is looked at again",
        } <= places_of(report)
        assert not {"an earlier version of a page", "the frame of a step of a hidden record"} & places_of(report)

    def test_hidden_themes_shown(self, tmp_path, monkeypatch):
        monkeypatch.setattr(access, "public_themes", lambda path="": Q(**{f"{path}pk__gt": 0}))
        _, report = leaks(tmp_path, [places.themes_that_are_not_shown], QUICK)
        themes = ("a hidden theme", "a retired theme", "a hidden question", "a theme under a hidden question")
        assert {f"the {part} of {theme}" for theme in themes for part in ("label", "code", "definition")} <= places_of(
            report
        )

    def test_an_index_without_its_mask_and_without_the_second_look(self, tmp_path, monkeypatch):
        monkeypatch.setattr(Snapshot, "_allowed", lambda self, mask: self.live)
        monkeypatch.setattr(
            finding,
            "_public_segments",
            lambda ids, mask: {one.pk: one for one in Segment.objects.filter(pk__in=ids)},
        )
        _, report = leaks(tmp_path, DRAFT, ASKING)
        assert any("never planted" in one.where for one in report.findings)
        assert "the words of a draft" in places_of(report)

    def test_facets_that_count_what_is_hidden(self, tmp_path, monkeypatch):
        monkeypatch.setattr(Snapshot, "_allowed", lambda self, mask: self.live)
        _, report = leaks(tmp_path, DRAFT, ASKING)
        assert "the words of a draft" in places_of(report)

    def test_spellings_suggested_from_hidden_passages(self, tmp_path, monkeypatch):
        words, similar = Engine.words, Engine.similar

        def every_word():
            return {word for word, _count in words(sync.backend().engine, "text", "")}

        monkeypatch.setattr(Engine, "similar", lambda self, *asked, mask: similar(self, *asked))
        monkeypatch.setattr(Rescuer, "worth", lambda self, text: 99 if text in every_word() else 0)
        _, report = leaks(tmp_path, DRAFT, ASKING)
        assert "the words of a draft" in places_of(report)

    def test_names_suggested_from_hidden_records(self, tmp_path, monkeypatch):
        everything = SimpleNamespace(objects=SimpleNamespace(public=Interview.objects.all))
        monkeypatch.setattr(suggestions, "Interview", everything)
        asking = replace(TINY, asks=("the title of a draft", "the narrator of a draft"))
        _, report = leaks(tmp_path, DRAFT, asking)
        assert {"the title of a draft", "the narrator of a draft"} <= places_of(report)
        # While somebody types, and on the page of what was found, which names a narrator who is so called.
        assert all("/suggest?" in one.where or "/search/" in one.where for one in report.findings), report.findings
        assert any("/suggest?" in one.where for one in report.findings)

    def test_a_file_that_tells_private_notes(self, tmp_path, monkeypatch):
        real = exporting.as_json

        def telling(transcript, themes):
            notes = list(transcript.interview.codings.values_list("note", "coder"))
            return real(transcript, themes) | {"notes": notes}

        monkeypatch.setattr(exporting, "as_json", telling)
        _, report = leaks(tmp_path, [places.codings_of_a_public_interview], QUICK)
        assert {"the private note of an accepted coding", "the coder of an accepted coding"} <= places_of(report)

    def test_another_refusal_for_what_is_hidden(self, tmp_path, monkeypatch):
        page = import_module("interviews.views.interview")
        real = page.get_object_or_404

        def telling(rows, **wanted):
            if Interview.objects.filter(**wanted).exists() and not rows.filter(**wanted).exists():
                raise PermissionDenied
            return real(rows, **wanted)

        monkeypatch.setattr(page, "get_object_or_404", telling)
        _, report = leaks(tmp_path, DRAFT, QUICK)
        assert places_of(report) == {"the number of a draft"}

    def test_notes_of_a_file_read_as_words(self, tmp_path, monkeypatch):
        real = webvtt.read

        def keeping_notes(lines, problems):
            note = next((line for line in lines if line.startswith("NOTE")), "")
            return [replace(cue, text=f"{cue.text} {note}") for cue in real(lines, problems)]

        monkeypatch.setattr(webvtt, "read", keeping_notes)
        _, report = leaks(tmp_path, [places.parts_of_files_that_are_no_words], QUICK)
        assert "a NOTE in a file" in places_of(report)

    def test_a_log_that_remembers(self, tmp_path, monkeypatch, caplog):
        monkeypatch.setattr(logs.ForgetReaders, "filter", lambda self, record: True)
        with caplog.at_level(logging.WARNING, logger="django.request"):
            _, report = leaks(tmp_path, DRAFT, QUICK)
        assert any(one.where == "the log" and one.place == "the number of a draft" for one in report.findings)

    def test_media_given_out_without_asking(self, tmp_path, monkeypatch):
        monkeypatch.setattr(RecordingQuerySet, "public", lambda self, now=None: self)
        _, report = leaks(tmp_path, DRAFT, QUICK)
        assert {"the tags of a recording of a draft", "the sound of a recording of a draft"} <= places_of(report)

    def test_a_redaction_that_leaves_the_words(self, tmp_path, monkeypatch):
        monkeypatch.setattr(redacting, "cut", lambda text, marks, stretches, gaps=None: Cut(text, [*marks]))
        _, report = leaks(tmp_path, [redacted_words], QUICK)
        assert "redacted words" in places_of(report)

    def test_a_redaction_of_one_language_alone(self, tmp_path, monkeypatch):
        real = redacting._decide

        def original_alone(redaction, choice, by, report):
            real(redaction, choice if choice.transcript.language == "be" else Choice(choice.transcript), by, report)

        monkeypatch.setattr(redacting, "_decide", original_alone)
        _, report = leaks(tmp_path, [redacted_words], QUICK)
        assert places_of(report) == {"redacted words"}
        assert all(
            ".en." in one.where or "=en" in one.where or "/en" in one.where
            for one in report.findings
            if "/interviews/" in one.where
        )

    def test_a_transcript_shown_before_its_redactions_are_decided(self, tmp_path, monkeypatch):
        monkeypatch.setattr(access, "settled_transcripts", lambda path="": Q(**{f"{path}workflow": "published"}))
        _, report = leaks(tmp_path, [redacted_words], QUICK)
        assert places_of(report) == {"a translation that came after a redaction"}

    def test_a_sentence_about_a_redacted_stretch_that_stays(self, tmp_path, monkeypatch):
        monkeypatch.setattr(redacting, "_withdraw_gists", lambda interview, redaction, keep: 0)
        _, report = leaks(tmp_path, [redacted_words], QUICK)
        assert places_of(report) == {"a gist of a redacted stretch"}

    def test_a_recording_served_with_the_words_in_it(self, tmp_path, monkeypatch):
        monkeypatch.setattr(access, "public_recordings", lambda now=None: access.public_interviews("interview__", now))
        _, report = leaks(tmp_path, [redacted_words], QUICK)
        assert places_of(report) == {"the sound of a recording with redacted words"}

    def test_earlier_versions_given_out_with_the_words_in_them(self, tmp_path, monkeypatch):
        real = exporting.plain_text

        def with_history(transcript, colophon):
            before = (one.text for old in transcript.versions.all() for one in versions.words_of(old))
            return "\n".join([real(transcript, colophon), *before])

        monkeypatch.setattr(versions, "scrub", lambda transcript, gaps, words: 0)
        monkeypatch.setitem(exporting.FILES, "txt", exporting.FileKind("text/plain", with_history))
        _, report = leaks(tmp_path, [redacted_words], QUICK)
        assert places_of(report) == {"redacted words"}

    def test_the_earlier_versions_themselves_hold_no_such_word(self, tmp_path, monkeypatch):
        real = exporting.plain_text

        def with_history(transcript, colophon):
            before = (one.text for old in transcript.versions.all() for one in versions.words_of(old))
            return "\n".join([real(transcript, colophon), *before])

        monkeypatch.setitem(exporting.FILES, "txt", exporting.FileKind("text/plain", with_history))
        _, report = leaks(tmp_path, [redacted_words], QUICK)
        assert places_of(report) == set()

    def test_recordings_kept_with_their_tags(self, tmp_path, monkeypatch):
        monkeypatch.setattr(redactions, "clean", lambda source, ending: Plan(source))
        _, report = leaks(tmp_path, [tags_of_recordings], QUICK)
        assert places_of(report) == {"the tags of a public recording"}

    def test_an_index_that_takes_everything_in(self, tmp_path, monkeypatch):
        monkeypatch.setattr(SegmentQuerySet, "public", lambda self, now=None: self)
        monkeypatch.setattr(sync, "public_ids", lambda: list(Interview.objects.values_list("pk", flat=True)))
        _, report = leaks(tmp_path, DRAFT, QUICK)
        found = {one.where for one in report.findings if one.place == "the words of a draft"}
        assert any(where.startswith("the words of the index") for where in found)
        assert any(where.startswith("the file index") for where in found)

    def test_a_place_of_which_only_another_part_knows(self, tmp_path):
        def words_in_a_passage(garden: Garden) -> None:
            segment = garden.segment()
            segment.text = garden.word("redacted words")
            segment.save()

        _, report = leaks(tmp_path, [words_in_a_passage], QUICK)
        assert places_of(report) == {"redacted words"}


@pytest.mark.slow
@pytest.mark.django_db
class TestTwins:
    """The answers with hidden records and without them."""

    def _compared(self, folder):
        plot = plant([*DRAFT, *places.everything()[1:]])
        start = seeds(plot, QUICK)
        with one_connection():
            read(plot, start, folder / "with", QUICK)
            remove_hidden()
            read(plot, start, folder / "without", QUICK)
        return list(differences(folder / "with", folder / "without"))

    def test_are_the_same_to_the_byte(self, tmp_path):
        assert self._compared(tmp_path) == []

    def test_differ_where_hidden_codings_are_counted_and_a_hidden_record_adds_a_link(self, tmp_path, monkeypatch):
        counts, real = reading.theme_counts, exporting.as_json

        def counting():
            return {pk: replace(count, passages=Coding.objects.count()) for pk, count in counts().items()}

        def linking(transcript, themes):
            hidden = Interview.objects.exclude(release=Release.PUBLIC, workflow="published").count()
            return real(transcript, themes) | {"next": f"/be/interviews/?page={hidden + 1}"}

        monkeypatch.setattr(reading, "theme_counts", counting)
        monkeypatch.setattr(exporting, "as_json", linking)
        found = self._compared(tmp_path)
        assert any("/themes" in one.where for one in found), found
        assert any("was found only" in one.where for one in found), found


@pytest.mark.django_db
class TestRunsThatReadNothing:
    """A run that can't read must not pass."""

    def test_a_missing_index_fails_the_run(self, tmp_path):
        plot = plant(DRAFT)
        (tmp_path / "index" / "current").unlink()
        with one_connection():
            report = read(plot, seeds(plot, QUICK), tmp_path / "answers", QUICK)
        assert any("answered with 503" in failure for failure in report.failed)
        assert any("“search”" in failure for failure in report.failed)
        assert not report.is_sound

    def test_a_public_record_that_is_not_shown_fails_the_run(self, tmp_path, monkeypatch):
        monkeypatch.setattr(access, "public_interviews", lambda path="", now=None: Q(**{f"{path}pk__in": []}))
        _, report = leaks(tmp_path, DRAFT, QUICK)
        assert {"page", "api", "export", "media"} <= {failure.split("“")[1].split("”")[0] for failure in report.failed}


WORD = stem_for("a word")
WATCH = Watch([Canary("here", WORD)])


@pytest.mark.parametrize(
    "data",
    [
        WORD.encode(),
        WORD.upper().encode(),
        (WORD + "ам").encode("utf-16-le"),
        WORD.encode("cp1251"),
        WORD.encode("koi8-u"),
        Canary("", WORD).root.encode(),
        "".join(f"&#{ord(letter)};" for letter in WORD).encode(),
        "".join(f"\\u{ord(letter):04x}" for letter in WORD).encode(),
        "".join(f"%{byte:02X}" for byte in WORD.encode()).encode(),
        base64.b64encode(b"x" + WORD.encode() + b"yz"),
        f"<mark>{WORD[:4]}</mark>{WORD[4:]}".encode(),
    ],
    ids=["plain", "upper", "utf-16", "cp1251", "koi8", "latin", "entities", "json", "percent", "base64", "marked"],
)
def test_a_word_is_known_again_in_any_dress(data):
    assert WATCH.found_in(b"before " + data + b" after") == ["here"]


def test_a_word_in_a_file_is_found_and_so_is_one_in_its_name(tmp_path):
    (tmp_path / "tmp" / f"{WORD}.txt").write_text("nothing")
    (tmp_path / "cache").write_bytes(WORD.encode())
    report = Report()
    look_at_files(tmp_path, WATCH, report)
    assert [one.where for one in report.findings] == ["the file cache", f"the name of the file tmp/{WORD}.txt"]
