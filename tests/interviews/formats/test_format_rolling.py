"""Captions that roll, as YouTube writes them, are read once; what only looks like them stays as it is."""

from hypothesis import given
from hypothesis import strategies as st

from interviews import formats

LINES = st.lists(st.sampled_from(["так", "не", "мы стаялі", "на пляцы", "і чыталі прысягу"]), min_size=2, max_size=12)


def clock(ms, point="."):
    return f"00:{ms // 60_000:02}:{ms // 1000 % 60:02}{point}{ms % 1000:03}"


def rolled(lines, *, word_times):
    """Write ``lines`` as YouTube does: each with its words' times below the line before, then for a moment alone."""
    text, point = ["WEBVTT", ""] if word_times else [], "." if word_times else ","
    for number, line in enumerate(lines):
        start = number * 3000
        first, *words = line.split()
        timed = first + "".join(f"<{clock(start + 300)}><c> {word}</c>" for word in words) if word_times else line
        if number == 0 and word_times:
            timed = f"<{clock(start)}><c>{first}</c>" + timed.removeprefix(first)
        shown = [lines[number - 1], timed] if number else [timed]
        text += [f"{clock(start, point)} --> {clock(start + 2990, point)}", *shown, ""]
        text += [f"{clock(start + 2990, point)} --> {clock(start + 3000, point)}", line, ""]
    return "\n".join(text).encode()


def said(data):
    reading = formats.read(data)
    return [(cue.start_ms, cue.end_ms, cue.text) for cue in reading.cues], [one.code for one in reading.problems]


@given(LINES)
def test_each_line_is_read_once_with_its_own_times(lines):
    cues, codes = said(rolled(lines, word_times=True))
    assert cues == [(n * 3000, n * 3000 + 2990, line) for n, line in enumerate(lines)]
    assert codes == ["rolled"]


def test_the_same_without_times_of_words_where_nearly_every_cue_rolls():
    lines = ["мы стаялі", "на пляцы", "і чыталі прысягу", "якую ніхто", "з нас не чуў", "да таго дня"]
    cues, codes = said(rolled(lines, word_times=False))
    assert [text for *_, text in cues] == lines
    assert codes == ["rolled"]


def test_a_line_that_comes_many_times_by_itself_is_no_rolling():
    blocks = [f"{n + 1}\n{clock(n * 2000, ',')} --> {clock(n * 2000 + 2000, ',')}\nтак\n" for n in range(12)]
    cues, codes = said("\n".join(blocks).encode())
    assert len(cues) == 12
    assert "rolled" not in codes


def test_after_a_pause_and_by_somebody_else_a_line_is_said_again():
    data = (
        "WEBVTT\n\n00:01.000 --> 00:02.000\nтак<00:01.500><c> было</c>\n\n00:05.000 --> 00:06.000\nтак было\nтады\n\n"
        "00:06.000 --> 00:07.000\n<v Ян>тады\n"
    )
    cues, codes = said(data.encode())
    assert [text for *_, text in cues] == ["так было", "так было\nтады", "тады"]
    assert codes == []


def test_a_line_said_twice_with_times_of_its_own_words_is_read_twice():
    """The first words of YouTube, where a line has only one, come without a time and still roll."""
    twice = (
        "WEBVTT\n\n00:00.000 --> 00:01.000\n<00:00.000><c>Не.</c>\n\n"
        "00:01.000 --> 00:02.000\n&nbsp;\n<00:01.000><c>Не.</c>\n\n"
        "00:02.000 --> 00:03.000\nНе.\nя<00:02.500><c> казаў</c>\n"
    )
    cues, codes = said(twice.encode())
    assert cues == [(0, 1000, "Не."), (1000, 2000, "Не."), (2000, 3000, "я казаў")]
    assert codes == ["rolled"]
    rolls = (
        "WEBVTT\n\n00:00.000 --> 00:01.990\n \nНе.\n\n00:01.990 --> 00:02.000\nНе.\n \n\n"
        "00:02.000 --> 00:03.990\nНе.\nя<00:02.500><c> казаў</c>\n"
    )
    assert [text for *_, text in said(rolls.encode())[0]] == ["Не.", "я казаў"]
