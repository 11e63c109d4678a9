"""JSON of speech recognisers in all its dialects, and of this archive, becomes cues."""

import json

import pytest

from interviews.formats import FormatError, read


def from_json(data):
    reading = read(json.dumps(data, ensure_ascii=False, indent=1).encode())
    assert reading.format == "json"
    return reading


def cues(reading):
    return [(cue.start_ms, cue.end_ms, cue.speaker, cue.text) for cue in reading.cues]


def codes(reading):
    return [problem.code for problem in reading.problems]


EXPECTED = [(0, 2500, "", "Я служыў."), (2500, 4000, "", "Потым сышоў.")]
WORDS = [{"word": " Я", "start": 0.0, "end": 0.5, "probability": 0.9}]
PARTS = [
    {"id": 0, "seek": 0, "start": 0.0, "end": 2.5, "text": " Я служыў.", "tokens": [1, 2], "words": WORDS},
    {"id": 1, "seek": 0, "start": 2.5, "end": 4.0, "text": " Потым сышоў.", "tokens": [3], "temperature": 0.0},
]
DIALECTS = {
    "openai": {
        "task": "transcribe",
        "language": "belarusian",
        "duration": 4.0,
        "text": " Я служыў. Потым сышоў.",
        "segments": PARTS,
    },
    "faster-whisper-list": PARTS,
    "faster-whisper-arrays": [[1, 0, 0.0, 2.5, " Я служыў.", [1], -0.2], [2, 0, 2.5, 4.0, " Потым сышоў.", [3], -0.2]],
    "faster-whisper-info": {"segments": PARTS, "info": {"language": "be", "duration": 4.0}},
    "whisper.cpp": {
        "systeminfo": "AVX",
        "params": {"language": "auto"},
        "result": {"language": "be"},
        "transcription": [
            {
                "timestamps": {"from": "00:00:00,000", "to": "00:00:02,500"},
                "offsets": {"from": 0, "to": 2500},
                "text": " Я служыў.",
            },
            {"timestamps": {"from": "00:00:02,500", "to": "00:00:04,000"}, "text": " Потым сышоў."},
        ],
    },
    "transformers": {
        "text": " Я служыў. Потым сышоў.",
        "chunks": [
            {"timestamp": [0.0, 2.5], "text": " Я служыў."},
            {"timestamp": [2.5, 4.0], "text": " Потым сышоў."},
        ],
    },
}


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_dialect_is_read(dialect):
    reading = from_json(DIALECTS[dialect])
    assert cues(reading) == EXPECTED
    assert reading.problems == ()


@pytest.mark.parametrize(("dialect", "language"), [("openai", "be"), ("whisper.cpp", "be"), ("transformers", None)])
def test_the_language_that_the_file_names_is_suggested(dialect, language):
    assert from_json(DIALECTS[dialect]).language == language


def word(text, start, end, speaker=None):
    return {"word": text, **({"start": start, "end": end} if start is not None else {})} | (
        {"speaker": speaker} if speaker else {}
    )


def test_speakers_of_segments_are_kept_and_segments_of_several_are_parted_by_their_words():
    words = [
        word("Калі", 0.0, 0.4, "A"),
        word("гэта", 0.5, 0.9, "A"),
        word("было?", None, None),
        word("У", 1.5, 1.6, "B"),
        word("дваццатым.", 1.7, 2.4, "B"),
    ]
    segments = [
        {"start": 0.0, "end": 2.5, "text": " Калі гэта было? У дваццатым.", "words": words, "speaker": "A"},
        {"start": 2.5, "end": 3.0, "text": "Так.", "words": [word("Так.", 2.5, 3.0, "A")]},
        {"start": 3.0, "end": 4.0, "text": "Добра.", "words": [], "speaker": "B"},
    ]
    reading = from_json({"segments": segments, "word_segments": words, "language": "be"})
    assert cues(reading) == [
        (0, 900, "A", "Калі гэта было?"),
        (1500, 2500, "B", "У дваццатым."),
        (2500, 3000, "A", "Так."),
        (3000, 4000, "B", "Добра."),
    ]
    assert codes(reading) == ["voices-parted"]


