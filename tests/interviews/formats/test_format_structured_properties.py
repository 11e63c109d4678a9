"""What holds for every XML, JSON and TextGrid file: it ends well, no word is lost, what is written is read again."""

import json
from xml.sax.saxutils import escape, quoteattr

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from interviews.formats import FormatError, Problem, read

quick = settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.too_slow])

WORDS = st.text(st.sampled_from("абвўіїґъ abcXYZ-,.!?()'\"«»—5<>&{}[]\\"), min_size=1, max_size=30)
LINE = WORDS.map(lambda line: " ".join(line.split())).filter(lambda line: any(map(str.isalnum, line)))
TEXT = st.lists(LINE, min_size=1, max_size=3).map("\n".join)
NAME = st.sampled_from(["", "Ян", "Анна Марыя", "A & B", "<x>", 'Q"'])


@st.composite
def spoken(draw, texts=TEXT):
    """Cues in order that don't overlap."""
    made, clock = [], 0
    for _ in range(draw(st.integers(1, 8))):
        start = clock + draw(st.integers(0, 100_000))
        clock = start + draw(st.integers(1, 60_000))
        made.append((start, clock, draw(NAME), draw(texts)))
    return made


def cues(reading):
    return [(cue.start_ms, cue.end_ms, cue.speaker, cue.text) for cue in reading.cues]


@quick
@given(spoken())
def test_the_archives_json_is_read_again(said):
    segments = [
        {"start_ms": start, "end_ms": end, "speaker": who, "text": text, "themes": []} for start, end, who, text in said
    ]
    data = json.dumps({"interview": "A-1", "language": "be", "segments": segments}, ensure_ascii=False)
    reading = read(data.encode())
    assert cues(reading) == said
    assert reading.problems == ()


def reference(attribute, prefix, names, who):
    return f'{attribute}="{prefix}{names.index(who)}"' if who else ""


@quick
@given(spoken())
def test_ttml_is_read_again(said):
    names = sorted({who for _, _, who, _ in said if who})
    agents = "".join(
        f'<ttm:agent xml:id="a{n}"><ttm:name type="full">{escape(name)}</ttm:name></ttm:agent>'
        for n, name in enumerate(names)
    )
    body = "".join(
        f'<p begin="{start}ms" end="{end / 1000:.3f}s"{reference(" ttm:agent", "a", names, who)}>'
        f"{escape(text).replace(chr(10), '<br/>')}</p>"
        for start, end, who, text in said
    )
    unnamed = {who for _, _, who, _ in said} == {""}
    reading = read(f"<tt><head>{agents}</head><body><div>{body}</div></body></tt>".encode())
    if unnamed:
        assert [(a, b) for a, b, _, _ in cues(reading)] == [(a, b) for a, b, _, _ in said]
    else:
        assert cues(reading) == said
        assert reading.problems == ()


@quick
@given(spoken(LINE))
def test_tei_is_read_again(said):
    names = sorted({who for _, _, who, _ in said if who})
    people = "".join(
        f'<person xml:id="p{n}"><persName>{escape(name)}</persName></person>' for n, name in enumerate(names)
    )
    whens = "".join(
        f'<when xml:id="s{n}" absolute="{start / 1000:.3f}"/><when xml:id="e{n}" since="#s{n}" interval="{end - start}"'
        ' unit="ms"/>'
        for n, (start, end, _, _) in enumerate(said)
    )
    body = "".join(
        f'<u start="#s{n}" end="#e{n}"{reference(" who", "#p", names, who)}>{escape(text)}</u>'
        for n, (_, _, who, text) in enumerate(said)
    )
    reading = read(
        f"<TEI><teiHeader>{people}</teiHeader><text><timeline>{whens}</timeline>{body}</text></TEI>".encode()
    )
    assert cues(reading) == said


