"""inspect_transcript and import_transcript, and the language in which commands speak."""

import json
import re
import subprocess
import sys
from importlib import import_module
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.utils.translation import override

from archive_site.environment import BASE_DIR
from interviews import formats
from interviews.formats.cues import Problem
from interviews.management.terminal import language_of, with_progress
from interviews.models import Branch, Interview, Rank, Segment, Transcript
from interviews.problems import translated
from tests.batches import VTT
from tests.factories import make_interview


@pytest.fixture(autouse=True)
def english_terminal(monkeypatch):
    monkeypatch.setenv("LC_ALL", "C.UTF-8")


def _inspect(*arguments: str) -> list[dict]:
    out = StringIO()
    call_command("inspect_transcript", *arguments, stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_inspecting_prints_one_object_a_file_and_needs_no_database(tmp_path):
    (tmp_path / "a.vtt").write_text(VTT)
    (tmp_path / "b.txt").write_text("Журналіст: Чаму вы сышлі?\n\nІгар: Не мог інакш, дык і сышоў адтуль.\n")
    first, second = _inspect(str(tmp_path / "a.vtt"), str(tmp_path / "b.txt"))
    assert list(first) == ["file", "format", "encoding", "language", "cues", "problems"]
    assert (first["file"], first["format"], first["encoding"]) == (str(tmp_path / "a.vtt"), "webvtt", "utf-8")
    assert first["cues"][1] == {"start_ms": 20_000, "end_ms": 40_000, "speaker": "Ян", "text": "Потым я сышоў."}
    assert second["cues"][0] == {
        "start_ms": None,
        "end_ms": None,
        "speaker": "Журналіст",
        "text": "Чаму вы сышлі?",
    }
    assert second["language"] == "be"


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7\n", None])
def test_a_file_that_cannot_be_read_has_its_object_too_and_the_command_fails(tmp_path, content):
    (tmp_path / "good.vtt").write_text(VTT)
    if content is not None:
        (tmp_path / "bad.vtt").write_bytes(content)
    out = StringIO()
    with pytest.raises(CommandError) as failed:
        call_command("inspect_transcript", str(tmp_path / "bad.vtt"), str(tmp_path / "good.vtt"), stdout=out)
    assert failed.value.returncode == 1
    bad, good = map(json.loads, out.getvalue().splitlines())
    assert bad["cues"] == []
    assert set(bad["problems"][0]) == {"line", "message"}
    assert len(good["cues"]) == 2


def test_the_encoding_that_is_asked_for_is_used(tmp_path):
    (tmp_path / "a.txt").write_bytes("Журналіст: Чаму?\n".encode("koi8-u"))
    (answer,) = _inspect("--encoding", "koi8-u", str(tmp_path / "a.txt"))
    assert (answer["encoding"], answer["cues"][0]["text"]) == ("koi8-u", "Чаму?")


def test_the_columns_that_are_named_are_read(tmp_path):
    (tmp_path / "a.csv").write_text("Zeit;Wer;Was\n0:01;Ян;так\n0:02;Анна;не\n")
    named = ("--column", "start=Zeit", "--column", "speaker=B", "--column", "text=3")
    (answer,) = _inspect(*named, str(tmp_path / "a.csv"))
    assert [(cue["start_ms"], cue["speaker"], cue["text"]) for cue in answer["cues"]] == [
        (1000, "Ян", "так"),
        (2000, "Анна", "не"),
    ]


@pytest.mark.parametrize("wrong", ["tune=Was", "text", "text="])
def test_a_column_without_a_role_or_name_is_refused(tmp_path, wrong):
    with pytest.raises(CommandError) as failed:
        _inspect("--column", wrong, str(tmp_path / "a.csv"))
    assert "start, end, duration, speaker, text" in str(failed.value)


@pytest.mark.django_db
def test_a_table_is_imported_in_the_language_that_is_asked_for(tmp_path):
    interview = make_interview(accession="OOU-TABL")
    interview.transcripts.all().delete()
    (tmp_path / "a.csv").write_text("start,end,speaker,be,en\n0:01,0:02,Ян,Мы пайшлі.,We left.\n")
    call_command("import_transcript", str(tmp_path / "a.csv"), interview="OOU-TABL", language="en", stdout=StringIO())
    assert [segment.text for segment in Segment.objects.filter(transcript__language="en")] == ["We left."]


def test_inspecting_works_from_the_command_line(tmp_path):
    (tmp_path / "empty.vtt").write_bytes(b"")
    run = subprocess.run(
        [sys.executable, "manage.py", "inspect_transcript", str(tmp_path / "empty.vtt")],
        cwd=BASE_DIR,
        env={"ARCHIVE_VAR": str(tmp_path / "var")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 1
    assert json.loads(run.stdout)["problems"][0]["line"] == 1
    assert not (tmp_path / "var" / "archive.sqlite3").exists()


@pytest.mark.django_db
def test_a_transcript_is_imported_as_a_draft(tmp_path):
    interview = make_interview(accession="OOU-1")
    interview.transcripts.all().delete()
    (tmp_path / "a.vtt").write_text(VTT)
    out = StringIO()
    call_command("import_transcript", str(tmp_path / "a.vtt"), "--interview", "OOU-1", "--language", "be", stdout=out)
    assert "OOU-1 be: created" in out.getvalue()
    assert Transcript.objects.get().workflow == "draft"
    assert Segment.objects.count() == 2


OHMS = (
    "<ROOT><record><language>Belarusian</language><transcript_alt_lang>English</transcript_alt_lang>"
    "<index><point><time>60</time><title>Брама</title></point></index><sync>1:|1(3)</sync>"
    "<transcript>Я выйшаў праз браму.</transcript><sync_alt>1:|1(4)</sync_alt>"
    "<transcript_alt>I went out through the gate.</transcript_alt></record></ROOT>"
)


def test_inspecting_prints_every_language_and_what_lies_beside_the_words(tmp_path):
    (tmp_path / "a.xml").write_text(OHMS)
    (answer,) = _inspect(str(tmp_path / "a.xml"))
    assert [cue["text"] for cue in answer["cues"]] == ["Я выйшаў праз браму.", "I went out through the gate."]
    assert answer["alternatives"] == [{"language": "English", "cues": 1}]
    assert [(point["start_ms"], point["title"]) for point in answer["index_points"]] == [(60_000, "Брама")]
    assert "tiers" not in answer


@pytest.mark.django_db
def test_each_language_of_a_file_is_imported_on_its_own(tmp_path):
    interview = make_interview(accession="OOU-1")
    interview.transcripts.all().delete()
    (tmp_path / "a.xml").write_text(OHMS)
    out = StringIO()
    for language in ("be", "en"):
        call_command(
            "import_transcript",
            str(tmp_path / "a.xml"),
            *("--interview", "OOU-1", "--language", language),
            stdout=out,
            stderr=out,
        )
    assert "a table of contents with 1 points" in out.getvalue()
    texts = Segment.objects.order_by("transcript__language", "position").values_list("transcript__language", "text")
    assert list(texts) == [("be", "Я выйшаў праз браму."), ("en", "I went out through the gate.")]


FAILING = {
    "no such interview": (VTT, "OOU-9", "OOU-9"),
    "an empty file": ("", "OOU-1", "a.vtt: The file is empty"),
    "no cue": ("WEBVTT\n", "OOU-1", "a.vtt"),
    "a cue that ends before it begins": (VTT.replace("00:00:40", "00:00:10"), "OOU-1", "a.vtt"),
    "no file": (None, "OOU-1", "a.vtt"),
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", FAILING)
def test_what_cannot_be_imported_is_refused_by_name_and_nothing_is_stored(tmp_path, name):
    content, accession, said = FAILING[name]
    make_interview(["Было."], accession="OOU-1")
    if content is not None:
        (tmp_path / "a.vtt").write_text(content)
    err = StringIO()
    with pytest.raises(CommandError, match=said) as refused:
        call_command(
            "import_transcript",
            str(tmp_path / "a.vtt"),
            *("--interview", accession, "--language", "be"),
            stdout=StringIO(),
            stderr=err,
        )
    assert refused.value.returncode == 1
    assert ":6:" in err.getvalue() or "begins" not in name
    assert list(Segment.objects.values_list("text", flat=True)) == ["Было."]


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "be_BY.UTF-8"}, "be"),
        ({"LANG": "be_BY.UTF-8", "LC_MESSAGES": "uk_UA"}, "uk"),
        ({"LANG": "be_BY.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "pl_PL"}, "en"),
    ],
)
def test_commands_speak_the_language_of_the_terminal(environment, language):
    assert language_of(environment) == language


def test_the_progress_bar_passes_everything_on(capfd):
    assert list(with_progress([1, 2], 2)) == [1, 2]
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("language", ["be", "en"])
def test_every_problem_can_be_told_in_any_language(language):
    with override(language):
        for code, template in formats.MESSAGES.items():
            params = dict.fromkeys(re.findall(r"%\((\w+)\)s", template), "1")
            assert translated(Problem(1, "English", code, params))
        assert translated(Problem(1, "English", "no such code")) == "English"


@pytest.mark.django_db
def test_the_usual_branches_and_ranks_have_labels_in_every_language():
    import_module("interviews.migrations.0002_vocabulary").add(apps, None)  # other tests may have emptied the tables
    assert Branch.objects.count() >= 9
    assert list(Rank.objects.values_list("code", flat=True))[:2] == ["conscript", "private"]
    for entry in [*Branch.objects.all(), *Rank.objects.all()]:
        assert all(getattr(entry, f"label_{code}") for code in ("be", "ru", "uk", "en"))


@pytest.mark.django_db
def test_taking_the_vocabulary_back_leaves_what_is_used_or_changed():
    migration = import_module("interviews.migrations.0002_vocabulary")
    migration.add(apps, None)
    Interview.objects.create(language="be", rank=Rank.objects.get(code="major"))
    Rank.objects.filter(code="colonel").update(label_en="Col.")
    migration.remove(apps, None)
    assert set(Rank.objects.values_list("code", flat=True)) == {"major", "colonel"}
    assert not Branch.objects.exists()
    migration.add(apps, None)
    assert Rank.objects.get(code="private").label_en == "Private"
    assert Rank.objects.get(code="colonel").label_en == "Col."
