"""import_archive: content warnings, and what the consent covers; neither is ever opened by an import."""

from datetime import date

import pytest
from django.utils.translation import override

from interviews.exchange.batch import import_batch
from interviews.models import ConsentScope, ContentWarning, Interview, Redaction
from tests.batches import make_batch

pytestmark = pytest.mark.django_db
HEADER = "accession,title,language,consent,release,consent_languages,consent_heard,consent_until,consent_note\n"
KINDS = "accession,kind,start,end,first,last,shown\n"


@pytest.fixture(autouse=True)
def in_english():
    with override("en"):
        yield


def _with_consent(cells: str) -> dict[str, str]:
    rows = f"OOU-1,Брама,be,granted,public,{cells}\nOOU-2,Дарога,be,granted,public,,,,\n"
    return {"interviews.csv": HEADER + rows}


def _warned(accession: str) -> list[tuple]:
    fields = ("kind", "start_ms", "end_ms", "first_position", "last_position", "is_shown")
    return list(ContentWarning.objects.filter(interview__accession=accession).values_list(*fields))


def _scope() -> ConsentScope:
    return ConsentScope.objects.get(interview__accession="OOU-1")


def test_warnings_stand_at_times_or_at_passages_where_there_are_none(tmp_path):
    table = KINDS + "OOU-1,death,5,20,,,\nOOU-2,violence,,,2,3,\n"
    assert import_batch(make_batch(tmp_path / "batch", {"warnings.csv": table})).counts["warnings"] == {"created": 2}
    assert _warned("OOU-1") == [("death", 5_000, 20_000, None, None, True)]
    assert _warned("OOU-2") == [("violence", None, None, 1, 2, True)]


@pytest.mark.parametrize(
    ("row", "part"),
    {
        "an unknown kind": ("OOU-1,boredom,1,2,,,", "torture"),
        "no stretch": ("OOU-1,death,,,,,", "start and end"),
        "a stretch told twice": ("OOU-1,death,1,2,1,2,", "start and end"),
        "an end before the beginning": ("OOU-1,death,5,4,,,", "later end"),
        "passages where there are times": ("OOU-1,death,,,1,2,", "has times"),
        "times where there are none": ("OOU-2,death,1,2,,,", "no times"),
        "a last passage before the first": ("OOU-2,death,,,2,1,", "first passage"),
        "no such answer": ("OOU-1,death,1,2,,,perhaps", "shown"),
    }.values(),
)
def test_a_warning_that_cannot_be_placed_keeps_its_interview_out(tmp_path, row, part):
    report = import_batch(make_batch(tmp_path / "batch", {"warnings.csv": f"{KINDS}{row}\n"}))
    assert [(found.file, found.line) for found in report.refused] == [("warnings.csv", 2)]
    assert part in report.refused[0].message
    assert not Interview.objects.filter(accession=row[:5]).exists()


def test_a_warning_that_waits_is_not_shown_by_an_import_and_one_that_is_shown_may_be_hidden(tmp_path):
    waiting, shown = KINDS + "OOU-1,death,5,20,,,no\n", KINDS + "OOU-1,death,5,20,,,yes\n"
    import_batch(make_batch(tmp_path / "batch", {"warnings.csv": waiting}))
    report = import_batch(make_batch(tmp_path / "batch", {"warnings.csv": shown}))
    assert _warned("OOU-1") == [("death", 5_000, 20_000, None, None, False)]
    assert [note.line for note in report.notices if note.file == "warnings.csv"] == [2]
    ContentWarning.objects.update(is_shown=True)
    assert import_batch(make_batch(tmp_path / "batch", {"warnings.csv": waiting})).counts["warnings"]["updated"] == 1
    assert _warned("OOU-1") == [("death", 5_000, 20_000, None, None, False)]


def test_a_warning_over_words_that_were_taken_out_waits(tmp_path):
    import_batch(make_batch(tmp_path / "batch"))
    Redaction.objects.create(
        interview=Interview.objects.get(accession="OOU-1"), start_ms=8_000, end_ms=9_000, reason="family"
    )
    table = KINDS + "OOU-1,death,5,20,,,\nOOU-1,torture,20,40,,,\n"
    report = import_batch(make_batch(tmp_path / "batch", {"warnings.csv": table}))
    assert {(kind, shown) for kind, *_place, shown in _warned("OOU-1")} == {("death", False), ("torture", True)}
    assert [note.line for note in report.notices if note.file == "warnings.csv"] == [2]


