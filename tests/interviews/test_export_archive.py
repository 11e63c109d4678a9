"""export_archive: what goes out as a batch comes in as the same records, and nobody sees more of them there."""

import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from interviews.exchange.batch import import_batch
from interviews.exchange.taking_out import export_batch
from interviews.models import (
    Coding,
    ConsentScope,
    ContentWarning,
    GlossaryTerm,
    Interview,
    Recording,
    Redaction,
    RedactionDecision,
    Segment,
    Series,
    Theme,
    Transcript,
)
from tests.batches import make_batch

pytestmark = pytest.mark.django_db

STATE = {
    Interview: ("accession", "title_be", "title_en", "narrator__name", "left_on", "rank__code", "consent", "release"),
    Transcript: ("interview__accession", "language", "kind", "provenance", "workflow"),
    Segment: ("transcript__language", "position", "speaker", "start_ms", "end_ms", "text", "marks"),
    Theme: ("code", "parent__code", "label_be", "position"),
    Coding: ("theme__code", "start_ms", "end_ms", "coder", "note", "gist_en", "status"),
    ContentWarning: ("interview__accession", "kind", "start_ms", "end_ms", "first_position", "is_shown"),
    ConsentScope: ("interview__accession", "languages", "heard", "until", "note"),
    Recording: ("part", "url", "offset_ms", "duration_ms", "media_type"),
    GlossaryTerm: ("key", "forms_be", "kind", "definition_en"),
    Series: ("code", "title_be", "notice_en"),
}


def _state() -> dict[str, list]:
    return {model.__name__: sorted(map(repr, model.objects.values_list(*fields))) for model, fields in STATE.items()}


def _purge() -> None:
    for model in (Coding, Transcript, ContentWarning, ConsentScope, Recording, Interview, GlossaryTerm, Series):
        model.objects.all().delete()
    Theme.objects.filter(parent__isnull=False).delete()
    Theme.objects.all().delete()


@pytest.fixture
def archive(tmp_path):
    warnings = "accession,kind,start,end,first,last\nOOU-1,death,5,20,,\nOOU-2,violence,,,2,3\n"
    import_batch(make_batch(tmp_path / "batch", {"warnings.csv": warnings}), publish=True)
    one = Interview.objects.get(accession="OOU-1")
    ConsentScope.objects.create(
        interview=one, languages=["be", "en"], heard="pictures", until=date(2999, 1, 1), note="Ask before a book."
    )
    ContentWarning.objects.create(interview=one, kind="torture", start_ms=20_000, end_ms=30_000, is_shown=False)
    Interview.objects.filter(accession="OOU-1").update(title_en="=1+1")
    return one


def test_what_goes_out_comes_in_as_it_was(archive, tmp_path):
    before = _state()
    assert export_batch(tmp_path / "out", list(Interview.objects.all())) == []
    assert "'=1+1" in (tmp_path / "out/interviews.csv").read_text()
    assert import_batch(tmp_path / "out").total("updated") == 0
    _purge()
    report = import_batch(tmp_path / "out", publish=True)
    assert report.refused == []
    assert _state() == before


def test_what_is_withheld_here_does_not_go_out(archive, tmp_path):
    Transcript.objects.filter(interview=archive, language="en").update(workflow="hidden")
    Interview.objects.filter(accession="OOU-2").update(workflow="draft")
    Coding.objects.filter(interview=archive).update(status="proposed", note="unheard-of")
    hidden = Theme.objects.create(code="why-hidden", parent=Theme.objects.get(code="why"), is_public=False)
    Coding.objects.create(
        interview=archive, theme=hidden, start_ms=0, end_ms=5, status="accepted", gist_en="unheard-of"
    )
    redaction = Redaction.objects.create(
        interview=archive, start_ms=1_000, end_ms=2_000, spans=[[1_000, 2_000]], reason="family"
    )
    RedactionDecision.objects.create(
        redaction=redaction, transcript=archive.transcripts.get(language="be"), outcome="undecided"
    )
    left_out = export_batch(tmp_path / "out", list(Interview.objects.all()))
    files = {str(path.relative_to(tmp_path / "out")) for path in (tmp_path / "out").rglob("*") if path.is_file()}
    assert not any(name.startswith(("transcripts", "media", "codings")) for name in files)
    assert "OOU-2" not in (tmp_path / "out/interviews.csv").read_text()
    assert all(b"unheard-of" not in (tmp_path / "out" / name).read_bytes() for name in files)
    assert len(left_out) == 2


def test_the_command_names_records_takes_drafts_and_writes_into_no_folder_with_files(archive, tmp_path):
    Interview.objects.filter(accession="OOU-2").update(workflow="draft")
    out = StringIO()
    call_command("export_archive", tmp_path / "out", "OOU-2", "--drafts", stdout=out)
    assert "1 record" in out.getvalue()
    told = json.loads((tmp_path / "out/transcripts/OOU-2.be.json").read_text())
    assert [one["speaker"] for one in told["segments"]] == ["Журналіст", "Ігар", "Журналіст"]
    assert (tmp_path / "out").stat().st_mode & 0o077 == 0
    for arguments in ([tmp_path / "out"], [tmp_path / "new", "OOU-9"]):
        with pytest.raises(CommandError):
            call_command("export_archive", *arguments)
