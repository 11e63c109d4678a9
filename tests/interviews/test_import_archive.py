"""import_archive: what goes in, what is refused and where, and that nothing is half saved."""

import os
import shutil
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override

from interviews.exchange.batch import import_batch
from interviews.exchange.report import OUTCOMES, Report
from interviews.models import (
    Branch,
    Coding,
    GlossaryTerm,
    Interview,
    Narrator,
    OutboxRow,
    Recording,
    Segment,
    Series,
    Theme,
    Transcript,
)
from tests.batches import SOUND, VTT, WAV, make_batch, zipped
from tests.media_files import FMT, chunk, riff

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


EVERYTHING = (Series, Interview, Transcript, Segment, Recording, Theme, Coding, GlossaryTerm, OutboxRow)


@pytest.fixture
def folder(tmp_path):
    return make_batch(tmp_path / "batch")


def _numbers(report: Report) -> dict[str, dict[str, int]]:
    return {
        kind: {outcome: number for outcome, number in zip(OUTCOMES, numbers, strict=True) if number}
        for kind, numbers in report.rows()
    }


def _all_rows() -> dict[str, list]:
    return {
        model.__name__: list(model.objects.order_by("pk").values()) for model in EVERYTHING if model is not OutboxRow
    }


def test_a_sound_batch_goes_in_whole(folder):
    report = import_batch(folder, publish=True)
    assert report.refused == []
    assert _numbers(report) == {
        "series": {"created": 1},
        "themes": {"created": 2},
        "glossary": {"created": 1},
        "interviews": {"created": 2},
        "transcripts": {"created": 3},
        "recordings": {"created": 2},
        "codings": {"created": 2},
    }
    one = Interview.objects.public().get(accession="OOU-1")
    assert (one.title_be, one.title_en, one.narrator.name, one.left_on) == ("Брама", "The gate", "Ян", "2021")
    assert (one.branch.code, one.rank.code, one.series.code) == ("academy", "captain", "one-of-us")
    assert one.series.notice_en == "A sample."
    assert one.was_public
    assert [theme.code for theme in one.coded_for.all()] == ["why"]
    assert list(one.transcripts.order_by("language").values_list("language", "kind", "provenance", "workflow")) == [
        ("be", "original", "reviewed", "published"),
        ("en", "translation", "machine", "published"),
    ]
    assert Theme.objects.get(code="why-war").parent.code == "why"
    coding = one.codings.get()
    assert (coding.start_ms, coding.end_ms, coding.status, coding.coder) == (0, 20_500, "accepted", "АБ")
    assert (coding.gist_en, coding.note) == ("He saw it.", "private")
    assert Coding.objects.get(interview__accession="OOU-2").is_whole
    term = GlossaryTerm.objects.get()
    assert term.forms("be") == ["намеснік", "замполіт"]
    file, link = one.recordings.order_by("part")
    assert (file.file.name, file.media_type, file.duration_ms) == ("OOU-1/1.wav", "audio/wav", 40_000)
    assert file.file.read() == WAV
    assert os.stat(file.file.path).st_mode & 0o077 == 0
    assert (link.url, link.offset_ms, link.duration_ms) == ("https://video.example.org/2", 40_000, None)


def test_new_records_are_drafts_unless_they_are_published(folder):
    import_batch(folder)
    assert set(Interview.objects.values_list("workflow", "was_public")) == {("draft", False)}
    assert set(Transcript.objects.values_list("workflow", flat=True)) == {"draft"}


def test_a_record_that_says_nothing_of_access_is_published_and_stays_hidden(tmp_path):
    table = "accession,title,language\nOOU-1,Брама,be\nOOU-2,Дарога,be\n"
    import_batch(make_batch(tmp_path / "batch", {"interviews.csv": table}), publish=True)
    states = Interview.objects.values_list("workflow", "consent", "release", "was_public")
    assert set(states) == {("published", "pending", "closed", False)}
    assert not Interview.objects.public().exists()


