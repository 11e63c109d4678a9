"""What services that turn speech into text write, and YouTube's captions, become cues with nothing lost."""

import json

import pytest

from interviews.formats import FormatError, read

SAID = [("Мы стаялі на пляцы.", "A", 100), ("А потым быў загад?", "B", 4_000), ("Я адмовіўся.", "B", 9_000)]


def words(text):
    return text.split()


def spread(ms, scale, **more):
    """Return the words of all that was said with their times, one after the other."""
    return [
        {"start": (at + 300 * n) / scale, "end": (at + 300 * n + 200) / scale, "w": word, "who": who, **more}
        for text, who, at in SAID
        for n, word in enumerate(words(text))
    ]


def aws_items():
    for text, who, at in SAID:
        for n, word in enumerate(words(text)):
            times = {"start_time": f"{(at + 300 * n) / 1000}", "end_time": f"{(at + 300 * n + 200) / 1000}"}
            yield {
                "type": "pronunciation",
                "alternatives": [{"content": word.rstrip(".?")}],
                "speaker_label": who,
                **times,
            }
        yield {"type": "punctuation", "alternatives": [{"content": text[-1]}], "speaker_label": who}


WHOLE = " ".join(text for text, _, _ in SAID)
TICK = 10_000
SERVICES = {
    "youtube": {
        "wireMagic": "pb3",
        "events": [
            {"tStartMs": 0, "dDurationMs": 9_999, "id": 1, "wpWinPosId": 1},
            *(
                event
                for text, _, at in SAID
                for event in (
                    {"tStartMs": at, "dDurationMs": 9_000, "segs": [{"utf8": f"{w} "} for w in words(text)]},
                    {"tStartMs": at + 900, "dDurationMs": 10, "aAppend": 1, "segs": [{"utf8": "\n"}]},
                )
            ),
        ],
    },
    "assemblyai": {
        "text": WHOLE,
        "audio_duration": 12,
        "words": [],
        "utterances": [{"text": text, "speaker": who, "start": at, "end": at + 900} for text, who, at in SAID],
    },
    "assemblyai without voices": {
        "text": WHOLE,
        "audio_duration": 12,
        "utterances": None,
        "words": [{"text": one["w"], "start": int(one["start"]), "end": int(one["end"])} for one in spread(0, 1)],
    },
    "aws": {"results": {"transcripts": [{"transcript": WHOLE}], "items": list(aws_items())}},
    "aws by segments": {
        "results": {
            "items": [],
            "audio_segments": [
                {"transcript": text, "speaker_label": who, "start_time": f"{at / 1000}", "end_time": f"{at / 1000 + 1}"}
                for text, who, at in SAID
            ],
        }
    },
    "azure": {
        "recognizedPhrases": [
            {"speaker": who, "offsetInTicks": at * TICK, "durationInTicks": 900 * TICK, "nBest": [{"display": text}]}
            for text, who, at in SAID
        ]
    },
    "azure, times in words": {
        "recognizedPhrases": [
            {"offset": f"PT0M{at / 1000}S", "duration": "PT0.9S", "nBest": [{"display": text}]} for text, _, at in SAID
        ]
    },
    "deepgram": {
        "results": {
            "channels": [
                {
                    "alternatives": [
                        {
                            "transcript": WHOLE,
                            "words": [
                                {"word": "x", "punctuated_word": one["w"], **{k: one[k] for k in ("start", "end")}}
                                for one in spread(0, 1000)
                            ],
                        }
                    ]
                }
            ]
        }
    },
    "google": {
        "results": [
            {
                "alternatives": [{"transcript": text, "words": [{"startTime": f"{at / 1000}s"}] * len(words(text))}],
                "resultEndTime": f"{at / 1000 + 1}s",
            }
            for text, _, at in SAID
        ]
    },
    "rev": {
        "speakers": [{"id": 0, "name": "A"}, {"id": 1, "name": "B"}],
        "monologues": [
            {"speaker": "AB".index(who), "elements": [{"type": "text", "value": text, "ts": at / 1000, "end_ts": at}]}
            for text, who, at in SAID
        ],
    },
    "speechmatics": {
        "results": [
            {
                "type": "word",
                "start_time": one["start"],
                "end_time": one["end"],
                "alternatives": [{"content": one["w"], "speaker": one["who"]}],
            }
            for one in spread(0, 1000)
        ]
    },
    "elevenlabs": {
        "text": WHOLE,
        "words": [
            part
            for one in spread(0, 1000)
            for part in (
                {"text": one["w"], "start": one["start"], "end": one["end"], "speaker_id": one["who"], "type": "word"},
                {"text": " ", "start": one["end"], "end": one["end"], "speaker_id": one["who"], "type": "spacing"},
            )
        ],
    },
    "premiere": {
        "segments": [
            {"start": at / 1000, "duration": 0.9, "speaker": who, "words": [{"text": word} for word in words(text)]}
            for text, who, at in SAID
        ],
        "speakers": [],
    },
    "podcast": {
        "version": "1.0.0",
        "segments": [
            {"speaker": who, "startTime": at / 1000, "endTime": at / 1000 + 1, "body": text} for text, who, at in SAID
        ],
    },
}


