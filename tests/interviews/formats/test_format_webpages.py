"""What oTranscribe saves, and transcripts saved as web pages: seen as a reader sees them, never run or fetched."""

import json

import pytest

from interviews.formats import FormatError, read

SPOKEN = {
    "be": ("Чаму вы сышлі?", "Быў загад & страх."),
    "ru": ("Почему вы ушли?", "Был приказ & страх."),
    "uk": ("Чому ви пішли?", "Був наказ & страх."),
    "en": ("Why did you leave?", "There was an order & fear."),
}
LANGUAGES = pytest.mark.parametrize("language", SPOKEN)


def cues(reading):
    return [(cue.start_ms, cue.end_ms, cue.speaker, cue.text) for cue in reading.cues]


def codes(reading):
    return [problem.code for problem in reading.problems]


def stamp(seconds, shown="0:01"):
    return f'<span class="timestamp" contenteditable="false" data-timestamp="{seconds}">{shown}</span>'


def otr(text, **more):
    return json.dumps({"text": text, "media": "a.mp3", "media-time": 83.25, **more}, ensure_ascii=False).encode()


@LANGUAGES
def test_otranscribe_keeps_times_with_their_fractions_in_html(language):
    asks, answers = SPOKEN[language]
    body = (
        f"<p>{stamp(1.5)} <b>Анна:</b>&nbsp;{asks}<br /></p>"
        f"<p>{stamp(61.25, '1:01')}Ян: {answers.replace('&', '&amp;')}</p><p>{stamp('83', '1:23')}</p>"
    )
    reading = read(otr(body))
    assert reading.format == "otr"
    assert cues(reading) == [(1500, 61_250, "Анна", asks), (61_250, 83_000, "Ян", answers)]


def test_a_stamp_of_otranscribe_may_stand_anywhere_in_a_paragraph():
    reading = read(otr(f"Уступ без часу.<br/>{stamp(2)} Раз. {stamp(4.5)} <i>Два</i> тры.{stamp(6)}"))
    assert cues(reading) == [
        (None, None, "", "Уступ без часу."),
        (2000, 4500, "", "Раз."),
        (4500, 6000, "", "Два тры."),
    ]
    assert "before-first-stamp" in codes(reading)


def test_otranscribe_without_stamps_is_text_and_an_empty_one_says_so():
    assert cues(read(otr("<p>Анна: Так?</p><p>Ян: Так.</p><p>Анна: Не.</p><p>Ян: Ну.</p>")))[0] == (
        None,
        None,
        "Анна",
        "Так?",
    )
    assert codes(read(otr("<p><br></p>"))) == ["no-cues"]


def test_an_otr_file_that_is_cut_off_is_refused_with_its_line():
    with pytest.raises(FormatError) as caught:
        read(otr(f"<p>{stamp(1)} Раз</p>")[:-20])
    assert caught.value.problem.code == "json-broken"


PAGE = """<!DOCTYPE html>
<html><head><title>Размова з Янам</title><style>p {{ color: red }}</style>
<script>var a = "<p>[0:01] code";</script></head>
<body><!-- [00:00:00] remark --><h1>Размова</h1>
<p>[00:00:01] <b>Анна:</b> {}</p>
<div>[00:01:01] Ян:
 {}</div><p>[00:01:23]</p></body></html>
"""


@LANGUAGES
@pytest.mark.parametrize(
    "way", [lambda text: text.encode(), lambda text: text.replace("\n", "\r\n").encode("utf-8-sig")]
)
def test_a_page_made_of_stamps_is_a_transcript(language, way):
    asks, answers = SPOKEN[language]
    reading = read(way(PAGE.format(asks, answers.replace("&", "&amp;"))))
    assert reading.format == "html"
    assert cues(reading) == [
        (None, None, "", "Размова"),
        (1000, 61_000, "Анна", asks),
        (61_000, 83_000, "Ян", answers),
    ]
    assert "Размова з Янам" in next(one.message for one in reading.problems if one.code == "header-text")
    assert not any(word in cue.text for cue in reading.cues for word in ("code", "color", "remark"))


def test_a_page_in_an_old_encoding_is_read():
    body = "".join(f"<p>[00:0{n}:00] Мы стояли на плацу и ждали приказа.</p>" for n in range(1, 7))
    reading = read(f"<html><body>{body}</body></html>".encode("cp1251"))
    assert (reading.format, reading.encoding, len(reading.cues)) == ("html", "cp1251", 6)


def test_a_table_of_times_speakers_and_words_on_a_page_is_one():
    rows = "".join(
        f"<tr><td>{a}</td><td>{who}</td><td><p>{said}</p></td></tr>"
        for a, who, said in (("0:01", "Анна", "Так?"), ("0:05", "Ян", "Так.<br>Ну."), ("0:09", "Анна", "Не."))
    )
    table = f"<div><table><tr><th>Час</th><th>Хто</th><th>Тэкст</th></tr>{rows}</table></div>"
    assert cues(read(table.encode()))[:2] == [(1000, 5000, "Анна", "Так?"), (5000, 9000, "Ян", "Так.\nНу.")]


def test_lines_that_are_kept_as_they_are_stay_lines():
    page = "<html><body><pre>[00:01] раз\n[00:05] два\n[00:09]\n</pre></body></html>"
    assert [cue.text for cue in read(page.encode()).cues] == ["раз", "два"]


@pytest.mark.parametrize(
    "page",
    [
        "<html><body><p>Навіны</p><p>Надвор'е</p></body></html>",
        "<!DOCTYPE html><title>a</title><body></body>",
        "<html><body><script>[00:01] a\n[00:02] b</script></body></html>",
        "<div>[00:01] раз</div>",
    ],
)
def test_a_page_that_is_no_transcript_is_refused_as_before(page):
    with pytest.raises(FormatError) as caught:
        read(page.encode())
    assert caught.value.problem.code == "not-read-yet"
    assert "web page" in caught.value.problem.message


def test_tags_that_are_never_closed_lose_no_word():
    page = "<html><body><p>[00:01] раз <b <p>[00:05] два < тры<style>чатыры<p>[00:09] пяць <"
    kept = " ".join(cue.text for cue in read(page.encode()).cues)
    assert all(word in kept for word in ("раз", "два", "тры", "чатыры", "пяць"))
