"""Translating passage by passage: side by side at the desk, and what readers see of it."""

import re

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.utils.translation import override

from interviews import exporting, versions
from interviews.desk.correcting import correct, fingerprint
from interviews.desk.translating import work_on
from interviews.models import RedactionDecision, Segment, Transcript
from interviews.withholding import gaps, redacting
from interviews.withholding.redacting import Choice
from tests.factories import make_interview, make_transcript
from tests.interviews.desk_pages import page as address

pytestmark = pytest.mark.django_db
WORDS = ["Першы.", "Другі.", "Трэці."]


@pytest.fixture
def interview():
    return make_interview(WORDS, accession="OOU-WORK", speakers=("Вядучы", "Апавядальнік"))


def page_of(client, show=""):
    return client.get(address("translate", "OOU-WORK", "en"), {"show": show})


def save(client, position, text, number=0, **changes):
    """Send what a browser would send from the form of a passage."""
    for page in (1, 2):
        answer = client.get(address("translate", "OOU-WORK", "en"), {"page": page})
        lines = {line.row.original.position: line for line in answer.context["lines"]}
        if position in lines:
            break
    form = lines[position].forms[number]
    data = {name: form[name].value() or "" for name in form.fields} | {"text": text} | changes
    return client.post(address("translate_passage", "OOU-WORK", "en", position), data)


def texts(language="en"):
    rows = Segment.objects.filter(transcript__language=language).order_by("position")
    return [(one.position, one.moment, one.text) for one in rows]


def statuses(interview, language="en"):
    return [row.status.value for row in work_on(interview, language).rows]


def test_a_translation_begins_with_the_first_passage_and_as_a_draft(archivist_client, interview):
    assert "begins it, as a draft" in page_of(archivist_client).content.decode()
    assert not Transcript.objects.filter(language="en").exists()
    answer = save(archivist_client, 1, "Second.")
    assert answer.url.endswith("?at=2#next")
    made = Transcript.objects.get(language="en")
    assert (made.kind, made.provenance, made.workflow, made.made_from) == ("translation", "corrected", "draft", 1)
    assert statuses(interview) == ["untranslated", "done", "untranslated"]
    segment = made.segments.get()
    assert (segment.start_ms, segment.end_ms, segment.marks) == (20_000, 40_000, [[0, 20_000, 40_000]])


def test_passages_stand_in_the_order_of_the_original_whatever_the_order_of_the_work(archivist_client, interview):
    for position, text in ((2, "Third."), (0, "First."), (1, "Second.")):
        save(archivist_client, position, text)
    assert texts() == [(0, 0, "First."), (1, 1, "Second."), (2, 2, "Third.")]
    assert [entry.change_message for entry in LogEntry.objects.all()] == ["translated"] * 3
    assert Transcript.objects.get(language="en").versions.count() == 1  # one sitting over one draft


def test_a_speaker_is_called_as_the_translation_called_them_before(archivist_client, interview):
    save(archivist_client, 0, "First.")
    Segment.objects.filter(transcript__language="en").update(speaker="Interviewer")
    save(archivist_client, 1, "Second.")
    save(archivist_client, 2, "Third.")
    names = list(Segment.objects.filter(transcript__language="en").values_list("speaker", flat=True))
    assert names == ["Interviewer", "Апавядальнік", "Interviewer"]


def test_the_filter_keeps_what_is_still_to_do(archivist_client, interview):
    save(archivist_client, 1, "Second.")
    shown = [line.row.original.position for line in page_of(archivist_client, "untranslated").context["lines"]]
    assert shown == [0, 2]
    assert "1 of 3 passages" in page_of(archivist_client).content.decode()