def test_what_the_consent_covers_comes_in_with_a_new_record(tmp_path):
    files = _with_consent("en|be,pictures,2999-12-31,Ask before a book.")
    assert import_batch(make_batch(tmp_path / "batch", files), publish=True).refused == []
    scope = _scope()
    assert (scope.languages, scope.heard, scope.until) == (["be", "en"], "pictures", date(2999, 12, 31))
    assert scope.note == "Ask before a book."
    assert Interview.objects.public().filter(accession="OOU-1").exists()
    assert not ConsentScope.objects.filter(interview__accession="OOU-2").exists()
    again = import_batch(make_batch(tmp_path / "batch", files), publish=True)
    assert again.total("updated") == 0
    assert "interviews.csv" not in {note.file for note in again.notices}


@pytest.mark.parametrize(
    "cells",
    {
        "a language": "be,pictures,,",
        "the face": "be|en,sound,,",
        "the voice": "be|en,text,,",
        "a time that is over": "be|en,pictures,2020-01-01,",
    }.values(),
)
def test_a_batch_that_holds_more_than_the_consent_covers_is_not_published(tmp_path, cells):
    report = import_batch(make_batch(tmp_path / "batch", _with_consent(cells)), publish=True)
    assert report.refused == []
    assert Interview.objects.get(accession="OOU-1").workflow == "draft"
    assert not Interview.objects.get(accession="OOU-1").was_public
    assert Interview.objects.get(accession="OOU-2").workflow == "published"
    assert [note.line for note in report.notices if note.file == "interviews.csv"] == [2]


def test_an_import_narrows_what_the_consent_covers_and_never_widens_it(tmp_path):
    import_batch(make_batch(tmp_path / "batch", _with_consent("be|en,sound,2030-06-01,")))
    report = import_batch(make_batch(tmp_path / "batch", _with_consent("be|ru,pictures,2031-01-01,")))
    assert (_scope().languages, _scope().heard, _scope().until) == (["be"], "sound", date(2030, 6, 1))
    assert [note.line for note in report.notices if note.file == "interviews.csv"] == [2]
    ConsentScope.objects.all().delete()
    report = import_batch(make_batch(tmp_path / "batch", _with_consent("be,text,,")))
    assert not ConsentScope.objects.exists()
    assert [note.line for note in report.notices if note.file == "interviews.csv"] == [2]


@pytest.mark.parametrize("cells", ["fr,text,,", ",text,,", "be,shouting,,", "be,text,June,"])
def test_a_cover_that_cannot_be_read_keeps_its_record_out(tmp_path, cells):
    report = import_batch(make_batch(tmp_path / "batch", _with_consent(cells)))
    assert [(found.file, found.line) for found in report.refused] == [("interviews.csv", 2)]
    assert not Interview.objects.filter(accession="OOU-1").exists()


def test_what_the_table_has_no_column_for_stays_as_it_is(tmp_path):
    import_batch(make_batch(tmp_path / "batch", _with_consent("en|be,pictures,2999-12-31,Ask before a book.")))
    table = "accession,title,language,consent_languages\nOOU-1,Адзін,be,be\n"
    report = import_batch(make_batch(tmp_path / "batch", {"interviews.csv": table}))
    assert report.refused == []
    assert "interviews.csv" not in {note.file for note in report.notices}
    scope = _scope()
    assert (scope.languages, scope.heard, scope.note) == (["be"], "pictures", "Ask before a book.")
    assert scope.until == date(2999, 12, 31)


def test_a_warning_comes_before_its_transcript(tmp_path):
    batch = make_batch(tmp_path / "batch", {"warnings.csv": KINDS + "OOU-1,death,5,20,,,\n"})
    for path in (batch / "transcripts").iterdir():
        path.unlink()
    for name in ("codings.csv", "transcripts.csv"):
        (batch / name).unlink(missing_ok=True)
    assert [one.message for one in import_batch(batch).refused if one.file == "warnings.csv"] == []
    assert _warned("OOU-1") == [("death", 5_000, 20_000, None, None, True)]