def test_a_segment_whose_words_are_not_its_text_stays_whole():
    words = [word("Інакшае", 0.0, 0.4, "A"), word("слова", 0.5, 0.9, "B")]
    reading = from_json({"segments": [{"start": 0, "end": 1, "text": "Так было", "words": words, "speaker": "A"}]})
    assert cues(reading) == [(0, 1000, "A", "Так было")]
    assert codes(reading) == ["words-differ"]
    assert "Інакшае слова" in reading.problems[0].message


def test_words_that_stand_beside_the_text_of_one_speaker_alone_are_told():
    words = [word("Так", 0.0, 0.4, "A"), word("не", 0.4, 0.5, "A"), word("было.", 0.5, 0.9, "A")]
    reading = from_json({"segments": [{"start": 0, "end": 1, "text": "Так было", "words": words}]})
    assert cues(reading) == [(0, 1000, "A", "Так было")]
    assert [(one.code, one.params["text"]) for one in reading.problems] == [("words-beside", "Так не было.")]


def test_words_that_are_written_otherwise_in_the_text_are_no_others():
    words = [word("Так,", 0.0, 0.4, "A"), word("бы", 0.4, 0.5, "A"), word("ло", 0.5, 0.9, "A")]
    reading = from_json({"segments": [{"start": 0, "end": 1, "text": " Так, было ", "words": words}]})
    assert not reading.problems


def test_ends_that_are_null_are_filled_in_and_told():
    chunks = [
        {"timestamp": [0.0, None], "text": " Я служыў."},
        {"timestamp": [2.5, None], "text": " Потым сышоў."},
    ]
    reading = from_json({"text": "", "chunks": chunks})
    assert cues(reading) == [(0, 2500, "", "Я служыў."), (2500, 3500, "", "Потым сышоў.")]
    assert sorted(codes(reading)) == ["end-estimated", "ends-taken"]


def test_a_beginning_that_is_null_is_filled_in_and_told():
    reading = from_json([{"start": 0, "end": 1, "text": "а"}, {"start": None, "end": 2, "text": "б"}])
    assert cues(reading) == [(0, 1000, "", "а"), (1000, 2000, "", "б")]
    assert codes(reading) == ["starts-taken"]


@pytest.mark.parametrize("untimed", [False, True])
def test_the_json_of_this_archive_comes_back_identical(untimed):
    said = [("Ян", "Я: служыў\nтры гады."), ("", "Анна: так"), ("", "Анна: не")]
    segments = [
        {
            "start_ms": None if untimed else 1001 * n,
            "end_ms": None if untimed else 1001 * n + 7,
            "speaker": speaker,
            "text": text,
            "themes": [],
        }
        for n, (speaker, text) in enumerate(said)
    ]
    data = {
        "interview": "OOU-7K3M",
        "language": "be",
        "kind": "original",
        "provenance": "machine",
        "segments": segments,
    }
    reading = from_json(data)
    assert cues(reading) == [(one["start_ms"], one["end_ms"], one["speaker"], one["text"]) for one in segments]
    assert (reading.language, reading.problems) == ("be", ())


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        ([[0, 0, 5], [3, 5, 9]], [(0, 5, "Ян", "Так"), (5, 9, "Ян", "было")]),
        ([[0, 0, 5], [3, 5, 9], [99, 9, 9]], [(0, 9, "Ян", "Так было")]),
        ([[0, 0, 5], [0, 5, 9]], [(0, 9, "Ян", "Так было")]),
        ([[0, 0], "x"], [(0, 9, "Ян", "Так было")]),
        ([], [(0, 9, "Ян", "Так было")]),
    ],
)
def test_the_cues_of_a_passage_of_this_archive_are_told_by_its_marks(marks, expected):
    segment = {"start_ms": 0, "end_ms": 9, "speaker": "Ян", "text": "Так было", "marks": marks}
    assert cues(from_json({"segments": [segment]})) == expected


