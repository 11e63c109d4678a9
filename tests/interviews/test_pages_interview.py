"""The page of one interview: its record, its player, its transcript, and where it opens."""

import re

import pytest

from interviews.desk.correcting import correct, fingerprint
from interviews.models import Interview, Recording, Redaction
from interviews.views.interview import hosted_url
from tests.factories import make_coding, make_interview, make_transcript

pytestmark = pytest.mark.django_db


def page(client, accession, query="", language="en"):
    """Return the HTML of an interview's page."""
    return client.get(f"/{language}/interviews/{accession}/{query}").content.decode()


def current(text):
    """Return the positions of the passages that are marked as the one asked for."""
    return re.findall(r'<div class="passage is-current[^"]*" id="s(\d+)" tabindex="-1" autofocus', text)


@pytest.fixture
def interview(db):
    return make_interview(
        ["першае", "другое", "трэцяе"],
        translations={"en": ["first", "second", "third"]},
        accession="PAGE-1",
        speakers=("Лявон", "Вядучы"),
    )


@pytest.mark.parametrize(
    ("query", "position"),
    [
        ("?t=0", ["0"]),
        ("?t=19", ["0"]),
        ("?t=20", ["1"]),
        ("?t=25.9", ["1"]),
        ("?t=59", ["2"]),
        ("?t=99999", ["2"]),
        ("?s=1", ["1"]),
        ("?s=77", []),
        ("", []),
        ("?t=-3", []),
        ("?t=x", []),
        ("?t=%D9%A3", []),
        ("?t=99999999999999999999999", []),
    ],
)
def test_the_address_says_which_passage_is_marked(client, interview, query, position):
    assert current(page(client, "PAGE-1", query)) == position


def test_a_passage_that_begins_within_a_second_opens_at_that_second(client, interview):
    segment = interview.transcripts.get(language="en").segments.get(position=1)
    segment.start_ms, segment.end_ms = 20_900, 40_000
    segment.save()
    text = page(client, "PAGE-1")
    assert "?t=20&amp;transcript=en#s1" in text
    assert current(page(client, "PAGE-1", "?t=20&transcript=en")) == ["1"]


def test_an_untimed_transcript_links_positions_and_offers_no_captions(client):
    make_interview(["one", "two"], language="en", accession="PAGE-2", timed=False)
    text = page(client, "PAGE-2")
    assert "?s=1&amp;transcript=en#s1" in text
    assert "transcript.en.vtt" not in text
    assert "transcript.en.txt" in text


def test_the_reader_is_shown_their_language_else_the_original(client, interview):
    assert "second" in page(client, "PAGE-1", language="en")
    assert "другое" in page(client, "PAGE-1", language="be")
    assert "другое" in page(client, "PAGE-1", language="uk")
    assert "другое" in page(client, "PAGE-1", "?transcript=be", language="en")


def test_a_transcript_that_is_not_public_is_as_one_that_is_not_there(client, interview):
    make_transcript(interview, "ru", ["секрет"], workflow="draft")
    hidden, made_up = (page(client, "PAGE-1", f"?transcript={code}") for code in ("ru", "uk"))
    assert "секрет" not in hidden
    assert "no public transcript in the language asked for" in hidden
    assert hidden.replace("transcript=ru", "transcript=uk") == made_up


def test_the_page_says_what_kind_of_text_it_shows(client, interview):
    assert "A translation into English; spoken in Belarusian." in page(client, "PAGE-1")
    assert "The words as spoken, in Belarusian." in page(client, "PAGE-1", "?transcript=be")
    assert "not checked by a person" not in page(client, "PAGE-1")
    interview.transcripts.update(provenance="machine")
    assert "not checked by a person" in page(client, "PAGE-1")


def test_speakers_are_named_when_they_change(client, interview):
    text = page(client, "PAGE-1", "?transcript=be")
    assert re.findall(r'<bdi class="speaker">(.*?)</bdi>', text) == ["Лявон", "Вядучы", "Лявон"]


def test_themes_stand_beside_their_passages_and_the_gist_is_told_once(client, interview):
    make_coding(interview, "why-war", start_ms=25_000, end_ms=60_000, gist_en="He saw the columns.")
    make_coding(interview, "why-orders", start_ms=0, end_ms=20_000, status="proposed", gist_en="Proposed.")
    make_coding(interview, "how-fear", gist_en="All of it.")
    text = page(client, "PAGE-1")
    first, second, third = re.split(r'<div class="passage[ "]', text)[1:]
    assert "why-war" not in first
    assert "why-war" in second
    assert "He saw the columns." in second
    assert "why-war" in third.split("interview-foot")[0]
    assert text.count("He saw the columns.") == 1
    assert "Proposed." not in text
    assert text.count("All of it.") == 1


