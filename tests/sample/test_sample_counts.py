"""The sample archive is as large and as varied as it is meant to be: branches, years, themes, languages, formats."""

import re
from collections import Counter
from importlib import import_module

import pytest

from tests.sample.reading import (
    LANGUAGES,
    PUBLIC,
    THEMES,
    UNTIMED,
    in_languages,
    is_timed,
    milliseconds,
    original,
    read_cues,
    rows,
    segment_spans,
    transcript_files,
)

BRANCHES = import_module("interviews.migrations.0002_vocabulary").BRANCHES
RULES = {"researchers only", "embargo", "open embargo", "withdrawn", "pending"}


def test_every_rule_that_hides_a_record_has_an_example_and_twelve_are_public():
    seen, public = set(), set()
    for row in rows("interviews.csv"):
        reasons = {
            "researchers only": row["release"] == "researchers",
            "embargo": re.fullmatch(r"\d{4}-\d\d-\d\d", row["embargo_until"]),
            "open embargo": row["embargo_until"] == "open",
            "withdrawn": row["consent"] == "withdrawn",
            "pending": row["consent"] == "pending",
        }
        hidden = {reason for reason, holds in reasons.items() if holds}
        seen |= hidden
        if not hidden:
            assert (row["consent"], row["release"]) == ("granted", "public")
            public.add(row["accession"])
    assert seen == RULES
    assert public == PUBLIC
    assert len(public) == 12


def test_public_interviews_come_from_every_branch_and_all_years_and_their_ranks_vary():
    public = [row for row in rows("interviews.csv") if row["accession"] in PUBLIC]
    assert {row["branch"] for row in public} == set(BRANCHES)
    assert {row["left_on"][:4] for row in public} == {"2020", "2021", "2022", "2023", "2024"}
    assert len({row["rank"] for row in public}) >= 10
    assert {row["language"] for row in public} == {"be", "ru", "uk"}
    for row in public:
        assert row["served_from"] < row["served_to"] == row["left_on"] < row["recorded_on"] < row["published_on"]


def test_all_public_interviews_have_english_translations_and_half_of_them_a_belarusian_or_russian_one():
    translated = {
        (row["accession"], row["language"]) for row in rows("transcripts.csv") if row["kind"] == "translation"
    }
    assert {code for code, language in translated if language == "en"} >= PUBLIC
    assert len({code for code, language in translated if language in ("be", "ru")} & PUBLIC) >= 6


def test_transcripts_come_in_four_formats_with_times_and_one_without():
    files = transcript_files()
    assert {path.suffix for path in files.values()} == {".vtt", ".srt", ".txt", ".json"}
    machine = {
        files[row["accession"], row["language"]].suffix
        for row in rows("transcripts.csv")
        if row["provenance"] == "machine"
    }
    assert ".json" in machine
    assert set(files) >= UNTIMED


def test_narrators_speak_at_the_pace_of_speech():
    for accession in PUBLIC:
        cues = read_cues(original(accession))
        words = sum(len(text.split()) for *_, text in cues)
        assert 110 <= words / (cues[-1][1] / 60_000) <= 150, accession


@pytest.mark.parametrize("accession", sorted(PUBLIC))
def test_a_public_interview_has_thirty_to_sixty_segments_alike_in_every_language(accession):
    files = [path for (code, _), path in transcript_files().items() if code == accession]
    spans = [segment_spans(read_cues(path)) for path in files if is_timed(path)]
    assert all(found == spans[0] for found in spans)
    assert 30 <= len(spans[0]) <= 60


def test_a_text_without_times_has_a_paragraph_for_each_segment_of_the_original():
    for accession, language in UNTIMED:
        paragraphs = read_cues(transcript_files()[accession, language])
        assert len(paragraphs) == len(segment_spans(read_cues(original(accession))))


def test_no_passage_of_a_narrator_is_told_twice():
    for language in LANGUAGES:
        said = [
            re.sub(r"\W+", " ", words).casefold().strip()
            for (_, code), path in transcript_files().items()
            if code == language
            for *_, words in read_cues(path)
        ]
        twice = [words for words, times in Counter(said).items() if times > 1 and len(words) > 25]
        assert twice == [], language


def test_there_are_enough_codings_on_every_question_and_gists_in_four_languages():
    public = [row for row in rows("codings.csv") if row["accession"] in PUBLIC]
    with_gist = [row for row in public if row["gist_en"]]
    assert len(public) >= 300
    assert len(with_gist) == len(public)
    assert {row["theme"].split("-")[0] for row in public} == set(THEMES)
    assert [row for row in rows("codings.csv") if len({bool(row[column]) for column in in_languages("gist")}) > 1] == []


def test_every_theme_has_at_least_three_passages_from_at_least_two_interviews():
    passages, interviews = {}, {}
    for row in rows("codings.csv"):
        if row["accession"] in PUBLIC:
            spans = segment_spans(read_cues(original(row["accession"])))
            start, end = milliseconds(row["start"]), milliseconds(row["end"])
            covered = {(row["accession"], span) for span in spans if start <= span[0] and span[1] <= end}
            passages.setdefault(row["theme"], set()).update(covered)
            interviews.setdefault(row["theme"], set()).add(row["accession"])
    for theme in (f"{question}-{name}" for question, names in THEMES.items() for name in names):
        assert len(passages[theme]) >= 3, theme
        assert len(interviews[theme]) >= 2, theme


def test_no_gist_is_given_twice_in_one_interview():
    for language in LANGUAGES:
        given = Counter((row["accession"], row[f"gist_{language}"]) for row in rows("codings.csv"))
        assert [gist for gist, times in given.items() if times > 1] == []


def test_an_interview_coded_for_the_path_has_all_its_stages():
    for row in rows("interviews.csv"):
        if row["accession"] in PUBLIC and "path" in row["coded_for"].split("|"):
            stages = {one["theme"] for one in rows("codings.csv") if one["accession"] == row["accession"]}
            missing = {f"path-{name}" for name in THEMES["path"]} - stages
            assert missing == set(), row["accession"]


def test_a_path_of_leaving_passes_its_stages_in_order():
    positions = {row["code"]: int(row["position"]) for row in rows("themes.csv")}
    for accession in PUBLIC:
        path = [
            row for row in rows("codings.csv") if row["accession"] == accession and row["theme"].startswith("path-")
        ]
        path.sort(key=lambda row: positions[row["theme"]])
        starts = [milliseconds(row["start"]) for row in path]
        assert starts == sorted(starts), accession
