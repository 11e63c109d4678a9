"""An import never raises the visibility of a record that exists."""

from datetime import date
from itertools import product

import pytest
from django.utils.translation import override

from interviews.exchange.batch import import_batch
from interviews.exchange.visibility import Access, lowered
from interviews.models import Coding, Interview, Theme, Transcript
from interviews.states import Consent, Release, Workflow
from tests.batches import SOUND, VTT, make_batch
from tests.factories import HIDDEN_STATES, make_coding, make_interview


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


TODAY = date(2030, 5, 1)
PAST, FUTURE, LATER = date(2029, 1, 1), date(2031, 1, 1), date(2032, 1, 1)
EMBARGOES = [(None, False), (PAST, False), (FUTURE, False), (LATER, False), (None, True)]
OPENNESS = {
    "consent": ["withdrawn", "pending", "granted"],
    "release": ["closed", "researchers", "public"],
    "embargo_until": [(None, True), (LATER, False), (FUTURE, False), (PAST, False), (None, False)],
}


def _cases():
    for column, order in OPENNESS.items():
        for stored, wanted in product(range(len(order)), repeat=2):
            yield (
                column,
                order[stored],
                order[wanted],
                wanted > stored
                and {order[stored], order[wanted]}
                != {
                    (PAST, False),
                    (None, False),
                },
            )


@pytest.mark.parametrize(("column", "stored", "wanted", "kept"), list(_cases()))
def test_no_dimension_opens_and_each_may_close(column, stored, wanted, kept):
    def access(value):
        if column == "embargo_until":
            return Access("granted", "public", *value)
        return Access(**{"consent": "granted", "release": "public"} | {column: value})

    given, left_alone = lowered(access(stored), access(wanted), on=TODAY)
    assert given == access(stored if kept else wanted)
    assert left_alone == ((column,) if kept else ())


HEAD = "accession,title,language,consent,release,embargo_until\n"
ROWS = [
    f"OOU-1,Брама,be,{consent},{release},{embargo}\n"
    for consent, release, embargo in product(
        ["", *Consent.values], ["", *Release.values], ["", "2001-01-01", "2999-01-01", "open"]
    )
]


@pytest.mark.django_db
@pytest.mark.parametrize("state", HIDDEN_STATES)
def test_no_row_makes_a_hidden_record_public(tmp_path, state):
    interview = make_interview(["слова"], accession="OOU-1", state=HIDDEN_STATES[state])
    for row in ROWS:
        import_batch(
            make_batch(tmp_path / "batch", dict.fromkeys(SOUND) | {"interviews.csv": HEAD + row}), publish=True
        )
        assert not Interview.objects.public().exists(), row
        assert not Interview.objects.get(pk=interview.pk).was_public


@pytest.mark.django_db
@pytest.mark.parametrize("workflow", Workflow.values)
def test_publishing_leaves_records_that_exist_as_they_are(tmp_path, workflow):
    make_interview(accession="OOU-1", state={"workflow": workflow, "consent": "granted", "release": "public"})
    report = import_batch(make_batch(tmp_path / "batch"), publish=True)
    assert Interview.objects.get(accession="OOU-1").workflow == workflow
    assert Interview.objects.get(accession="OOU-2").workflow == "published"
    told = [found for found in report.notices if "draft" in found.message and found.file == "interviews.csv"]
    assert bool(told) == (workflow != "published")


@pytest.mark.django_db
def test_a_withdrawn_record_stays_withdrawn_and_the_import_succeeds(tmp_path):
    import_batch(make_batch(tmp_path / "batch"), publish=True)
    Interview.objects.filter(accession="OOU-1").update(consent="withdrawn")
    report = import_batch(make_batch(tmp_path / "batch"), publish=True)
    assert report.refused == []
    assert [(f.file, f.line) for f in report.notices if "consent" in f.message] == [("interviews.csv", 2)]
    assert Interview.objects.get(accession="OOU-1").consent == "withdrawn"