def test_themes_are_left_out_and_told():
    segments = [{"start_ms": 0, "end_ms": 5, "speaker": "", "text": "а", "themes": ["oath", "order"]}]
    reading = from_json({"segments": segments})
    assert codes(reading) == ["themes-left-out"]
    assert "2" in reading.problems[0].message


def test_words_alone_and_voices_of_the_whole_are_read():
    assert cues(from_json({"words": [word("Так", 0, 1), word("было", 1, 2)]})) == [
        (0, 1000, "", "Так"),
        (1000, 2000, "", "было"),
    ]
    speakers = [{"speaker": "SPEAKER_00", "text": "Так", "timestamp": [0.0, 1.0]}]
    chunks = [{"timestamp": [0.0, 1.0], "text": "Так"}]
    assert cues(from_json({"speakers": speakers, "chunks": chunks})) == [(0, 1000, "SPEAKER_00", "Так")]


def test_single_words_become_sentences_with_the_signs_of_the_whole_text():
    said = [("Так", 0, 0.4), ("было", 0.5, 0.9), ("у", 1, 1.1), ("арміі", 1.1, 1.6), ("Я", 2, 2.1), ("сышоў", 2.2, 2.8)]
    data = {"text": "Так, было — у арміі. Я сышоў!", "words": [word(*one) for one in said]}
    assert cues(from_json(data)) == [(0, 1600, "", "Так, было — у арміі."), (2000, 2800, "", "Я сышоў!")]
    chunks = [{"text": f" {text}", "timestamp": [start, end]} for text, start, end in said]
    reading = from_json({"text": "Інакшае", "chunks": chunks})
    assert cues(reading) == [(0, 2800, "", "Так было у арміі Я сышоў")]
    assert sorted(codes(reading)) == ["text-elsewhere", "words-to-sentences"]
    pieces = [" Ся", "ржа", "нт", " пры", "йшоў", "."]
    chunks = [{"text": text, "timestamp": [number, number + 1]} for number, text in enumerate(pieces)]
    assert cues(from_json({"chunks": chunks})) == [(0, 6000, "", "Сяржант прыйшоў.")]


def test_a_list_of_what_was_made_of_each_recording_keeps_its_times():
    chunks = [{"timestamp": [0.0, 1.0], "text": " Так."}, {"timestamp": "(1.0, None)", "text": " Не."}]
    reading = from_json([{"text": " Так. Не. Ага.", "chunks": chunks}])
    assert cues(reading) == [(0, 1000, "", "Так."), (1000, 2000, "", "Не.")]
    assert sorted(codes(reading)) == ["end-estimated", "text-elsewhere"]
    assert cues(from_json([{"chunks": chunks[:1]}])) == [(0, 1000, "", "Так.")]


def test_times_that_are_written_as_text_are_read():
    segments = [
        {"start": "0.0", "end": "2.5", "text": "а"},
        {"start": "0:02.5", "end": "00:00:03", "text": "б"},
    ]
    assert cues(from_json({"segments": segments})) == [(0, 2500, "", "а"), (2500, 3000, "", "б")]


def test_text_alone_has_no_times():
    assert cues(from_json({"text": "Я служыў."})) == [(None, None, "", "Я служыў.")]


def test_words_that_are_in_no_passage_are_told():
    reading = from_json({"text": "Я служыў доўга.", "segments": [{"start": 0, "end": 1, "text": "Я служыў"}]})
    assert codes(reading) == ["text-elsewhere"]
    assert "доўга" in reading.problems[0].message


