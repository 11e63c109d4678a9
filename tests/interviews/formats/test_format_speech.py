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