@pytest.mark.django_db
def test_an_import_may_close_what_is_open(tmp_path):
    import_batch(make_batch(tmp_path / "batch"), publish=True)
    row = "OOU-1,Брама,be,withdrawn,closed,open\n"
    import_batch(make_batch(tmp_path / "batch", {"interviews.csv": HEAD + row}))
    interview = Interview.objects.get(accession="OOU-1")
    assert (interview.consent, interview.release, interview.embargo_open) == ("withdrawn", "closed", True)


@pytest.mark.django_db
def test_an_empty_cell_leaves_consent_and_release_alone(tmp_path):
    import_batch(make_batch(tmp_path / "batch"), publish=True)
    import_batch(make_batch(tmp_path / "batch", {"interviews.csv": HEAD + "OOU-1,Брама,be,,,\n"}))
    assert Interview.objects.get(accession="OOU-1").is_public()


@pytest.mark.django_db
def test_a_new_transcript_of_a_published_record_is_a_draft_and_told(tmp_path):
    import_batch(make_batch(tmp_path / "batch"), publish=True)
    report = import_batch(make_batch(tmp_path / "batch", {"transcripts/OOU-1.ru.vtt": VTT}), publish=True)
    assert Transcript.objects.get(interview__accession="OOU-1", language="ru").workflow == "draft"
    assert any(found.file == "transcripts/OOU-1.ru.vtt" and "draft" in found.message for found in report.notices)


@pytest.mark.django_db
def test_a_hidden_transcript_stays_hidden_when_its_file_changes(tmp_path):
    import_batch(make_batch(tmp_path / "batch"), publish=True)
    Transcript.objects.filter(interview__accession="OOU-1", language="be").update(workflow="hidden")
    import_batch(
        make_batch(tmp_path / "batch", {"transcripts/OOU-1.be.vtt": VTT.replace("доўгі", "кароткі")}), publish=True
    )
    assert Transcript.objects.get(interview__accession="OOU-1", language="be").workflow == "hidden"


@pytest.mark.django_db
def test_text_that_a_person_checked_is_not_replaced_by_machine_text(tmp_path):
    import_batch(make_batch(tmp_path / "batch"), publish=True)
    transcript = Transcript.objects.get(interview__accession="OOU-1", language="en")
    transcript.segments.filter(position=0).update(text="The first day was very long.")
    Transcript.objects.filter(pk=transcript.pk).update(provenance="corrected")
    report = import_batch(make_batch(tmp_path / "batch"))
    assert report.refused == []
    assert any(found.file == "transcripts/OOU-1.en.vtt" for found in report.notices)
    assert transcript.segments.get(position=0).text == "The first day was very long."


@pytest.mark.django_db
def test_words_that_were_taken_out_stay_out_and_the_interview_is_refused(tmp_path):
    import_batch(make_batch(tmp_path / "batch"), publish=True)
    transcript = Transcript.objects.get(interview__accession="OOU-1", language="be")
    transcript.segments.filter(position=1).update(text="Потым […] сышоў.")
    report = import_batch(make_batch(tmp_path / "batch"), publish=True)
    assert [found.file for found in report.refused] == ["transcripts/OOU-1.be.vtt"]
    assert transcript.segments.get(position=1).text == "Потым […] сышоў."


@pytest.mark.django_db
@pytest.mark.parametrize("status", ["proposed", "rejected"])
def test_a_coding_that_was_not_accepted_is_not_accepted_by_an_import(tmp_path, status):
    import_batch(make_batch(tmp_path / "batch"), publish=True)
    Coding.objects.update(status=status)
    import_batch(make_batch(tmp_path / "batch"), publish=True)
    assert set(Coding.objects.values_list("status", flat=True)) == {status}


@pytest.mark.django_db
def test_a_hidden_theme_stays_hidden_under_whatever_question(tmp_path):
    interview = make_interview(["слова"])
    make_coding(interview, "old-war")
    Theme.objects.filter(code="old").update(is_public=False)
    table = "code,parent,label_en\nwhy,,Why\nold-war,why,War\n"
    import_batch(make_batch(tmp_path / "batch", {"themes.csv": table, "codings.csv": None}))
    assert not Coding.objects.public().exists()
    Theme.objects.filter(code="why").update(retired=True)
    import_batch(make_batch(tmp_path / "batch", {"codings.csv": None}))
    assert Theme.objects.get(code="why").retired