@pytest.mark.parametrize("publish", [True, False])
def test_a_second_run_finds_all_unchanged_and_writes_nothing(folder, publish):
    import_batch(folder, publish=publish)
    OutboxRow.objects.all().delete()
    before = _all_rows()
    report = import_batch(folder, publish=publish)
    assert {kind: set(numbers) for kind, numbers in _numbers(report).items()} == dict.fromkeys(
        _numbers(report), {"unchanged"}
    )
    assert _all_rows() == before
    assert not OutboxRow.objects.exists()


def test_a_dry_run_reports_the_same_and_stores_nothing(folder, settings):
    dry = import_batch(folder, publish=True, dry_run=True)
    assert not any(model.objects.exists() for model in EVERYTHING)
    assert not any(settings.MEDIA_ROOT.iterdir())
    real = import_batch(folder, publish=True)
    assert _numbers(dry) == _numbers(real)
    assert (dry.refused, dry.notices) == (real.refused, real.notices)


def test_a_change_in_one_place_updates_that_record_alone(folder):
    import_batch(folder, publish=True)
    revisions = dict(Interview.objects.values_list("accession", "revision"))
    make_batch(folder, {"transcripts/OOU-1.be.vtt": VTT.replace("сышоў", "звольніўся")})
    report = import_batch(folder)
    assert _numbers(report)["transcripts"] == {"updated": 1, "unchanged": 2}
    after = dict(Interview.objects.values_list("accession", "revision"))
    assert after["OOU-1"] > revisions["OOU-1"]
    assert after["OOU-2"] == revisions["OOU-2"]
    assert Transcript.objects.get(interview__accession="OOU-1", language="be").workflow == "draft"
    assert any("is a draft" in notice.message for notice in report.notices)


def test_with_publish_changed_words_of_a_published_transcript_stay_published(folder):
    import_batch(folder, publish=True)
    make_batch(folder, {"transcripts/OOU-1.be.vtt": VTT.replace("сышоў", "звольніўся")})
    import_batch(folder, publish=True)
    assert Transcript.objects.get(interview__accession="OOU-1", language="be").workflow == "published"


def test_columns_that_are_absent_leave_stored_values_alone(folder):
    import_batch(folder)
    make_batch(folder, {"interviews.csv": "accession,language,left_on\nOOU-1,be,2023\nOOU-2,be,2022-05-01\n"})
    assert _numbers(import_batch(folder))["interviews"] == {"updated": 1, "unchanged": 1}
    one = Interview.objects.get(accession="OOU-1")
    assert (one.title_be, one.left_on, one.branch.code, one.consent) == ("Брама", "2023", "academy", "granted")


def test_a_name_that_was_taken_back_does_not_stay(folder):
    import_batch(folder)
    make_batch(folder, {"interviews.csv": str(SOUND["interviews.csv"]).replace("Ян", "Аднавясковец")})
    import_batch(folder)
    assert set(Narrator.objects.values_list("name", flat=True)) == {"Аднавясковец", "Ігар"}


def test_unknown_branches_and_ranks_are_added_and_told(tmp_path):
    table = "accession,title,language,branch,rank\nOOU-1,Брама,be,space-force,\nOOU-2,Дарога,be,space-force,cadet\n"
    report = import_batch(make_batch(tmp_path / "batch", {"interviews.csv": table}))
    assert (_numbers(report)["branches"], _numbers(report)["ranks"]) == ({"created": 1}, {"created": 1})
    assert any("space-force" in notice.message and notice.line == 2 for notice in report.notices)
    assert Branch.objects.filter(code="space-force").count() == 1


HEAD = "accession,title,language\n"
WAV_TOO = riff(FMT, chunk(b"data", bytes(64)))


