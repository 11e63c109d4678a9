"""What Fireflies, Happy Scribe, Sonix, Vosk and SpeechKit write, and JSON Lines, become cues with nothing lost."""

import json

import pytest

from interviews.formats import FormatError, read

SPOKEN = {
    "be": ("Чаму вы сышлі?", "Быў загад."),
    "ru": ("Почему вы ушли?", "Был приказ."),
    "uk": ("Чому ви пішли?", "Був наказ."),
    "en": ("Why did you leave?", "There was an order."),
}
NAMES = ("Анна", "Ян")
TIMES = ((1.0, 2.5), (61.25, 63.0))
LANGUAGES = pytest.mark.parametrize("language", SPOKEN)


def data(value):
    return json.dumps(value, ensure_ascii=False).encode()


def lines(values):
    return b"".join(data(value) + b"\n" for value in values)


def cues(reading):
    return [(cue.start_ms, cue.end_ms, cue.speaker, cue.text) for cue in reading.cues]


def told(reading):
    return [(problem.code, problem.line) for problem in reading.problems]


def words(text, start, end, /, **names):
    """Return the words of a text spread over its time, under the ``names`` a service gives to word, start and end."""
    parts = text.lower().rstrip("?.").split()
    step = (end - start) / len(parts)
    return [
        {names["word"]: part, names["start"]: start + n * step, names["end"]: start + (n + 1) * step}
        for n, part in enumerate(parts)
    ]


def clock(seconds):
    return f"{int(seconds) // 60:02}:{seconds % 60:06.3f}"


def fireflies(texts, moment=float, place=lambda found: {"data": {"transcript": {"title": "x", "sentences": found}}}):
    return place(
        [
            {"index": n, "speaker_name": who, "text": text, "start_time": moment(start), "end_time": moment(end)}
            for n, (text, who, (start, end)) in enumerate(zip(texts, NAMES, TIMES, strict=True))
        ]
    )


def sonix(texts):
    return {
        "name": "x",
        "transcript": [
            {"speaker": who, "start_time": start, "end_time": end, "text": text, "words": []}
            for text, who, (start, end) in zip(texts, NAMES, TIMES, strict=True)
        ],
    }


def happy_scribe(texts):
    return [
        {
            "speaker": who,
            "words": [
                {"text": f"{word} ", "data_start": start, "data_end": end, "type": "text"} for word in text.split()
            ],
        }
        for text, who, (start, end) in zip(texts, NAMES, TIMES, strict=True)
    ]


NAMED = {
    "fireflies": fireflies,
    "fireflies with times as text": lambda texts: fireflies(texts, str),
    "fireflies with clocks": lambda texts: fireflies(texts, clock),
    "fireflies, sentences alone": lambda texts: fireflies(texts, place=lambda found: {"sentences": found}),
    "fireflies, downloaded": lambda texts: [
        {"sentence": text, "startTime": clock(start), "endTime": clock(end), "speaker_name": who}
        for text, who, (start, end) in zip(texts, NAMES, TIMES, strict=True)
    ],
    "sonix": sonix,
    "happy scribe": happy_scribe,
}


@LANGUAGES
@pytest.mark.parametrize("service", NAMED)
def test_services_that_name_speakers_are_read(service, language):
    reading = read(data(NAMED[service](SPOKEN[language])))
    assert reading.format == "speech"
    assert cues(reading) == [
        (1000, 2500, "Анна", SPOKEN[language][0]),
        (61_250, 63_000, "Ян", SPOKEN[language][1]),
    ]
    assert reading.problems == ()


def test_a_passage_of_a_service_without_text_is_told():
    broken = fireflies(SPOKEN["be"])
    broken["data"]["transcript"]["sentences"] += [{"speaker_name": "Ян", "said": "згубленае"}, "бадзяга"]
    reading = read(data(broken))
    assert len(reading.cues) == 2
    messages = " ".join(problem.message for problem in reading.problems)
    assert [problem.code for problem in reading.problems] == ["json-item", "json-item"]
    assert "згубленае" in messages
    assert "бадзяга" in messages


def vosk(text, start, end):
    found = words(text, start, end, word="word", start="start", end="end")
    return {"result": [{"conf": 1.0, **word} for word in found], "text": " ".join(word["word"] for word in found)}


VOSK = {
    "a list": lambda results: data([*results, {"text": ""}]),
    "one after the other": lambda results: "\n".join(
        json.dumps(one, ensure_ascii=False, indent=2) for one in [*results, {"text": ""}]
    ).encode(),
    "json lines": lambda results: lines([results[0], {"partial": ""}, results[1]]),
    "several guesses": lambda results: data(
        [{"alternatives": [{"confidence": 200.0, **one}, {"confidence": 1.0, "text": "чмо"}]} for one in results]
    ),
    "with a mark, CRLF": lambda results: b"\xef\xbb\xbf" + lines(results).replace(b"\n", b"\r\n"),
    "utf-16": lambda results: lines(results).decode().encode("utf-16"),
}


