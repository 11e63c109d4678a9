"""The page of a stretch: its passages, what stands around them, and what becomes of a link that was made earlier."""

import json
import re

import pytest
from django.contrib.auth.models import User

from interviews.desk.correcting import correct, fingerprint
from interviews.models import Interview, Redaction, Segment
from interviews.quoting import Stretch
from tests.factories import HIDDEN_STATES, make_coding, make_interview

pytestmark = pytest.mark.django_db
WORDS = ["нуль", "адзін", "два", "тры", "чатыры", "пяць", "шэсць", "сем", "восем"]


@pytest.fixture
def interview(db):
    return make_interview(
        WORDS,
        translations={"en": ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight"]},
        accession="PAGE-1",
        speakers=("Лявон",),
    )


def get(client, stretch, query="", accession="PAGE-1", language="en"):
    return client.get(f"/{language}/interviews/{accession}/passage/{stretch}/{query}")


def quoted(response):
    """Return the words of the stretch itself, in order, and those around it."""
    text = response.content.decode()
    inside = re.search(r'<section class="quoted-words.*?</section>', text, re.S)[0]
    outside = text.replace(inside, "")
    return [
        re.sub(r"<[^>]+>", "", one).split()[-1] for one in re.findall(r'passage-text" lang.*?</p>', inside, re.S)
    ], [word for word in [*WORDS, "one", "five"] if f"> {word}</span>" in outside]


def test_the_words_as_spoken_and_the_reader_s_stand_side_by_side_with_three_passages_around(client, interview):
    assert quoted(get(client, "80-100")) == (["чатыры", "four"], ["адзін", "два", "тры", "пяць", "шэсць", "сем"])
    assert quoted(get(client, "80-100", language="be"))[0] == ["чатыры"]
    assert quoted(get(client, "80-100", "?transcript=en", language="be"))[0] == ["four", "чатыры"]
    assert quoted(get(client, "85-90"))[0] == ["чатыры", "four"]
    assert quoted(get(client, "0-1"))[0] == ["нуль", "zero"]
    assert quoted(get(client, "79-101"))[0] == ["тры", "чатыры", "пяць", "three", "four", "five"]


def test_an_untimed_interview_is_quoted_by_positions(client, db):
    make_interview(WORDS, timed=False, accession="PAGE-2", translations={"en": [f"w{n}" for n in range(9)]})
    assert quoted(get(client, "p3-p4", accession="PAGE-2"))[0] == ["тры", "чатыры", "w3", "w4"]
    assert get(client, "0-20", accession="PAGE-2").status_code == 404


@pytest.mark.parametrize(
    "stretch", ["500-520", "20-20", "20-10", "p0-p1", "x", "1-2-3", "-1-5", "99999999-999999999", "p1-5", "٣-٤"]
)
def test_what_names_no_passage_is_not_found(client, interview, stretch):
    assert get(client, stretch).status_code == 404


@pytest.mark.parametrize(
    "query", ["?v=0", "?v=2", "?v=x", "?v=-1", "?v=99999999", "?v=٣", "?transcript=uk", "?transcript=x"]
)
def test_a_version_or_a_language_that_never_was_is_not_found(client, interview, query):
    assert get(client, "80-100", query).status_code == 404


@pytest.mark.parametrize("state", HIDDEN_STATES.values(), ids=HIDDEN_STATES.keys())
@pytest.mark.parametrize("ending", ["", "citation.bib"])
def test_a_hidden_interview_is_answered_like_one_that_never_was(client, state, ending):
    make_interview(WORDS, accession="PAGE-3", state=state)
    hidden, never = (client.get(f"/en/interviews/PAGE-{n}/passage/0-20/{ending}") for n in (3, 4))
    assert hidden.status_code == 404
    assert hidden.content.replace(b"PAGE-3", b"PAGE-4") == never.content


def test_a_link_with_its_version_lasts_through_an_edit_and_says_so(client, interview):
    lasting = re.search(r'data-address="/en(/[^"]+)"', get(client, "80-100").content.decode())[1].replace("&amp;", "&")
    assert lasting == "/interviews/PAGE-1/passage/80-100/?transcript=be&v=1"
    other, own = (interview.transcripts.get(language="be").segments.get(position=n) for n in (7, 4))
    correct(other, "СЕМ", opened_on=fingerprint(other.text))
    elsewhere = client.get(f"/en{lasting}")
    assert elsewhere.status_code == 200
    assert b"have been edited since" not in elsewhere.content
    correct(own, "чатыры разы", opened_on=fingerprint(own.text))
    assert (
        b"have been edited since they were cited (version 1; this is version 3)" in client.get(f"/en{lasting}").content
    )
    assert b"have been edited since" not in get(client, "80-100", "?transcript=be&v=3").content
    assert b"have been edited since" not in get(client, "80-100").content


def test_a_link_made_before_words_were_taken_out_is_answered_like_one_that_never_was(client, interview):
    transcript = interview.transcripts.get(language="be")
    segment = transcript.segments.get(position=4)
    correct(segment, "чатыры […]", opened_on=fingerprint(segment.text))
    Redaction.objects.create(interview=interview, reason="other", start_ms=80_000, end_ms=100_000)
    before, never = (get(client, "80-100", f"?transcript=be&v={v}") for v in (1, 7))
    assert before.status_code == never.status_code == 404
    assert before.content.replace(b"v=1", b"v=7") == never.content
    assert get(client, "0-20", "?transcript=be&v=1").status_code == 200
    assert get(client, "80-100").status_code == 200
    transcript.versions.all().delete()  # nobody knows any more when it was made
    assert get(client, "80-100", "?transcript=be&v=1").status_code == 404


def test_themes_of_the_stretch_stand_with_it_and_proposed_ones_do_not(client, interview):
    make_coding(interview, "why-war", start_ms=80_000, end_ms=90_000, gist_en="The gist of it")
    make_coding(interview, "why-family", start_ms=100_000, end_ms=120_000)
    make_coding(interview, "why-truth", start_ms=80_000, end_ms=90_000, status="proposed")
    text = get(client, "80-100").content.decode()
    assert "The gist of it" in text
    assert "why-family" not in text
    assert "why-truth" not in text


def test_text_is_never_code(client, db):
    hostile = "<img src=x onerror=alert(1)>"
    make_interview([hostile], accession="PAGE-5", speakers=(hostile,), title_en=hostile)
    text = get(client, "0-20", accession="PAGE-5").content.decode()
    assert "<img" not in text
    assert text.count("&lt;img") >= 3


def test_the_interview_leads_to_the_page_of_its_current_passage(client, interview):
    text = client.get("/en/interviews/PAGE-1/?t=83&transcript=be").content.decode()
    link = re.search(r'href="([^"]+)">Quote this passage', text)[1]
    assert link == "/en/interviews/PAGE-1/passage/80-100/?transcript=be"
    assert quoted(client.get(link))[0] == ["чатыры", "four"]


def test_every_passage_finds_itself_by_its_own_stretch(client, interview):
    transcript = interview.transcripts.get(language="be")
    Segment.objects.filter(transcript=transcript, position=4).update(end_ms=100_900)
    Segment.objects.filter(transcript=transcript, position=5).update(start_ms=100_900)
    for segment in transcript.segments.all():
        assert quoted(get(client, str(Stretch.of([segment])), language="be"))[0] == [segment.text]


def test_citations_for_reference_managers_hold_narrator_times_and_version(client, interview):
    Interview.objects.filter(pk=interview.pk).update(title_en="50 % & {more}", recorded_on="2023-05")
    answers = {
        kind: client.get(f"/en/interviews/PAGE-1/passage/80-100/citation.{kind}?transcript=en")
        for kind in ("bib", "ris", "csl.json")
    }
    assert answers["bib"].content.decode() == (
        "@misc{PAGE-1-80-en-v1,\n"
        f"  author = {{{{{interview.narrator.name}}}}},\n"
        "  title = {{50 \\% \\& \\{more\\}}},\n"
        "  year = {2023},\n"
        "  note = {00:01:20–00:01:40; v1},\n"
        "  number = {PAGE-1},\n"
        "  language = {en},\n"
        "  publisher = {Archive “One of Us”},\n"
        "  url = {/en/interviews/PAGE-1/passage/80-100/?transcript=en&v=1}\n}\n"
    )
    assert "TY  - SOUND\r\n" in answers["ris"].content.decode()
    assert f"AU  - {interview.narrator.name},\r\n" in answers["ris"].content.decode()
    assert json.loads(answers["csl.json"].content)[0]["issued"] == {"date-parts": [[2023, 5]]}
    assert answers["ris"].headers["Content-Disposition"] == 'attachment; filename="PAGE-1-80-en-v1.ris"'
    assert client.get("/en/interviews/PAGE-1/passage/80-100/citation.doc").status_code == 404


def test_nobody_needs_an_account(client, interview):
    assert User.objects.count() == 0
    assert get(client, "80-100").cookies == {}


def test_a_citation_in_words_ends_with_the_lasting_link(client, interview):
    answer = client.get("/en/interviews/PAGE-1/passage/80-100/citation.txt?transcript=en")
    words, link, rest = answer.content.decode().split("\n")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert words.startswith("Narrator ")
    assert "At 00:01:20–00:01:40" in words
    assert words.endswith("Version 1.")
    assert (link, rest) == ("Archive “One of Us”, /en/interviews/PAGE-1/passage/80-100/?transcript=en&v=1", "")


def test_a_citation_carries_the_name_the_archive_was_given_and_never_the_host_of_a_request(client, interview, settings):
    settings.SITE_ADDRESS = "https://archive.example"
    full = "https://archive.example/en/interviews/PAGE-1/passage/80-100/?transcript=en&v=1"
    address = "/en/interviews/PAGE-1/passage/80-100/citation"
    for kind in ("txt", "bib", "ris", "csl.json"):
        text = client.get(f"{address}.{kind}?transcript=en", headers={"Host": "mirror.example"}).content.decode()
        assert full in text
        assert "mirror" not in text


def test_a_link_with_a_neutral_title_shows_a_tab_that_says_nothing(client, interview):
    plain, neutral = (get(client, "80-100", query).content.decode() for query in ("", "?title=none"))
    assert "<title>A passage of PAGE-1 · One of Us</title>" in plain
    assert "<title>Notes</title>" in neutral
    assert "blank.svg" in neutral
    assert "blank.svg" not in plain
    assert "passage/80-100/?transcript=be&amp;v=1&amp;title=none" in plain
    assert quoted(get(client, "80-100", "?title=none"))[0] == ["чатыры", "four"]