def record(column: str, value: str) -> dict[str, str | bytes | None]:
    """Return interviews.csv with one more column, filled in for OOU-1."""
    return {"interviews.csv": f"accession,title,language,{column}\nOOU-1,А,be,{value}\nOOU-2,Б,be,\n"}


def first(row: str) -> dict[str, str | bytes | None]:
    """Return interviews.csv with ``row`` for OOU-1."""
    return {"interviews.csv": f"{HEAD}{row}\nOOU-2,Дарога,be\n"}


def recordings(columns: str, *rows: str, **media: bytes) -> dict[str, str | bytes | None]:
    """Return recordings.csv with ``rows`` for OOU-1, and no media but ``media``."""
    table = "".join(f"OOU-1,{row}\n" for row in rows)
    files = {f"media/{name.replace('_', '.')}": content for name, content in media.items()}
    return {"media/one.wav": None, **files, "recordings.csv": f"accession,part,{columns}\n{table}"}


TIMED = "accession,theme,start,end\n"

# What is changed in the sound batch; the file and line of the refusal; what the message names.
WHOLE = {
    "an unknown column": ({"interviews.csv": "accession,language,nickname\n"}, "interviews.csv", 1, "nickname"),
    "a column twice": ({"codings.csv": "accession,theme,theme\n"}, "codings.csv", 1, "theme"),
    "a missing column": ({"interviews.csv": "accession,title\nOOU-1,Брама\n"}, "interviews.csv", 1, "language"),
    "an open quote": ({"interviews.csv": HEAD + 'OOU-1,Брама,be\nOOU-2,"Дарога,be\n'}, "interviews.csv", 3, '"'),
    "too many cells": ({"themes.csv": "code,label_en\nwhy,Why, oh why\n"}, "themes.csv", 2, "quotes"),
    "an empty table": ({"glossary.csv": ""}, "glossary.csv", 0, "empty"),
    "bytes that are no text": ({"themes.csv": b"code,label_be\nwhy,\xc3\x28\xa0\xff\n"}, "themes.csv", 2, "UTF-8"),
    "no TOML": ({"batch.toml": '[series]\ntitle_en = "One\n'}, "batch.toml", 2, "TOML"),
    "an unknown key": ({"batch.toml": '[series]\nsubtitle = "One"\n'}, "batch.toml", 0, "subtitle"),
    "a series without a name": ({"batch.toml": '[series]\ntitle_be = "Адзін"\n'}, "batch.toml", 0, "title_en"),
    "a number for a title": ({"batch.toml": "[series]\ntitle_en = 5\n"}, "batch.toml", 0, "title_en"),
}


@pytest.mark.parametrize("name", WHOLE)
def test_a_table_that_cannot_be_understood_stops_the_import_before_anything_is_written(tmp_path, name):
    changes, file, line, said = WHOLE[name]
    report = import_batch(make_batch(tmp_path / "batch", changes), publish=True)
    assert [(found.file, found.line) for found in report.refused] == [(file, line)]
    assert said in report.refused[0].message
    assert not any(model.objects.exists() for model in EVERYTHING)