def test_two_people_in_one_passage_lose_nothing(archivist_client, client, person, interview):
    other = Client()
    other.force_login(person("editor"))
    line = page_of(other).context["lines"][0]
    old = {name: line.forms[0][name].value() or "" for name in line.forms[0].fields}
    save(archivist_client, 0, "Mine.")
    answer = other.post(address("translate_passage", "OOU-WORK", "en", 0), old | {"text": "Theirs."})
    assert answer.status_code == 422
    assert "Theirs." in answer.content.decode()
    assert answer.context["lines"][0].now == "Mine."
    assert "Mine." in answer.content.decode()
    assert '<a href="#next">Passage 1</a>' in answer.content.decode()
    assert [text for *_, text in texts()] == ["Mine."]
    again = answer.context["lines"][0].forms[0]
    data = {name: again[name].value() or "" for name in again.fields}
    other.post(address("translate_passage", "OOU-WORK", "en", 0), data)
    assert [text for *_, text in texts()] == ["Theirs."]


def test_an_original_that_changed_meanwhile_is_told(archivist_client, interview):
    line = page_of(archivist_client).context["lines"][0]
    old = {name: line.forms[0][name].value() or "" for name in line.forms[0].fields}
    said = interview.transcripts.get().segments.get(position=0)
    correct(said, "Зусім першы.", opened_on=fingerprint(said.text))
    answer = archivist_client.post(address("translate_passage", "OOU-WORK", "en", 0), old | {"text": "First."})
    assert answer.status_code == 422
    assert "Зусім першы." in answer.content.decode()
    assert texts() == []


def test_nothing_is_saved_without_words(archivist_client, interview):
    assert save(archivist_client, 0, "  ").status_code == 422
    assert not Transcript.objects.filter(language="en").exists()


@pytest.mark.parametrize("by_desk", [True, False])
def test_a_change_of_the_original_is_told_passage_by_passage_until_somebody_looked(
    archivist_client, interview, by_desk
):
    if by_desk:
        for position, text in enumerate(("First.", "Second.", "Third.")):
            save(archivist_client, position, text)
    else:
        make_transcript(interview, "en", ["First.", "Second.", "Third."])
        Transcript.objects.filter(language="en").update(made_from=1)
    original = interview.transcripts.get(language="be")
    for position in (0, 2):
        said = original.segments.get(position=position)
        correct(said, said.text.replace(".", " раз."), opened_on=fingerprint(said.text))
    assert statuses(interview) == ["changed", "done", "changed"]
    text = page_of(archivist_client, "changed").content.decode()
    assert "<del>Першы.</del>" in text
    assert "<ins>Першы раз.</ins>" in text
    where = address("translate_passage", "OOU-WORK", "en", 0)
    archivist_client.post(where, {"do": "right", "original_on": "other words"})
    assert statuses(interview) == ["changed", "done", "changed"]
    archivist_client.post(where, {"do": "right", "original_on": fingerprint("Першы раз.")})
    assert statuses(interview) == ["done", "done", "changed"]
    assert versions.is_outdated(Transcript.objects.get(language="en"), Transcript.objects.get(language="be"))
    save(archivist_client, 2, "Third time.")
    assert statuses(interview) == ["done", "done", "done"]
    assert not versions.is_outdated(Transcript.objects.get(language="en"), Transcript.objects.get(language="be"))


def test_machine_passages_are_marked_until_somebody_looked(archivist_client, interview):
    make_transcript(interview, "en", ["First.", "Second.", "Third."])
    Transcript.objects.filter(language="en").update(provenance="machine")
    assert statuses(interview) == ["machine"] * 3
    save(archivist_client, 0, "First!")
    said = {"do": "right", "original_on": fingerprint("Другі.")}
    archivist_client.post(address("translate_passage", "OOU-WORK", "en", 1), said)
    assert statuses(interview) == ["done", "done", "machine"]


def test_signs_of_words_that_were_taken_out_stay(archivist_client, interview, person, seal_key):
    original = interview.transcripts.get()
    choices = [Choice(original, {0: [(0, 5)]})]
    redacting.redact(interview, person("editor"), reason="other", choices=choices, seen=interview.revision)
    answer = save(archivist_client, 0, "First.")
    assert answer.status_code == 422
    assert texts() == []
    save(archivist_client, 0, "[…].")
    save(archivist_client, 1, "Second.")
    assert [text for *_, text in texts()] == ["[…].", "Second."]
    assert RedactionDecision.objects.get(transcript__language="en").outcome == "undecided"