@quick
@given(spoken())
def test_textgrids_are_read_again(said):
    tiers = sorted({who or "tier" for _, _, who, _ in said})
    written = ['File type = "ooTextFile"\nObject class = "TextGrid"\n0\n9999\n<exists>', str(len(tiers))]
    for tier in tiers:
        own = [one for one in said if (one[2] or "tier") == tier]
        written += ['"IntervalTier"', quoted(tier), "0", "9999", str(len(own))]
        written += [f"{start / 1000} {end / 1000} {quoted(text)}" for start, end, _, text in own]
    reading = read("\n".join(written).encode("utf-16"))
    assert cues(reading) == [(start, end, who or "tier", text) for start, end, who, text in said]


def quoted(text):
    return '"' + text.replace('"', '""') + '"'


NAMES = st.sampled_from(
    [
        *("tt", "head", "body", "div", "p", "span", "br", "metadata", "ROOT", "record", "transcript", "sync"),
        *("vtt_transcript", "index", "point", "title", "TEI", "text", "u", "w", "pc", "anchor", "seg", "vocal", "desc"),
        *("timeline", "when", "annotationBlock", "spanGrp", "Trans", "Turn", "Sync", "Who", "Event", "Comment"),
        *("ANNOTATION_DOCUMENT", "TIER", "ANNOTATION", "ALIGNABLE_ANNOTATION", "REF_ANNOTATION", "ANNOTATION_VALUE"),
    ]
)
ATTRIBUTES = st.dictionaries(
    st.sampled_from(
        [
            *("begin", "end", "dur", "timeContainer", "xml:lang", "ttm:agent", "xml:id", "start", "synch", "who"),
            *("absolute", "interval", "since", "startTime", "endTime", "time", "speaker", "nb", "desc", "type"),
            *("TIME_SLOT_REF1", "ANNOTATION_REF", "ANNOTATION_ID", "TIER_ID", "PARTICIPANT", "PREVIOUS_ANNOTATION"),
        ]
    ),
    st.sampled_from(
        ["", "1s", "2", "00:00:01.5", "seq", "be", "#a", "a", "b", "a b", "1:|1(1)", "-1", "9" * 30, "noise"]
    ),
    max_size=4,
)


def element(children):
    return st.tuples(NAMES, ATTRIBUTES, st.lists(children, max_size=4)).map(
        lambda parts: (
            f"<{parts[0]}{''.join(f' {name}={quoteattr(value)}' for name, value in parts[1].items())}>"
            f"{''.join(parts[2])}</{parts[0]}>"
        )
    )


TREES = st.recursive(st.sampled_from(["%s", " %s ", "\n", "<br/>", "&amp;"]), element, max_leaves=12)
ROOTS = st.sampled_from(
    [
        "<tt><body><div>{}</div></body></tt>",
        "<tt><body>{}</body></tt>",
        "<ROOT><record><transcript>%s</transcript>{}</record></ROOT>",
        "<TEI><text>{}</text></TEI>",
        "<Trans><Turn startTime='0' endTime='1'>{}</Turn></Trans>",
        "<ANNOTATION_DOCUMENT><TIER TIER_ID='A'>{}</TIER></ANNOTATION_DOCUMENT>",
    ]
)


def outcome(data):
    try:
        return read(data)
    except FormatError as error:
        return error.problem


@settings(quick, max_examples=400)
@given(ROOTS, TREES)
def test_any_xml_of_known_elements_ends_well_and_its_cues_can_be_stored(root, tree):
    reading = outcome(root.format(tree).replace("%s", "слова").encode())
    if isinstance(reading, Problem):
        assert reading.line >= 1
        return
    for cue in reading.cues:
        assert cue.text.strip()
        assert (cue.start_ms is None) == (cue.end_ms is None)
        assert cue.start_ms is None or 0 <= cue.start_ms <= cue.end_ms


