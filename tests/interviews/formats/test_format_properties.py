"""What holds for every file: it ends in a reading or a refusal, no line is lost, and what is written is read again."""

import html
import unicodedata

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from interviews.formats import FormatError, Problem, Reading, read

quick = settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])

SCRAPS = st.sampled_from(
    [
        *("\n", "\n\n", "\r\n", "\r", " ", "\t", "1\n", "2\n", "42", "-", "#", "# a b\n", "---\n", "**"),
        *("WEBVTT\n\n", "NOTE ", "STYLE\n", "REGION\n", "00:01.000 --> 00:02.000\n", "00:00:03,000 --> 00:00:01,000\n"),
        *(
            "00:0",
            "-->",
            " --> ",
            "[0:34] ",
            "00:01:23",
            "[00:00:01 - 00:00:09]",
            "(1:00)",
            "Анна: ",
            "Name",
            ":",
            "{\\an8}",
        ),
        *(
            "<v Ян>",
            "<v",
            "</v>",
            "<i>",
            "<",
            ">",
            "&lt;",
            "&#",
            "&#0;",
            "&amp;",
            "\0",
            "\u200b",
            "\u202e",
            "\u0301",
            "ў",
            "слова",
        ),
    ]
)


def outcome(data, **options):
    """Return the reading, or the problem of the refusal."""
    try:
        return read(data, **options)
    except FormatError as error:
        return error.problem


@quick
@given(st.one_of(st.binary(max_size=400), st.lists(SCRAPS, max_size=40).map("".join).map(str.encode)))
def test_any_bytes_end_in_a_reading_or_a_refusal(data):
    reading = outcome(data)
    if isinstance(reading, Problem):
        assert reading.message
        assert reading.line >= 1
        return
    for cue in reading.cues:
        assert cue.text.strip()
        assert cue.text == unicodedata.normalize("NFC", cue.text)
        assert not set("\0\r\u200b\u202e") & set(cue.text + cue.speaker)
        assert cue.line >= 1
        assert (cue.start_ms is None) == (cue.end_ms is None)
        assert cue.start_ms is None or 0 <= cue.start_ms <= cue.end_ms


@quick
@given(st.binary(max_size=200), st.sampled_from(["utf-8", "cp1251", "utf-16", "koi8-u", "utf-32-le", "nonsense", ""]))
def test_any_bytes_in_any_encoding_asked_for_end_well(data, encoding):
    assert isinstance(outcome(data, encoding=encoding), Reading | Problem)


LINES = st.sampled_from(
    [
        *("", "", "1", "2", "3", "# %s", "NOTE %s", "NOTE", "STYLE", "REGION", "---", "title: %s"),
        *(
            "00:01.000 --> 00:02.000",
            "00:00:03,000 --> 00:00:04,000",
            "00:09.000 --> 00:05.000",
            "00:xx.000 --> 00:02.000",
        ),
        *(
            "00:03.000 --> 00:04.000 %s",
            "A --> %s",
            "[0:30] %s",
            "[0:30]",
            "Анна: %s",
            "Анна [1:00] %s",
            "Ян: 00:02:00",
        ),
        *(
            "%s",
            "%s",
            "%s %s",
            "<v %s>%s",
            "<%s>",
            "<b %s>x",
            "< %s",
            "%s &amp; %s",
            "- %s",
            "%s:",
            "00:00:40 %s",
            "0:50 %s",
            "1:10 - Ян: %s",
            "{\\%s",
        ),
    ]
)


@settings(quick, max_examples=500)
@given(st.sampled_from(["", "WEBVTT\n\n", "WEBVTT", "\n"]), st.lists(LINES, min_size=1, max_size=25))
def test_every_word_is_in_a_cue_or_in_a_problem(header, lines):
    count = 0
    numbered = {}
    written = [*header.split("\n")[:-1]] if header.endswith("\n") else [header] if header else []
    for line in lines:
        while "%s" in line:
            count += 1
            numbered[f"слова{count}х"] = len(written) + 1
            line = line.replace("%s", f"слова{count}х", 1)
        written.append(line)
    reading = outcome("\n".join(written).encode())
    if isinstance(reading, Problem):
        return
    kept = " ".join(f"{cue.speaker} {cue.text}" for cue in reading.cues)
    told = " ".join(problem.message for problem in reading.problems)
    for word, line in numbered.items():
        assert word in kept or word in told or f" {line}" in told, (word, line)


PLAIN_SIGNS = "абвўіїґ abcXYZ-,.!?()'\"«»—5"


def lines_of(signs):
    """Lines as people write them: with a letter in it, without what might be an arrow."""
    return (
        st.text(st.sampled_from(signs), min_size=1, max_size=40)
        .map(lambda line: " ".join(line.replace("--", "-").replace("->", "-").split()))
        .filter(lambda line: any(map(str.isalpha, line)) and "--" not in line and "->" not in line)
    )


TEXT_LINE = lines_of(PLAIN_SIGNS + "<>&")
NAMES = st.sampled_from(["", "Ян", "Анна Марыя", "Interviewer", "A & B"])


@st.composite
def spoken(draw, lines=TEXT_LINE):
    """Cues in order that neither overlap nor share a time, as a writer of captions makes them."""
    made, clock = [], 0
    for _ in range(draw(st.integers(1, 8))):
        start = clock + draw(st.integers(0, 5_000_000))
        clock = start + draw(st.integers(1, 60_000))
        made.append((start, clock, draw(NAMES), "\n".join(draw(st.lists(lines, min_size=1, max_size=3)))))
    return made


def stamp(ms, mark):
    return f"{ms // 3600000:02}:{ms // 60000 % 60:02}:{ms // 1000 % 60:02}{mark}{ms % 1000:03}"


def escape(text):
    return html.escape(text, quote=False)


@quick
@given(spoken())
def test_webvtt_that_is_written_is_read_again(cues):
    body = "".join(
        f"{number}\n{stamp(start, '.')} --> {stamp(end, '.')}\n{f'<v {escape(who)}>' if who else ''}{escape(text)}\n\n"
        for number, (start, end, who, text) in enumerate(cues, 1)
    )
    reading = read(f"WEBVTT\n\n{body}".encode())
    assert [(cue.start_ms, cue.end_ms, cue.speaker, cue.text) for cue in reading.cues] == cues
    assert reading.problems == ()


@quick
@given(spoken(lines_of(PLAIN_SIGNS)))
def test_subrip_that_is_written_is_read_again(cues):
    body = "".join(
        f"{number}\n{stamp(start, ',')} --> {stamp(end, ',')}\n{text}\n\n"
        for number, (start, end, _, text) in enumerate(cues, 1)
    )
    reading = read(body.encode())
    assert [(cue.start_ms, cue.end_ms, cue.text) for cue in reading.cues] == [(a, b, text) for a, b, _, text in cues]
    assert reading.problems == ()