# Each concerns OOU-1 alone, so OOU-2 goes in and nothing of OOU-1 does.
ROWS = {
    "an accession in small letters": (first("oou-1,Брама,be"), "interviews.csv", 2, "oou-1"),
    "an accession twice": (
        {"interviews.csv": HEAD + "OOU-1,А,be\nOOU-2,Б,be\nOOU-1,В,be\n"}, "interviews.csv", 4, "line 2"),
    "an unknown language": (first("OOU-1,Брама,by"), "interviews.csv", 2, "be, ru, uk, en"),
    "no title": (first("OOU-1,,be"), "interviews.csv", 2, "title"),
    "a title too long": (
        first(f"OOU-1,{'А' * 301},be"), "interviews.csv", 2, "300"),
    "two titles": (
        {"interviews.csv": "accession,title,title_be,language\nOOU-1,А,Б,be\nOOU-2,Б,,be\n"},
        "interviews.csv", 2, "title_be"),
    "a date that is none": (
        record("left_on", "01.03.2021"), "interviews.csv", 2, "YYYY"),
    "a day that is none": (
        record("left_on", "2021-02-30"), "interviews.csv", 2, "YYYY"),
    "an unknown consent": (
        record("consent", "yes"), "interviews.csv", 2, "granted"),
    "an unknown release": (
        record("release", "all"), "interviews.csv", 2, "researchers"),
    "an embargo that is none": (
        record("embargo_until", "2030"), "interviews.csv", 2, "open"),
    "a branch that is no code": (
        record("branch", "ППА!"), "interviews.csv", 2, "branch"),
    "coded for a theme": (
        record("coded_for", "why-war"), "interviews.csv", 2, "why-war"),
    "a link that is not https": (record("media_url", "http://a.org/1"), "interviews.csv", 2, "https://"),
    "two links of one part": (
        record("media_url", "https://a.org/1") | recordings("url", "1,https://a.org/2"), "interviews.csv", 2, "line 2"),
    "a transcript in another language of its own": (
        {"transcripts.csv": "accession,language,kind\nOOU-1,be,translation\n"}, "transcripts.csv", 2, "original"),
    "an unknown provenance": (
        {"transcripts.csv": "accession,language,provenance\nOOU-1,be,good\n"}, "transcripts.csv", 2, "reviewed"),
    "a row for no transcript": (
        {"transcripts.csv": "accession,language\nOOU-1,uk\n"}, "transcripts.csv", 2, "OOU-1.uk.vtt"),
    "a transcript twice": (
        {"transcripts/OOU-1.be.srt": VTT}, "transcripts/OOU-1.be.vtt", 0, "OOU-1.be.srt"),
    "a cue that ends before it begins": (
        {"transcripts/OOU-1.be.vtt": VTT.replace("00:00:40", "00:00:10")}, "transcripts/OOU-1.be.vtt", 6, "Потым"),
    "a transcript without words": (
        {"transcripts/OOU-1.be.vtt": "WEBVTT\n"}, "transcripts/OOU-1.be.vtt", 0, "words"),
    "a PDF": ({"transcripts/OOU-1.be.vtt": b"%PDF-1.7\n"}, "transcripts/OOU-1.be.vtt", 0, "PDF"),
    "a recording that is not there": (recordings("file", "1,two.wav"), "recordings.csv", 2, "two.wav"),
    "a recording of another kind": (recordings("file", "1,a.mp3", a_mp3=WAV), "recordings.csv", 2, ".mp3"),
    "a recording that browsers don't play": (recordings("file", "1,a.avi", a_avi=WAV), "recordings.csv", 2, ".webm"),
    "a recording that is a file and a link": (
        recordings("file,url", "1,one.wav,https://a.org/1", one_wav=WAV), "recordings.csv", 2, "either"),
    "part nought": (recordings("url", "0,https://a.org/1"), "recordings.csv", 2, "part"),
    "a part twice": (recordings("url", *["1,https://a.org/1"] * 2), "recordings.csv", 3, "line 2"),
    "a duration that is none": (
        recordings("file,duration", "1,one.wav,5 min", one_wav=WAV), "recordings.csv", 2, "HH:MM:SS"),
    "a theme that is not there": (
        {"codings.csv": "accession,theme\nOOU-1,why-not\n"}, "codings.csv", 2, "why-not"),
    "a coding that ends before it begins": ({"codings.csv": TIMED + "OOU-1,why-war,5,4\n"}, "codings.csv", 2, "start"),
    "a coding without length": ({"codings.csv": TIMED + "OOU-1,why-war,5,5\n"}, "codings.csv", 2, "start"),
    "a coding without an end": ({"codings.csv": TIMED + "OOU-1,why-war,5,\n"}, "codings.csv", 2, "both"),
    "a coding at no time": ({"codings.csv": TIMED + "OOU-1,why-war,5m,6m\n"}, "codings.csv", 2, "5m"),
    "a coding twice with two notes": (
        {"codings.csv": "accession,theme,note\nOOU-1,why-war,a\nOOU-1,why-war,b\n"}, "codings.csv", 3, "line 2"),
    "a gist too long": (
        {"codings.csv": f"accession,theme,gist_en\nOOU-1,why-war,{'a' * 501}\n"}, "codings.csv", 2, "500"),
}  # fmt: skip