SAID = st.sampled_from(["p", "span", "div", "u", "seg", "w", "sp", "note", "head", "vocal", "desc", "unclear", "Who"])
SPEECH = st.recursive(
    st.just("%s"),
    lambda children: st.tuples(SAID, st.lists(children, min_size=1, max_size=3)).map(
        lambda parts: f"<{parts[0]}> {' '.join(parts[1])} </{parts[0]}>"
    ),
    max_leaves=10,
)


@settings(quick, max_examples=300)
@given(
    st.sampled_from(
        [
            '<tt><body><div begin="1s" end="9s">{}</div></body></tt>',
            "<TEI><text><body>{}</body></text></TEI>",
            "<Trans><Turn startTime='0' endTime='9'>{}</Turn></Trans>",
        ]
    ),
    SPEECH,
)
def test_every_word_of_xml_is_in_a_cue_or_in_a_problem(root, tree):
    count = tree.count("%s")
    for number in range(count):
        tree = tree.replace("%s", f"слова{number}х", 1)
    reading = read(root.format(tree).encode())
    kept = " ".join(cue.text for cue in reading.cues)
    told = " ".join(problem.message for problem in reading.problems)
    for number in range(count):
        assert f"слова{number}х" in kept or f"слова{number}х" in told


VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-5, 5), st.floats(-5, 9, allow_nan=False), st.just("слова")),
    lambda children: st.one_of(
        st.lists(children, max_size=4),
        st.dictionaries(
            st.sampled_from(
                [
                    *("segments", "text", "words", "word", "start", "end", "speaker", "chunks", "timestamp", "offsets"),
                    *(
                        "from",
                        "to",
                        "transcription",
                        "timestamps",
                        "start_ms",
                        "end_ms",
                        "language",
                        "result",
                        "themes",
                    ),
                ]
            ),
            children,
            max_size=5,
        ),
    ),
    max_leaves=25,
)


@settings(quick, max_examples=400)
@given(VALUES)
def test_any_json_ends_well_and_its_cues_can_be_stored(value):
    reading = outcome(json.dumps(value, ensure_ascii=False).encode())
    if isinstance(reading, Problem):
        return
    for cue in reading.cues:
        assert cue.text.strip()
        assert (cue.start_ms is None) == (cue.end_ms is None)
        assert cue.start_ms is None or 0 <= cue.start_ms <= cue.end_ms


@settings(quick, max_examples=200)
@given(
    st.sampled_from(
        ["[Script Info]\n[Events]\n", "<SAMI>", "{1}{1}25\n", "0:00:01.000,0:00:02.000\n", "[INFORMATION]\n"]
    ),
    st.lists(
        st.sampled_from(
            [
                *("слова%d\n", "\n", "{1}{2}слова%d\n", "{2}{}слова%d|слова%d\n", "0:00:03.000,0:00:02.000\n"),
                *("0:00:05.000,0:00:06.000\n", "<SYNC Start=1000>", "<SYNC>", "<P Class=BE>слова%d", "<P>&nbsp;"),
                *("Dialogue: 0,0:00:01.00,0:00:02.00,,Ян,,,,,слова%d\n", "Dialogue: x\n", "Comment: слова%d\n"),
                *("Format: Start, Text\n", "<!-- слова%d -->", "<!--", "[br]", "0:1:2:3,4:5\n", "[Fonts]\n"),
            ]
        ),
        max_size=12,
    ),
)
def test_every_word_of_subtitles_is_in_a_cue_or_in_a_problem(head, parts):
    text = head + "".join(part for part in parts if head[0] == "[" or part != "[Fonts]\n")
    count = text.count("%d")
    for number in range(count):
        text = text.replace("%d", str(number) + "х", 1)
    reading = outcome(text.encode())
    if isinstance(reading, Problem):
        return
    known = " ".join(cue.text for cue in reading.cues) + " ".join(problem.message for problem in reading.problems)
    fonts = "[Fonts]" in text
    assert fonts or all(f"слова{number}х" in known for number in range(count))