def test_times_that_cannot_be_read_quote_the_words():
    segments = [
        {"start": "soon", "end": 1, "text": "адзін"},
        {"start": 3, "end": 2, "text": "два"},
        {"start": 1e12, "end": 1e12, "text": "тры"},
        {"start": -2, "end": -1, "text": "чатыры"},
        {"start": 5, "end": 6, "text": "пяць"},
    ]
    reading = from_json(segments)
    assert [cue.text for cue in reading.cues] == ["пяць"]
    assert codes(reading) == ["time-wrong", "ends-before-start", "time-too-late", "time-negative"]
    assert [problem.line for problem in reading.problems] == [2, 7, 12, 17]
    for word_said, problem in zip(("адзін", "два", "тры", "чатыры"), reading.problems, strict=True):
        assert word_said in problem.message
        assert problem.refuses


def test_items_without_a_text_are_quoted():
    reading = from_json({"segments": [{"start": 0, "end": 1, "text": "а"}, {"start": 1, "end": 2, "said": "слова"}]})
    assert codes(reading) == ["json-item"]
    assert "слова" in reading.problems[0].message


def test_half_a_letter_is_shown_as_one_that_is_unknown_and_told():
    reading = read(rb'{"segments": [{"text": "\ud83d, \ud83d\ude00, \\ud83d \uDE00"}]}')
    assert [cue.text for cue in reading.cues] == ["\ufffd, \U0001f600, \\ud83d \ufffd"]
    assert [(one.code, one.params["count"]) for one in reading.problems] == [("letters-halved", 2)]


def test_lines_are_those_of_the_objects():
    assert [cue.line for cue in from_json({"segments": PARTS}).cues] == [3, 22]


@pytest.mark.parametrize("data", [{"segments": []}, {"text": "", "chunks": []}])
def test_a_recording_in_which_nothing_was_heard_has_no_cues(data):
    assert codes(from_json(data)) == ["no-cues"]


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ('{"segments":\n [{"text": "a", "text": "b"}]}', "json-twice", 2),
        ('{"segments": [{"start": NaN, "text": "a"}]}', "json-number", 1),
        ('{"segments": [{"start": Infinity, "text": "a"}]}', "json-number", 1),
        ('{"segments": [{"start": 1e999, "text": "a"}]}', "json-number", 1),
        (f'{{"segments": [{{"start": {"9" * 5000}, "text": "a"}}]}}', "json-number", 1),
        ('{"segments": [\n{"start": 1,\n "text": "a"', "json-broken", 3),
        ('{"segments": ["a' + "\\", "json-broken", 1),
        ('{"segments": ' + "[" * 101 + "]" * 101 + "}", "too-deep", 1),
    ],
)
def test_what_json_lacks_or_hides_is_refused(text, code, line):
    with pytest.raises(FormatError) as caught:
        read(text.encode())
    assert (caught.value.problem.code, caught.value.problem.line) == (code, line)


@pytest.mark.parametrize("text", ['{"a": 1}', '[{"a": 1}]', "{}", '{"segments": "a"}', '[[1, 2, "a"]]'])
def test_json_that_is_no_transcript_is_refused_by_name(text):
    with pytest.raises(FormatError) as caught:
        read(text.encode(), name="a.json")
    assert caught.value.problem.code == "not-read-yet"
    assert "JSON" in caught.value.problem.message


def test_in_a_file_of_one_line_numbers_count_passages_and_this_is_said():
    long = "a" * 1000
    items = [{"text": long, "start": 1, "end": 2}, {"text": "b", "start": "q", "end": 2}, {"text": "c", "start": 3}]
    reading = read(json.dumps({"segments": items}).encode())
    assert [cue.line for cue in reading.cues] == [1, 3]
    assert [(one.code, one.line) for one in reading.problems][:2] == [("lines-are-elements", 1), ("time-wrong", 2)]
    pretty = read(json.dumps({"segments": items}, indent=1).encode())
    assert [cue.line for cue in pretty.cues] == [3, 13]
    assert "lines-are-elements" not in codes(pretty)


def test_nothing_is_said_of_numbers_where_nothing_is_wrong():
    items = [{"text": "a" * 1000, "start": 1, "end": 2}, {"text": "b", "start": 2, "end": 3}]
    assert read(json.dumps({"segments": items}).encode()).problems == ()
