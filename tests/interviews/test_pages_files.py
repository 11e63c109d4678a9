"""Files for readers: transcripts in every format and recordings in ranges."""

import json

import pytest

from interviews.models import Recording
from tests.factories import HIDDEN_STATES, make_coding, make_interview

pytestmark = pytest.mark.django_db

AUDIO = bytes(range(100))


@pytest.fixture
def interview(db, settings):
    found = make_interview(["першае", "другое", "трэцяе"], accession="PAGE-1")
    (settings.MEDIA_ROOT / "kept.mp3").write_bytes(AUDIO)
    Recording.objects.create(interview=found, file="kept.mp3", media_type="audio/mpeg")
    return found


def body(response):
    return b"".join(response.streaming_content) if response.streaming else response.content


@pytest.mark.parametrize(
    ("extension", "kind", "begins"),
    [
        ("vtt", "text/vtt", "WEBVTT"),
        ("srt", "application/x-subrip", "1\n00:00:00,000"),
        ("txt", "text/plain", "---\nCitation: "),
        ("tei", "application/tei+xml", "<?xml"),
        ("json", "application/json", "{"),
    ],
)
def test_a_transcript_is_given_in_every_text_format(client, interview, extension, kind, begins):
    response = client.get(f"/en/interviews/PAGE-1/transcript.be.{extension}")
    assert response.status_code == 200
    assert response.headers["Content-Type"].startswith(kind)
    assert response.content.decode().startswith(begins)
    assert "другое" in response.content.decode()
    assert response.headers["Content-Disposition"] == f'attachment; filename="PAGE-1.be.{extension}"'
    assert not response.cookies


def test_the_data_name_the_themes_of_each_passage(client, interview):
    make_coding(interview, "why-war", start_ms=20_000, end_ms=40_000)
    make_coding(interview, "why-orders", start_ms=0, end_ms=20_000, status="proposed")
    data = json.loads(client.get("/en/interviews/PAGE-1/transcript.be.json").content)
    assert [one["themes"] for one in data["segments"]] == [[], ["why-war"], []]


def test_captions_of_a_part_run_on_the_clock_of_the_part(client, interview):
    Recording.objects.create(interview=interview, part=2, file="two.mp3", offset_ms=40_000)
    first, second = (
        client.get(f"/en/interviews/PAGE-1/transcript.be.vtt?part={part}").content.decode() for part in (1, 2)
    )
    assert "другое" in first
    assert "трэцяе" not in first
    assert "00:00:00.000 --> 00:00:20.000\n" in second
    assert "трэцяе" in second
    assert "другое" not in second


@pytest.mark.parametrize("path", ["transcript.be.exe", "transcript.en.vtt", "transcript.be.vtt?part=7", "recording.2"])
def test_what_is_not_there_is_not_found(client, interview, path):
    assert client.get(f"/en/interviews/PAGE-1/{path}").status_code == 404


def test_an_untimed_transcript_has_no_captions(client):
    make_interview(["a"], accession="PAGE-2", timed=False)
    assert client.get("/en/interviews/PAGE-2/transcript.be.vtt").status_code == 404
    assert client.get("/en/interviews/PAGE-2/transcript.be.txt").status_code == 200


@pytest.mark.parametrize(
    ("asked", "status", "got", "range_"),
    [
        (None, 200, AUDIO, None),
        ("bytes=0-", 206, AUDIO, "bytes 0-99/100"),
        ("bytes=0-1", 206, AUDIO[:2], "bytes 0-1/100"),
        ("bytes=0-0", 206, AUDIO[:1], "bytes 0-0/100"),
        ("bytes=99-", 206, AUDIO[99:], "bytes 99-99/100"),
        ("bytes=-1", 206, AUDIO[99:], "bytes 99-99/100"),
        ("bytes=90-999", 206, AUDIO[90:], "bytes 90-99/100"),
        ("bytes=100-", 416, b"", "bytes */100"),
        ("bytes=0-1,5-6", 200, AUDIO, None),
        ("nonsense", 200, AUDIO, None),
    ],
)
def test_a_recording_is_given_in_the_range_that_is_asked_for(client, interview, asked, status, got, range_):
    headers = {"HTTP_RANGE": asked} if asked else {}
    response = client.get("/en/interviews/PAGE-1/recording.1", **headers)
    assert response.status_code == status
    assert body(response) == got
    assert response.headers.get("Content-Range") == range_
    if status != 416:
        assert response.headers["Content-Length"] == str(len(got))
        assert response.headers["Content-Type"] == "audio/mpeg"
        assert response.headers["Accept-Ranges"] == "bytes"
        assert response.headers["Content-Disposition"] == 'inline; filename="PAGE-1.1.mp3"'
    assert response.headers["Cache-Control"] == "no-store"


def test_a_range_is_given_only_of_the_file_that_the_reader_has(client, interview):
    etag = client.head("/en/interviews/PAGE-1/recording.1").headers["ETag"]
    for condition, status in ((etag, 206), ('"other"', 200)):
        response = client.get("/en/interviews/PAGE-1/recording.1", HTTP_RANGE="bytes=0-9", HTTP_IF_RANGE=condition)
        assert response.status_code == status
        assert len(body(response)) == (10 if status == 206 else 100)


@pytest.mark.parametrize("state", HIDDEN_STATES)
@pytest.mark.parametrize("path", ["recording.1", "transcript.be.vtt", "transcript.be.json"])
def test_files_of_a_hidden_interview_are_not_found_whatever_the_reader_holds(client, interview, state, path):
    etag = client.get(f"/en/interviews/PAGE-1/{path}").headers.get("ETag", '"x"')
    for field, value in HIDDEN_STATES[state].items():
        setattr(interview, field, value)
    interview.save()
    hidden = client.get(f"/en/interviews/PAGE-1/{path}", HTTP_IF_NONE_MATCH=etag, HTTP_RANGE="bytes=0-1")
    made_up = client.get(f"/en/interviews/PAGE-9/{path}", HTTP_IF_NONE_MATCH=etag, HTTP_RANGE="bytes=0-1")
    assert hidden.status_code == made_up.status_code == 404
    assert hidden.content == made_up.content
    assert hidden.headers == made_up.headers


def test_a_recording_whose_file_is_lost_is_not_found(client, interview, settings):
    (settings.MEDIA_ROOT / "kept.mp3").unlink()
    assert client.get("/en/interviews/PAGE-1/recording.1").status_code == 404
