"""An import never brings back what was taken out: not by times of recordings, not by sentences of codings."""

import pytest
from django.core.management import CommandError, call_command

from interviews.models import Coding, Recording
from tests.factories import make_coding
from tests.interviews.withholding.test_redacting import anna, interview_in_two, take_out
from tests.interviews.withholding.test_redacting_recordings import recording, served

__all__ = ["anna"]
pytestmark = pytest.mark.django_db
ADDRESS = "https://example.org/v"


def bring_in(folder, name: str, *rows: str) -> None:
    (folder / name).write_text("\n".join(rows) + "\n")
    try:
        call_command("import_archive", str(folder), verbosity=0)
    except (CommandError, SystemExit):
        return


@pytest.mark.parametrize("times", ["3600,", "0,10"])
def test_new_times_of_a_recording_never_serve_what_is_heard_in_it(anna, tmp_path, times):
    interview = interview_in_two()
    recording(interview, file="", url=ADDRESS)
    take_out(interview, anna, be="паехаў", en="went", position=1)
    bring_in(
        tmp_path, "recordings.csv", "accession,part,url,offset,duration", f"{interview.accession},1,{ADDRESS},{times}"
    )
    assert served(interview) == []


def test_new_times_of_a_recording_that_stays_withheld_are_taken(anna, tmp_path):
    interview = interview_in_two()
    recording(interview, file="", url=ADDRESS)
    take_out(interview, anna)
    bring_in(tmp_path, "recordings.csv", "accession,part,url,duration", f"{interview.accession},1,{ADDRESS},90")
    assert Recording.objects.get(interview=interview).duration_ms == 90_000


GISTS = "accession,theme,start,end,coder,gist_en"


def test_a_new_sentence_about_the_stretch_waits_as_proposed(anna, tmp_path):
    interview = interview_in_two(themes=["why-war"])
    take_out(interview, anna)
    bring_in(tmp_path, "codings.csv", GISTS, f"{interview.accession},why-war,0,20,Z,Ales tells")
    assert Coding.objects.get(gist_en="Ales tells").status == "proposed"


def test_an_older_sentence_does_not_take_the_place_of_one_that_was_kept(anna, tmp_path):
    interview = interview_in_two()
    kept = make_coding(interview, "why-war", start_ms=0, end_ms=20_000, gist_en="He tells", coder="Z")
    take_out(interview, anna, keep_gists=[kept.pk])
    bring_in(tmp_path, "codings.csv", GISTS, f"{interview.accession},why-war,0,20,Z,Ales tells")
    assert not Coding.objects.public().filter(gist_en__contains="Ales").exists()


@pytest.mark.parametrize("row", ["20,40,Z,Then he left", "0,20,Z,"])
def test_a_coding_that_can_tell_nothing_of_it_is_accepted_as_ever(anna, tmp_path, row):
    interview = interview_in_two(themes=["why-war"])
    take_out(interview, anna)
    bring_in(tmp_path, "codings.csv", GISTS, f"{interview.accession},why-war,{row}")
    assert Coding.objects.get(interview=interview, coder="Z").status == "accepted"