@pytest.mark.parametrize("name", ROWS)
def test_what_is_wrong_with_one_interview_leaves_out_the_whole_of_it_and_nothing_else(tmp_path, settings, name):
    changes, file, line, said = ROWS[name]
    report = import_batch(make_batch(tmp_path / "batch", changes), publish=True)
    assert (file, line) in [(found.file, found.line) for found in report.refused]
    assert any(said in found.message for found in report.refused if (found.file, found.line) == (file, line))
    assert list(Interview.objects.values_list("accession", flat=True)) == ["OOU-2"]
    for model in (Transcript, Recording, Coding):
        assert not model.objects.exclude(interview__accession="OOU-2").exists()
    assert not any(settings.MEDIA_ROOT.iterdir())
    assert _numbers(report)["interviews"] == {"created": 1, "refused": 1}
    # Mended, it goes in.
    again = import_batch(make_batch(tmp_path / "mended"), publish=True)
    assert again.refused == []
    assert Interview.objects.public().filter(accession="OOU-1").exists()


ALONE = {
    "a theme under a theme": (
        {"themes.csv": SOUND["themes.csv"] + "why-x,why-war,,\n"}, "themes.csv", 4, "why-war"),
    "a theme under nothing": ({"themes.csv": SOUND["themes.csv"] + "how-x,how,,\n"}, "themes.csv", 4, "how"),
    "a theme twice": ({"themes.csv": SOUND["themes.csv"] + "why,,Чаму,Why\n"}, "themes.csv", 4, "line 3"),
    "a code that is a sentence": ({"themes.csv": SOUND["themes.csv"] + "why not,,,\n"}, "themes.csv", 4, "why not"),
    "a label too long": ({"themes.csv": SOUND["themes.csv"] + f"x,,,{'a' * 201}\n"}, "themes.csv", 4, "200"),
    "a term without forms": ({"glossary.csv": "key,be,en\na,,\n"}, "glossary.csv", 2, "form"),
    "a term of an unknown kind": ({"glossary.csv": "key,be,kind\na,б,thing\n"}, "glossary.csv", 2, "person"),
    "a term that is perhaps explained": ({"glossary.csv": "key,be,explained\na,б,so\n"}, "glossary.csv", 2, "yes, no"),
    "a term twice": ({"glossary.csv": "key,be\na,б\na,в\n"}, "glossary.csv", 3, "line 2"),
    "an unknown file": ({"notes.docx": "x"}, "notes.docx", 0, "interviews.csv"),
    "a media file that no row names": ({"media/two.wav": WAV}, "media/two.wav", 0, "recordings.csv"),
    "a transcript with another name": ({"transcripts/OOU-1.vtt": VTT}, "transcripts/OOU-1.vtt", 0, "OOU-7K3M.be.vtt"),
    "a transcript of no interview": ({"transcripts/OOU-9.be.vtt": VTT}, "transcripts/OOU-9.be.vtt", 0, "OOU-9"),
    "a coding of no interview": (
        {"codings.csv": SOUND["codings.csv"] + "OOU-9,why-war,,,,,\n"}, "codings.csv", 4, "OOU-9"),
    "a timed coding of an untimed text": (
        {"codings.csv": TIMED + "OOU-2,why-war,5,6\n"}, "codings.csv", 2, "no times"),
}  # fmt: skip