def test_places_of_sealed_words_move_with_their_passage(archivist_client, interview, person, seal_key):
    made = make_transcript(interview, "en", ["Second."])
    made.segments.update(moment=1, start_ms=20_000, end_ms=40_000)
    choices = [
        Choice(one, {1: [(0, 6)]} if one.language == "be" else {0: [(0, 6)]}) for one in interview.transcripts.all()
    ]
    interview.refresh_from_db()
    redacting.redact(interview, person("editor"), reason="other", choices=choices, seen=interview.revision)
    save(archivist_client, 0, "First.")
    (gap,) = gaps.of(made)
    segment = made.segments.get(position=gap.position)
    assert segment.text[gap.offset :].startswith("[…]")
    assert segment.moment == 1


def test_readers_see_the_original_where_nothing_is_translated(archivist_client, client, interview):
    save(archivist_client, 1, "Second.")
    Transcript.objects.filter(language="en").update(workflow="published")
    text = client.get("/en/interviews/OOU-WORK/?transcript=en").content.decode()
    assert text.index("Першы.") < text.index("Second.") < text.index("Трэці.")
    assert '<p class="passage-text" lang="be">Першы.</p>' in text
    assert text.count("not translated yet; as spoken") == 2
    Transcript.objects.filter(language="be").update(workflow="hidden")
    assert "Першы." not in client.get("/en/interviews/OOU-WORK/?transcript=en").content.decode()


def test_what_a_machine_translated_is_told_from_what_it_heard(client, interview):
    made = make_transcript(interview, "en", ["First.", "Second.", "Third."])
    Transcript.objects.update(provenance="machine")
    told = {}
    for language, transcript in (("en", made), ("be", interview.transcripts.get(language="be"))):
        transcript.refresh_from_db()
        for code in ("be", "ru", "uk", "en"):
            with override(code):
                told[language, code] = exporting.colophon(transcript).about
        text = client.get(f"/en/interviews/OOU-WORK/?transcript={language}").content.decode()
        assert ("Translated by a machine" in text) == (language == "en")
    assert "Machine translation, not checked" in told["en", "en"]
    assert all(told["en", code] != told["be", code] for code in ("be", "ru", "uk", "en"))
    data = client.get("/api/v1/interviews/OOU-WORK/transcripts/en").json()
    assert (data["kind"], data["provenance"]) == ("translation", "machine")


def test_the_page_of_the_record_tells_how_far_each_translation_is(archivist_client, interview):
    save(archivist_client, 1, "Second.")
    text = archivist_client.get(address("interview", "OOU-WORK")).content.decode()
    assert "1 of 3 passages" in text
    assert address("translate", "OOU-WORK", "ru") in text


def test_the_language_of_the_original_is_not_translated_into(archivist_client, interview):
    for language in ("be", "xx"):
        assert archivist_client.get(address("translate", "OOU-WORK", language)).status_code == 404
    assert archivist_client.post(address("translate_passage", "OOU-WORK", "en", 9), {"text": "x"}).status_code == 404


def test_hostile_words_stay_words_on_the_page(archivist_client):
    hostile = "<script>alert(1)</script>\"><img src=x onerror='alert(2)'>"
    make_interview([hostile, hostile], accession="OOU-WORK", translations={"en": [hostile]}, speakers=(hostile,))
    text = page_of(archivist_client).content.decode()
    assert "<script>alert" not in text
    assert "<img" not in text


def test_without_times_a_translation_made_here_is_known_passage_by_passage(archivist_client, client):
    interview = make_interview(WORDS, accession="OOU-WORK", timed=False)
    save(archivist_client, 1, "Second.")
    assert statuses(interview) == ["untranslated", "done", "untranslated"]
    Transcript.objects.filter(language="en").update(workflow="published")
    assert "Першы." in client.get("/en/interviews/OOU-WORK/?transcript=en").content.decode()


def test_the_way_back_of_a_sheet_says_what_a_person_filled_it_in_for(archivist_client, interview):
    [link] = re.findall(r'href="([^"]*/upload/\?[^"]*)"', page_of(archivist_client).content.decode())
    form = archivist_client.get(link.replace("&amp;", "&")).context["form"]
    assert form.initial == {"interview": "OOU-WORK", "language": "en", "provenance": "corrected"}