@pytest.mark.parametrize("name", SERVICES)
def test_what_a_service_writes_is_read_with_its_times_and_voices(name):
    data = SERVICES[name]
    reading = read(json.dumps(data, ensure_ascii=False).encode())
    assert reading.format == "speech"
    assert [cue.text for cue in reading.cues] == [text for text, _, _ in SAID]
    assert [cue.start_ms for cue in reading.cues] == [at for _, _, at in SAID]
    assert all(cue.end_ms >= cue.start_ms for cue in reading.cues)
    if any(cue.speaker for cue in reading.cues):
        assert [cue.speaker for cue in reading.cues] == [who for _, who, _ in SAID]
    assert not [problem for problem in reading.problems if problem.refuses]


def test_words_that_stand_in_no_passage_of_a_service_are_told():
    data = SERVICES["assemblyai"] | {"text": f"{WHOLE} Забытае слова."}
    told = [problem for problem in read(json.dumps(data).encode()).problems if problem.code == "text-elsewhere"]
    assert "Забытае" in told[0].message


def test_a_service_s_file_without_words_is_refused_by_what_it_is():
    with pytest.raises(FormatError) as caught:
        read(b'{"results": {"items": []}, "events": []}')
    assert caught.value.problem.code == "not-read-yet"


def said(data):
    reading = read(json.dumps(data, ensure_ascii=False).encode())
    told = {problem.code: problem.message for problem in reading.problems}
    return [(cue.start_ms, cue.end_ms, cue.speaker, cue.text) for cue in reading.cues], told


def test_premiere_segments_are_read_to_the_last_and_what_was_not_is_told():
    one = {"start": 1, "duration": 1, "speaker": "u1", "language": "be-by"}
    spoken = [{"text": "Мы", "type": "word", "tags": []}, {"text": "стаялі.", "type": "word", "tags": []}]
    segments = [
        one | {"words": []},
        one | {"words": spoken},
        one | {"start": 2, "words": [], "text": "Быў загад."},
        {"start": 4, "speaker": "u1", "words": spoken},
        one | {"start": 6, "words": [{"value": "Забытае"}]},
        one | {"start": 8, "words": spoken},
    ]
    cues, told = said({"segments": segments, "speakers": [{"id": "u1", "name": "Ян"}]})
    assert [(start, who, text) for start, _, who, text in cues] == [
        (1000, "Ян", "Мы стаялі."),
        (2000, "Ян", "Быў загад."),
        (4000, "Ян", "Мы стаялі."),
        (8000, "Ян", "Мы стаялі."),
    ]
    assert "“Забытае”" in told["json-item"]
    assert "words-beside" not in told


def test_podcast_segments_with_a_text_in_place_of_a_body_are_read():
    segments = [
        {"speaker": "Ян", "startTime": 1, "endTime": 2, "body": "Так."},
        {"speaker": "Ян", "startTime": 2, "endTime": 3, "text": "Не."},
        {"speaker": "Ян", "startTime": 3, "endTime": 4, "body": "Потым.", "text": "Зусім іншае"},
    ]
    cues, told = said({"version": "1.0.0", "segments": segments})
    assert [text for *_, text in cues] == ["Так.", "Не.", "Потым."]
    assert "Зусім іншае" in told["words-beside"]