def test_a_private_note_is_nowhere(client, interview):
    make_coding(interview, "why-war", start_ms=0, end_ms=20_000, note="canary note", coder="canary coder")
    for address in ("/en/interviews/PAGE-1/", "/en/themes/why-war/", "/en/"):
        assert "canary" not in client.get(address).content.decode()


def test_a_file_plays_from_the_second_that_was_asked_for_with_our_captions(client, interview):
    Recording.objects.create(interview=interview, file="a.mp3", media_type="audio/mpeg", duration_ms=60_000)
    text = page(client, "PAGE-1", "?t=25")
    assert '<audio controls preload="none" src="/en/interviews/PAGE-1/recording.1#t=25"' in text
    assert 'src="/en/interviews/PAGE-1/transcript.be.vtt?part=1"' in text
    assert 'srclang="en"' in text
    assert "#t=" not in page(client, "PAGE-1").split("<audio")[1].split("</audio>")[0]


def test_only_the_part_in_which_the_second_lies_opens_there(client, interview):
    for part, offset in ((1, 0), (2, 30_000)):
        Recording.objects.create(
            interview=interview, part=part, file=f"{part}.mp4", media_type="video/mp4", offset_ms=offset
        )
    text = page(client, "PAGE-1", "?t=42")
    assert 'src="/en/interviews/PAGE-1/recording.1" data-offset="0"' in text
    assert 'src="/en/interviews/PAGE-1/recording.2#t=12" data-offset="30000"' in text


def test_a_hosted_video_is_a_link_with_its_second_and_a_word_on_what_the_host_learns(client, interview):
    Recording.objects.create(interview=interview, url="https://video.example/watch?v=abc")
    text = page(client, "PAGE-1", "?t=25")
    assert 'href="https://video.example/watch?v=abc&amp;t=25" rel="noreferrer noopener external"' in text
    assert "video.example learns your network address" in text
    assert "<video" not in text
    assert "<iframe" not in text


@pytest.mark.parametrize(
    ("url", "second", "expected"),
    [
        ("https://www.youtube.com/watch?v=a&t=3s", 83, "https://www.youtube.com/watch?v=a&t=83"),
        ("https://youtu.be/a", 83, "https://youtu.be/a?t=83"),
        ("https://vimeo.com/1", 83, "https://vimeo.com/1#t=83s"),
        ("https://tube.example/w/abc", 83, "https://tube.example/w/abc?start=83"),
        ("https://files.example/a.mp4", 83, "https://files.example/a.mp4#t=83"),
        ("https://youtu.be/a", 0, "https://youtu.be/a"),
        ("https://youtu.be/a", None, "https://youtu.be/a"),
    ],
)
def test_each_kind_of_host_is_told_the_second_in_its_way(url, second, expected):
    assert hosted_url(url, second) == expected


def test_searching_inside_needs_no_javascript(client, interview):
    text = page(client, "PAGE-1")
    assert '<input type="hidden" name="interview" value="PAGE-1">' in text


def test_the_record_and_the_citation_are_there(client, interview):
    Interview.objects.filter(pk=interview.pk).update(served_from="2013-08", left_on="2021-04-09", title_en="A jar")
    text = page(client, "PAGE-1")
    for part in ("August 2013", "9 April 2021", "“A jar”"):
        assert part in text
    assert "00:00:20" in page(client, "PAGE-1", "?t=25")


def test_an_interview_without_words_or_recording_is_still_a_page(client):
    make_interview(accession="PAGE-3")
    text = page(client, "PAGE-3", "?t=5")
    assert "not public yet" in text
    assert "recording itself is not here" in text


def edit(interview, position):
    segment = interview.transcripts.get(language="be").segments.get(position=position)
    correct(segment, f"{segment.text} разы", opened_on=fingerprint(segment.text))


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("?t=20&transcript=be&v=1", 1),
        ("?t=20&transcript=be&beside=en&v=1", 1),
        ("?t=20&transcript=be&v=2", 0),
        ("?t=0&transcript=be&v=1", 0),
        ("?t=20&transcript=be", 0),
        ("?t=20&transcript=be&v=7", 0),
        ("?t=20&transcript=be&v=x", 0),
        ("?t=20&transcript=en&v=1", 0),
        ("?transcript=be&v=1", 0),
    ],
)
def test_a_link_that_cites_a_version_is_told_if_its_passage_was_edited_since(client, interview, query, said):
    edit(interview, 1)
    assert page(client, "PAGE-1", query).count("edited since they were cited (version 1; this is version 2)") == said


def test_nothing_is_said_of_a_version_before_words_were_taken_out(client, interview):
    edit(interview, 1)
    Redaction.objects.create(interview=interview, reason="other", start_ms=20_000, end_ms=40_000)
    assert "since they were cited" not in page(client, "PAGE-1", "?t=20&transcript=be&v=1")