@LANGUAGES
@pytest.mark.parametrize("way", VOSK)
def test_results_of_vosk_are_read_in_every_way_they_are_kept(way, language):
    asks, answers = SPOKEN[language]
    reading = read(VOSK[way]([vosk(asks, *TIMES[0]), vosk(answers, *TIMES[1])]))
    assert reading.format == "speech"
    assert cues(reading) == [
        (1000, 2500, "", asks.lower().rstrip("?.")),
        (61_250, 63_000, "", answers.lower().rstrip("?.")),
    ]
    assert not [problem for problem in reading.problems if problem.code != "cue-empty"]


def test_one_result_of_vosk_is_a_transcript():
    assert cues(read(data(vosk("чаму вы сышлі", 1.0, 2.5)))) == [(1000, 2500, "", "чаму вы сышлі")]


def yandex_2(texts, channels=("1", "2")):
    chunks = [
        {
            "alternatives": [
                {
                    "words": [
                        {**word, "startTime": f"{word['startTime']}s", "endTime": f"{word['endTime']}s"}
                        for word in words(text, *times, word="word", start="startTime", end="endTime")
                    ],
                    "text": text,
                    "confidence": 1,
                },
                {"text": "іншае"},
            ],
            "channelTag": channel,
        }
        for text, channel, times in zip(texts, channels, TIMES, strict=True)
    ]
    return {"done": True, "response": {"@type": "x", "chunks": chunks}, "id": "e03"}


@LANGUAGES
def test_speechkit_tells_channels_apart_where_there_are_two(language):
    asks, answers = SPOKEN[language]
    assert cues(read(data(yandex_2(SPOKEN[language])))) == [
        (1000, 2500, "1", asks),
        (61_250, 63_000, "2", answers),
    ]
    assert {cue.speaker for cue in read(data(yandex_2(SPOKEN[language], "11"))).cues} == {""}


def yandex_3(kind, text, times, number="0"):
    start, end = (str(round(time * 1000)) for time in times)
    best = {"words": [], "text": text, "startTimeMs": start, "endTimeMs": end, "confidence": 1}
    if kind == "final":
        return {"result": {"final": {"alternatives": [best], "channelTag": "0"}, "channelTag": "0"}}
    refined = {"finalIndex": number, "normalizedText": {"alternatives": [best], "channelTag": "0"}}
    return {"result": {"finalRefinement": refined, "channelTag": "0"}}


@LANGUAGES
def test_the_refined_words_of_speechkit_take_the_place_of_the_first_ones(language):
    asks, answers = SPOKEN[language]
    events = [
        yandex_3("final", asks.lower(), TIMES[0]),
        yandex_3("refined", asks, TIMES[0]),
        yandex_3("final", answers, TIMES[1]),
    ]
    for file in (lines(events), data(events)):
        assert cues(read(file)) == [(1000, 2500, "", asks), (61_250, 63_000, "", answers)]


def segments(language="be"):
    return [
        {"start": start, "end": end, "text": text, "speaker": who}
        for text, who, (start, end) in zip(SPOKEN[language], NAMES, TIMES, strict=True)
    ]


@LANGUAGES
@pytest.mark.parametrize("way", [lambda file: file, lambda file: b"\xef\xbb\xbf" + file.replace(b"\n", b"\r\n\r\n")])
def test_json_lines_of_segments_are_read(language, way):
    reading = read(way(lines(segments(language))))
    assert reading.format == "json"
    assert cues(reading) == [
        (1000, 2500, "Анна", SPOKEN[language][0]),
        (61_250, 63_000, "Ян", SPOKEN[language][1]),
    ]
    assert reading.problems == ()


@pytest.mark.parametrize("at", [0, 1, 2])
def test_a_broken_line_of_json_lines_is_told_and_refuses_its_words(at):
    rows = [data(one) for one in [*segments(), {"start": 70, "end": 71, "text": "Трэці радок."}]]
    rows[at] = rows[at][:-4]
    reading = read(b"\n".join(rows))
    [problem] = [one for one in reading.problems if one.code == "json-line"]
    assert (problem.refuses, problem.line) == (True, at + 1)
    assert rows[at].decode(errors="ignore")[:20] in problem.message
    assert len(reading.cues) == 2


def test_json_that_is_broken_elsewhere_is_refused_with_its_line():
    whole = json.dumps({"segments": segments()}, ensure_ascii=False, indent=1)
    for text in (whole[:-30], whole.replace('"end"', "end", 1), '{"text": "a"}\n{"text": \n{"text": '):
        with pytest.raises(FormatError) as caught:
            read(text.encode())
        assert caught.value.problem.code == "json-broken"


def test_objects_of_json_lines_may_not_name_a_thing_twice():
    with pytest.raises(FormatError) as caught:
        read(b'{"text": "a", "start": 1}\n{"text": "b", "text": "c"}\n')
    assert (caught.value.problem.code, caught.value.problem.line) == ("json-twice", 2)