@pytest.mark.parametrize("name", ALONE)
def test_what_is_wrong_with_one_row_or_file_is_told_and_the_rest_goes_in(tmp_path, name):
    changes, file, line, said = ALONE[name]
    report = import_batch(make_batch(tmp_path / "batch", changes), publish=True)
    assert [(found.file, found.line) for found in report.refused] == [(file, line)]
    assert said in report.refused[0].message
    assert Interview.objects.filter(accession="OOU-1").exists()


def test_a_batch_of_codings_alone_finds_the_interviews_that_are_stored(folder, tmp_path):
    import_batch(folder)
    more = tmp_path / "more"
    more.mkdir()
    (more / "codings.csv").write_text("accession,theme,start,end,coder\nOOU-1,why-war,30,35,ВГ\n")
    assert _numbers(import_batch(more)) == {"codings": {"created": 1}}


def test_a_coding_past_the_end_is_kept_and_told(tmp_path):
    report = import_batch(make_batch(tmp_path / "batch", {"codings.csv": TIMED + "OOU-1,why-war,30,99\n"}))
    assert report.refused == []
    assert [(found.line, "00:00:40" in found.message) for found in report.notices if found.file == "codings.csv"] == [
        (2, True)
    ]
    assert Coding.objects.get().end_ms == 99_000


def test_the_same_coding_twice_is_one(tmp_path):
    table = TIMED + "OOU-1,why-war,0,5\nOOU-1,why-war,00:00:00.000,00:00:05\n"
    assert _numbers(import_batch(make_batch(tmp_path / "batch", {"codings.csv": table})))["codings"] == {
        "created": 1,
        "unchanged": 1,
    }


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1251", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_tables_of_spreadsheets_are_read(tmp_path, encoding, delimiter):
    title = "Апавяданне пра тое, як мы ўсе сышлі з той вайсковай часці і чаму гэта было важна для нас"
    rows = [["accession", "title", "language"], ["OOU-1", f'"{title}"', "be"], ["OOU-2", "Дарога дадому", "be"]]
    table = "\r\n".join(delimiter.join(row) for row in rows)
    report = import_batch(make_batch(tmp_path / "batch", {"interviews.csv": table.encode(encoding)}))
    assert report.refused == []
    assert Interview.objects.get(accession="OOU-1").title_be == title


def test_cells_stay_text(tmp_path):
    table = 'accession,title,language,summary\nOOU-1,=1+1,be,"two\nlines <b>""x""</b>"\nOOU-2,007,be,+375\n'
    import_batch(make_batch(tmp_path / "batch", {"interviews.csv": table}))
    one, two = Interview.objects.order_by("accession")
    assert (one.title_be, one.summary_be) == ("=1+1", 'two\nlines <b>"x"</b>')
    assert (two.title_be, two.summary_be) == ("007", "+375")


def test_the_line_of_a_row_counts_line_breaks_inside_cells(tmp_path):
    table = 'accession,title,language\nOOU-2,"а\nб\nв",be\nOOU-1,,be\n'
    report = import_batch(make_batch(tmp_path / "batch", {"interviews.csv": table}))
    assert ("interviews.csv", 5) in [(found.file, found.line) for found in report.refused]


def test_a_changed_media_file_replaces_the_old_one(folder):
    import_batch(folder)
    make_batch(folder, {"media/one.wav": WAV_TOO})
    assert _numbers(import_batch(folder))["recordings"] == {"updated": 1, "unchanged": 1}
    assert Recording.objects.get(part=1).file.read() == WAV_TOO


def test_a_media_file_that_was_lost_is_brought_back(folder, settings):
    import_batch(folder)
    shutil.rmtree(settings.MEDIA_ROOT / "OOU-1")
    import_batch(folder)
    assert Recording.objects.get(part=1).file.read() == WAV