def test_a_long_passage_with_times_of_its_words_is_parted_at_sentences():
    parted = [(1000, 1900, "A", "Я служыў, так."), (2000, 2900, "A", "Потым па-свойму сышоў.")]
    written = [("Я", 1000), ("служыў,", 1300), ("так.", 1600), ("Потым", 2000), ("па-свойму", 2300), ("сышоў.", 2600)]
    single = [{"text": word, "start": at, "end": at + 300} for word, at in written]
    whole = {"text": " ".join(word for word, _ in written), "speaker": "A", "start": 1000, "end": 2900}
    assert said({"audio_duration": 3, "utterances": [whole | {"words": single}]})[0] == parted
    other = [whole | {"words": single[1:]}]
    assert said({"audio_duration": 3, "utterances": other})[0] == [(1000, 2900, "A", whole["text"])]
    signs = [{"type": "punct", "value": "… "}]
    for word, at in written:
        value, sign = word.rstrip(".,"), word[len(word.rstrip(".,")) :]
        pieces = [value] if value != "па-свойму" else ["па", "свойму"]
        for n, piece in enumerate(pieces):
            times = {"ts": (at + 100 * n) / 1000, "end_ts": (at + 300) / 1000}
            signs += [{"type": "punct", "value": "-"}] * n + [{"type": "text", "value": piece} | times]
        signs += [{"type": "punct", "value": f"{sign} "}]
    cues, _ = said({"speakers": [{"id": 0, "name": "A"}], "monologues": [{"speaker": 0, "elements": signs}]})
    assert cues == [(1000, 1900, "A", "… Я служыў, так."), parted[1]]


def google(last):
    def word(text, at, **more):
        return {"word": text, "startTime": f"{at}s", "endTime": f"{at + 1}s"} | more

    texts = ["Так, быў.", "Хто быў?"]
    own = [word(text, n) for n, text in enumerate(" ".join(texts).split())]
    results = [
        {"alternatives": [{"transcript": text, "words": own[2 * n : 2 * n + 2]}], "resultEndTime": f"{2 * n + 2}s"}
        for n, text in enumerate(texts)
    ]
    again = [word(text, n, speakerTag=tag) for n, (text, tag) in enumerate(last)]
    return said({"results": [*results, {"alternatives": [{"words": again}]}]})


def test_voices_that_google_tells_apart_in_its_last_result_are_read_or_told():
    cues, told = google([("Так", 1), ("быў", 1), ("Хто", 2), ("быў", 1)])
    assert cues == [(0, 2000, "1", "Так, быў."), (2000, 3000, "2", "Хто"), (3000, 4000, "1", "быў?")]
    assert not told
    cues, told = google([("Так", 1), ("быў", 2)])
    assert [(start, who, text) for start, _, who, text in cues] == [(0, "", "Так, быў."), (2000, "", "Хто быў?")]
    assert "Так быў" in told["words-differ"]
    assert not google([("Так", 0), ("быў", 0), ("Хто", 0), ("быў", 0)])[1]


YOUTUBE = {
    "srv1": ["<transcript>", '<text start="{s}" dur="1">{t} &amp;#39;так&amp;#39;</text>', "</transcript>"],
    "srv2": ["<timedtext>", '<text t="{ms}" d="1000">{t} &amp;#39;так&amp;#39;</text>', "</timedtext>"],
    "srv3": [
        '<timedtext format="3"><head><ws id="0"/></head><body><w t="0" id="1"/>',
        '<p t="{ms}" d="9000" w="1"><s ac="0">{t}</s><s t="9"> \'так\'</s></p><p t="{ms}" d="9" w="1" a="1">\n</p>',
        "</body></timedtext>",
    ],
}


@pytest.mark.parametrize("kind", YOUTUBE)
def test_captions_that_youtube_keeps_in_xml_are_read(kind):
    head, line, foot = YOUTUBE[kind]
    lines = [line.format(s=at / 1000, ms=at, t=text) for text, _, at in SAID]
    reading = read("\n".join(['<?xml version="1.0" encoding="utf-8" ?>' + head, *lines, foot]).encode())
    assert reading.format == "timedtext"
    assert [(cue.start_ms, cue.text) for cue in reading.cues] == [(at, f"{text} 'так'") for text, _, at in SAID]
    # Lines that roll up end where the next begins.
    assert all(above.end_ms <= below.start_ms for above, below in zip(reading.cues, reading.cues[1:], strict=False))
