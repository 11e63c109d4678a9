"""What holds for every table and document: no word is lost, and what is written is read again."""

import csv
import io
from xml.sax.saxutils import escape

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from interviews.formats import FormatError, Problem, read
from tests.interviews.formats.making import docx, odt, p, packed, relations, rows, tbl, xlsx

quick = settings(deadline=None, max_examples=80, suppress_health_check=[HealthCheck.too_slow])

HEADERS = st.sampled_from(
    ["start", "Канец", "Speaker", "Тэкст", "English", "Беларуская", "note", "", "duration", "text"]
)
CELLS = st.sampled_from(
    ["", "0:01", "00:00:09.5", "12", "1.5", "%s", "%s %s", "Ян", "Анна: %s", '"%s', "%s\n%s", "0:99", "=%s", "[…] %s"]
)


def outcome(data, **options):
    """Return the reading, or the problem of the refusal."""
    try:
        return read(data, **options)
    except FormatError as error:
        return error.problem


def numbered(table, prefix="слова"):
    """Return ``table`` with a word of its own for every %s, and these words."""
    words = []

    def fill(cell):
        while "%s" in cell:
            words.append(f"{prefix}{len(words)}х")
            cell = cell.replace("%s", words[-1], 1)
        return cell

    return [[fill(cell) for cell in row] for row in table], words


def assert_kept(reading, words):
    """Hold every word against what was read and told; a refusal tells that nothing was read."""
    if isinstance(reading, Problem):
        assert reading.message
        return
    kept = " ".join(f"{cue.speaker} {cue.text}" for cue in reading.cues)
    told = " ".join(problem.message for problem in reading.problems)
    # The text of another language is told by its column, and read by choosing it.
    if any(problem.code == "column-language" for problem in reading.problems):
        return
    for word in words:
        assert word in kept or word in told, word


@st.composite
def tables(draw):
    width = draw(st.integers(2, 5))
    head = draw(st.lists(HEADERS, min_size=width, max_size=width))
    body = draw(st.lists(st.lists(CELLS, min_size=0, max_size=width + 1), max_size=6))
    return numbered([head, *body])


@quick
@given(tables(), st.sampled_from(",;\t|"))
def test_every_word_of_a_table_is_in_a_cue_or_in_a_problem(table, delimiter):
    cells, words = table
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter).writerows(cells)
    assert_kept(outcome(stream.getvalue().encode()), words)


@quick
@given(tables())
def test_every_word_of_a_workbook_is_in_a_cue_or_in_a_problem(table):
    cells, words = table
    assert_kept(outcome(xlsx({"A": rows(*[[escape(cell) for cell in row] for row in cells])})), words)


PARAGRAPHS = st.lists(
    st.sampled_from(
        ["", "%s", "Анна: %s", "[0:05] %s", "Ян [0:09]", "# %s", "- %s", "0:10 %s", "---", "%s <%s> &", "1"]
    ),
    max_size=12,
)


@quick
@given(PARAGRAPHS, st.one_of(st.none(), tables()), PARAGRAPHS)
def test_every_word_of_a_document_is_in_a_cue_or_in_a_problem(above, table, below):
    [first, second], words = numbered([above, below], "радок")
    cells, in_table = table or ([], [])
    middle = tbl(*[[escape(cell).replace("\n", " ") for cell in row] for row in cells if row]) if cells else ""
    body = "".join(p(escape(one)) for one in first) + middle + "".join(p(escape(one)) for one in second)
    assert_kept(outcome(docx(body)), [*words, *in_table])
    paragraphs = "".join(f"<text:p>{escape(one)}</text:p>" for one in [*first, *second])
    assert_kept(outcome(odt(paragraphs)), words)


WORDS = st.text(st.sampled_from("абвўіїґ abcXYZ-,.!?()'\"«»—5<>&|;"), min_size=1, max_size=40).map(
    lambda text: " ".join(text.split())
)
SAID = WORDS.filter(lambda text: any(map(str.isalpha, text)))
NAMES = st.sampled_from(["", "Ян", "Анна Марыя", "Interviewer", "A & B", "<b>"])


@st.composite
def spoken(draw):
    made, clock = [], 0
    for _ in range(draw(st.integers(1, 8))):
        start = clock + draw(st.integers(0, 5_000_000))
        clock = start + draw(st.integers(1, 60_000))
        made.append((start, clock, draw(NAMES), "\n".join(draw(st.lists(SAID, min_size=1, max_size=3)))))
    return made


def stamp(ms):
    return f"{ms // 3600000:02}:{ms // 60000 % 60:02}:{ms // 1000 % 60:02}.{ms % 1000:03}"


def table_of(cues):
    return [("start", "end", "speaker", "text"), *((stamp(a), stamp(b), who, text) for a, b, who, text in cues)]


def whole(reading):
    return [(cue.start_ms, cue.end_ms, cue.speaker, cue.text) for cue in reading.cues]


@quick
@given(spoken(), st.sampled_from(",;\t|"))
def test_a_table_that_is_written_is_read_again(cues, delimiter):
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter).writerows(table_of(cues))
    assert whole(read(stream.getvalue().encode())) == cues


@quick
@given(spoken())
def test_workbooks_and_tables_of_documents_that_are_written_are_read_again(cues):
    escaped = [[escape(cell) for cell in row] for row in table_of(cues)]
    assert whole(read(xlsx({"A": rows(*escaped)}))) == cues
    cells = [["".join(p(line) for line in cell.split("\n")) for cell in row] for row in escaped]
    plain = "".join(f"<w:tr>{''.join(f'<w:tc>{cell}</w:tc>' for cell in row)}</w:tr>" for row in cells)
    assert whole(read(docx(f"<w:tbl>{plain}</w:tbl>"))) == cues


PIECES = st.sampled_from(
    [
        *("<w:p>", "</w:p>", "<w:r>", "</w:r>", "<w:t>слова</w:t>", "<w:del>", "</w:del>", "<w:tbl>", "</w:tbl>"),
        *("<w:tr>", "</w:tr>", "<w:tc>", "</w:tc>", "<w:br/>", "<w:tab/>", "<w:vanish/>", "<w:rPr>", "</w:rPr>"),
        *("<w:ins>", "</w:ins>", "<w:gridSpan w:val='-3'/>", "<w:sym w:char='zz'/>", "<w:footnoteReference/>"),
        *("<Choice/>", "<Fallback>", "</Fallback>", "<AlternateContent>", "</AlternateContent>", "x", "&#0;", "&amp;"),
    ]
)


@settings(quick, max_examples=300)
@given(st.lists(PIECES, max_size=40).map("".join))
def test_any_markup_ends_in_a_reading_or_a_refusal(body):
    found = outcome(docx(body))
    assert isinstance(found, Problem) or all(cue.text.strip() for cue in found.cues)


@settings(quick, max_examples=150)
@given(st.integers(0, 900), st.integers(0, 255), st.booleans())
def test_any_changed_byte_of_a_package_ends_in_a_reading_or_a_refusal(at, byte, cut):
    parts = {
        "_rels/.rels": relations({"r1": ("officeDocument", "word/document.xml")}),
        "word/document.xml": "<d><body><p><r><t>слова</t></r></p></body></d>",
    }
    data = bytearray(packed(parts))
    at %= len(data)
    data[at] = byte
    found = outcome(bytes(data[:at] if cut else data))
    assert found.message if isinstance(found, Problem) else found.format