def test_a_stored_file_is_not_exchanged_for_a_link(folder):
    import_batch(folder)
    make_batch(folder, {"recordings.csv": "accession,part,url\nOOU-1,1,https://a.org/1\n", "media/one.wav": None})
    assert [found.file for found in import_batch(folder).refused] == ["recordings.csv"]
    assert Recording.objects.get(part=1).file


def test_the_language_of_an_interview_with_transcripts_stays(folder):
    import_batch(folder)
    make_batch(folder, {"interviews.csv": HEAD + "OOU-1,Брама,ru\n"})
    assert ("interviews.csv", 2) in [(found.file, found.line) for found in import_batch(folder).refused]
    assert Interview.objects.get(accession="OOU-1").language == "be"


def test_a_batch_packed_with_its_folder_by_a_mac_goes_in(tmp_path):
    files = {f"batch/{name}": content for name, content in SOUND.items()}
    files |= {"__MACOSX/batch/._interviews.csv": b"\0\5", "batch/.DS_Store": b"\0"}
    assert import_batch(zipped(tmp_path / "batch.zip", files)).refused == []
    assert Interview.objects.count() == 2


def test_the_command_ends_with_an_error_if_anything_was_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    out, err = StringIO(), StringIO()
    folder = make_batch(tmp_path / "batch", {"transcripts/OOU-1.be.vtt": "WEBVTT\n"})
    with pytest.raises(CommandError) as refused:
        call_command("import_archive", str(folder), "--publish", stdout=out, stderr=err)
    assert refused.value.returncode == 1
    assert "transcripts/OOU-1.be.vtt" in err.getvalue()
    assert "interviews" in out.getvalue()


def test_the_command_reports_and_succeeds(folder, monkeypatch):
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    out = StringIO()
    call_command("import_archive", str(folder), "--dry-run", stdout=out)
    assert "Nothing was stored" in out.getvalue()
    call_command("import_archive", str(folder), stdout=out)
    assert Interview.objects.count() == 2


@pytest.mark.parametrize("name", ["nowhere", "file.txt"])
def test_a_path_that_is_no_batch_is_refused(tmp_path, name):
    (tmp_path / "file.txt").write_text("x")
    (found,) = import_batch(tmp_path / name).refused
    assert name in found.file
    (found,) = import_batch(make_batch(tmp_path / "b", dict.fromkeys(SOUND))).refused
    assert "interviews.csv" in found.message


def test_the_provenance_of_a_stored_transcript_can_be_told_without_its_file(folder, tmp_path):
    import_batch(folder)
    more = tmp_path / "more"
    more.mkdir()
    (more / "transcripts.csv").write_text("accession,language,provenance\nOOU-1,en,corrected\nOOU-1,be,reviewed\n")
    assert _numbers(import_batch(more)) == {"transcripts": {"updated": 1, "unchanged": 1}}
    assert Transcript.objects.get(language="en").provenance == "corrected"


def test_a_transcript_whose_words_are_in_another_language_than_its_name_says_is_told(tmp_path):
    english = (
        "WEBVTT\n\n00:00:00.000 --> 00:00:20.000\n" + "We left the barracks in the morning and never came back. " * 5
    )
    report = import_batch(make_batch(tmp_path / "batch", {"transcripts/OOU-2.be.txt": english}))
    assert report.refused == []
    assert ["en" in found.message for found in report.notices if found.file == "transcripts/OOU-2.be.txt"] == [True]


def test_a_series_may_have_a_code_and_its_texts_as_tables(tmp_path):
    toml = '[series]\ncode = "adzin-z-nas"\n[series.title]\nbe = "Адзін з нас"\n[series.notice]\nuk = "Зразок."\n'
    assert import_batch(make_batch(tmp_path / "batch", {"batch.toml": toml})).refused == []
    series = Series.objects.get()
    assert (series.code, series.title_be, series.notice_uk) == ("adzin-z-nas", "Адзін з нас", "Зразок.")
    assert series.interviews.count() == 2
