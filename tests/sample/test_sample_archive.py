"""The sample archive keeps the batch format and is written with care: times, languages, letters, hidden words."""

import re
import tomllib
import unicodedata
from collections import Counter

import pytest

from interviews.models.glossary import check_forms
from tests.sample.reading import (
    COLUMNS,
    FOREIGN_LETTERS,
    LANGUAGES,
    PUBLIC,
    SAMPLE,
    THEMES,
    in_languages,
    is_timed,
    milliseconds,
    original,
    read_cues,
    rows,
    segment_spans,
    texts_by_language,
    transcript_files,
)

# Beginnings of words that only hidden records use: on a public page they would show a leak.
HIDDEN_WORDS = (
    *("тэлескоп", "телескоп", "telescope", "абсерватор", "observatory", "сузор", "constellation"),
    *("виолончел", "віяланчэл", "віолончел", "cello", "канифол", "каніфол", "rosin", "смычок"),
    *("вітрильник", "вітрило", "щогл", "парусник", "ветразнік", "sailing"),
    *("арыгамі", "оригами", "орігамі", "origami", "жораўчык", "журавлик", "cranes"),
    *("маяк", "lighthouse", "foghorn"),
)


@pytest.mark.parametrize("name", sorted(COLUMNS))
def test_a_table_has_only_columns_of_the_format(name):
    assert set(rows(name)[0]) <= COLUMNS[name]


@pytest.mark.parametrize("name", sorted(COLUMNS))
def test_no_row_is_longer_or_shorter_than_its_header(name):
    assert [row for row in rows(name) if None in row or None in row.values()] == []


def test_accessions_are_well_formed_unique_and_easy_to_read_aloud():
    accessions = [row["accession"] for row in rows("interviews.csv")]
    assert len(set(accessions)) == len(accessions)
    assert [code for code in accessions if not re.fullmatch(r"OOU-[2-9A-HJ-NP-Z]{4}", code)] == []


def test_dates_are_written_as_the_format_wants_them():
    dates = [
        row[column]
        for row in rows("interviews.csv")
        for column in ("recorded_on", "published_on", "served_from", "served_to", "left_on")
    ]
    assert [value for value in dates if not re.fullmatch(r"(\d{4}(-\d{2}(-\d{2})?)?)?", value)] == []


def test_the_codebook_is_complete_and_in_order():
    expected = {question: ("", position) for position, question in enumerate(THEMES, 1)}
    for question, names in THEMES.items():
        expected |= {f"{question}-{name}": (question, place) for place, name in enumerate(names, 1)}
    assert {row["code"]: (row["parent"], int(row["position"])) for row in rows("themes.csv")} == expected


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("interviews.csv", ["title", "summary"]),
        ("themes.csv", ["label", "definition"]),
        ("glossary.csv", ["definition"]),
    ],
)
def test_titles_labels_and_definitions_exist_in_four_languages(name, fields):
    wanted = [column for field in fields for column in in_languages(field)]
    assert [(row, column) for row in rows(name) for column in wanted if not row[column].strip()] == []


def test_labels_of_themes_are_different_within_a_question():
    for column in in_languages("label"):
        labels = [(row["parent"], row[column].casefold()) for row in rows("themes.csv")]
        assert len(set(labels)) == len(labels)


def test_the_glossary_has_hundreds_of_terms_people_and_places_with_forms_in_four_languages():
    entries = rows("glossary.csv")
    assert len({entry["key"] for entry in entries}) == len(entries) >= 250
    kinds = Counter(entry["kind"] for entry in entries)
    assert kinds["term"] >= 100
    assert kinds["person"] >= 30
    assert kinds["place"] >= 100
    forms = [form for entry in entries for language in LANGUAGES for form in entry[language].split("|")]
    assert [form for form in forms if not form or form != form.strip()] == []


def test_no_form_of_the_glossary_belongs_to_two_entries_or_stands_twice():
    owners = {}
    for entry in rows("glossary.csv"):
        for language in LANGUAGES:
            forms = entry[language].split("|")
            assert len(set(forms)) == len(forms), entry["key"]
            for form in forms:
                owners.setdefault(form.casefold(), set()).add(entry["key"])
    assert {form: keys for form, keys in owners.items() if len(keys) > 1} == {}


def test_the_glossary_is_in_normal_form_within_its_limits_and_in_the_letters_of_its_languages():
    for entry in rows("glossary.csv"):
        for name, value in entry.items():
            assert unicodedata.is_normalized("NFC", value), (entry["key"], name)
        for language in LANGUAGES:
            check_forms(entry[language])
            assert not re.search(FOREIGN_LETTERS[language], entry[language], re.IGNORECASE), (entry["key"], language)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Мінск", "Менск"),
        ("Гродна", "Горадня"),
        ("Минск", "Miensk"),
        ("Лукашенко", "Łukašenka"),
        ("Лукашэнка", "Lukashenko"),
        ("замполит", "ideology officer"),
        ("АМАП", "riot police"),
        ("тэрабарона", "территориальные войска"),
        ("ГУБАЗіК", "ГУБОПиК"),
        ("Сьветлагорск", "Svetlogorsk"),
    ],
)
def test_names_that_readers_type_for_one_another_are_forms_of_one_entry(one, other):
    assert any(
        {one, other} <= {form for code in LANGUAGES for form in row[code].split("|")} for row in rows("glossary.csv")
    )


def test_the_notice_and_the_series_title_exist_in_four_languages():
    batch = tomllib.loads((SAMPLE / "batch.toml").read_text(encoding="utf-8"))
    assert set(batch) == {"series"}
    assert set(batch["series"]) == {*in_languages("title"), *in_languages("notice")}
    assert all(text.strip() for text in batch["series"].values())


def test_every_line_of_speech_in_a_transcript_is_read_as_a_cue():
    for path in transcript_files().values():
        text = path.read_text(encoding="utf-8")
        counted = {".txt": len(text.splitlines()) - 1, ".json": text.count('"text":')}
        expected = counted.get(path.suffix, text.count("-->")) if is_timed(path) else text.count("\n\n") + 1
        assert len(read_cues(path)) == expected > 0, path.name


def test_transcripts_and_their_table_name_the_same_texts():
    table = rows("transcripts.csv")
    assert {(row["accession"], row["language"]) for row in table} == set(transcript_files())
    for row in table:
        is_original = transcript_files()[row["accession"], row["language"]] == original(row["accession"])
        assert (row["kind"] == "original") == is_original
    assert {row["provenance"] for row in table} == {"machine", "corrected", "reviewed"}


def test_every_translation_has_the_times_of_its_original():
    for (accession, _), path in transcript_files().items():
        if not is_timed(path):
            continue
        source = read_cues(original(accession))
        mine = read_cues(path)
        assert [cue[0] for cue in mine] == [cue[0] for cue in source], path.name
        assert [cue[1] for cue in mine] == [cue[1] for cue in source], path.name


def test_cues_follow_one_another_at_the_pace_of_speech():
    for (accession, _), path in transcript_files().items():
        cues = read_cues(original(accession))
        assert all(start < end <= 7500 + start for start, end, *_ in cues), path.name
        assert all(before[1] <= after[0] for before, after in zip(cues, cues[1:], strict=False)), path.name


def test_the_voices_are_the_interviewer_and_the_narrator():
    for row in rows("interviews.csv"):
        voices = {speaker for _, _, speaker, _ in read_cues(original(row["accession"]))}
        assert len(voices) == 2
        assert row["narrator"] in voices


def test_codings_use_known_themes_and_lie_within_their_interview():
    themes = {row["code"] for row in rows("themes.csv") if row["parent"]}
    for row in rows("codings.csv"):
        cues = read_cues(original(row["accession"]))
        assert row["theme"] in themes
        assert cues[0][0] <= milliseconds(row["start"]) < milliseconds(row["end"]) <= cues[-1][1], row


def test_codings_begin_and_end_with_a_segment():
    for row in rows("codings.csv"):
        spans = segment_spans(read_cues(original(row["accession"])))
        assert milliseconds(row["start"]) in {start for start, _ in spans}, row
        assert milliseconds(row["end"]) in {end for _, end in spans}, row


def test_codings_answer_only_questions_their_interview_was_coded_for():
    coded_for = {row["accession"]: row["coded_for"].split("|") for row in rows("interviews.csv")}
    assert [row for row in rows("codings.csv") if row["theme"].split("-")[0] not in coded_for[row["accession"]]] == []
    assert len({tuple(coded_for[accession]) for accession in PUBLIC}) > 1


def test_recordings_are_small_clean_and_as_long_as_they_say():
    for row in rows("recordings.csv"):
        assert bool(row["file"]) != bool(row["url"])
        last = max(
            int(other["offset"]) + int(other["duration"])
            for other in rows("recordings.csv")
            if other["accession"] == row["accession"]
        )
        assert last * 1000 >= read_cues(original(row["accession"]))[-1][1]
        if row["url"]:
            assert row["url"].startswith("https://video.example.org/")
            continue
        content = (SAMPLE / "media" / row["file"]).read_bytes()
        assert 100_000 < len(content) < 2_000_000
        assert not content.startswith(b"ID3")
        assert content[-128:-125] != b"TAG"


def test_all_text_is_in_normal_form_c_and_free_of_invisible_characters():
    for path in SAMPLE.rglob("*"):
        if path.is_file() and path.parent.name != "media":
            text = path.read_text(encoding="utf-8")
            assert unicodedata.is_normalized("NFC", text), path.name
            assert re.findall(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\r]", text) == [], path.name


def test_no_word_mixes_alphabets():
    mixed = re.compile(r"\w*(?:[A-Za-z][\u0400-\u04ff]|[\u0400-\u04ff][A-Za-z])\w*")
    assert [(where, mixed.findall(text)) for where, _, text in texts_by_language() if mixed.search(text)] == []


def test_no_text_holds_a_letter_of_another_language():
    found = [
        (where, text)
        for where, language, text in texts_by_language()
        if re.search(FOREIGN_LETTERS[language], text, re.IGNORECASE)
    ]
    assert found == []


def test_belarusian_text_has_short_u_after_vowels_and_only_there():
    vowel = "аеёіоуыэюяАЕЁІОУЫЭЮЯ"
    wrong = re.compile(
        rf"(?:^|(?<![{vowel}])-|[^{vowel}\s-])\s*[ўЎ]|[{vowel}] у"
    )  # a name keeps its capital: ва Украіну
    found = [(where, text) for where, language, text in texts_by_language() if language == "be" and wrong.search(text)]
    assert found == []


def test_words_of_hidden_records_occur_in_hidden_records_only():
    public, hidden = [], []
    for name in COLUMNS:
        for row in rows(name):
            side = hidden if row.get("accession", "OOU-7K3M") not in PUBLIC else public
            side.extend(row.values())
    for (accession, _), path in transcript_files().items():
        (public if accession in PUBLIC else hidden).append(path.read_text(encoding="utf-8"))
    public_text, hidden_text = ("\n".join(side).casefold() for side in (public, hidden))
    assert [word for word in HIDDEN_WORDS if not re.search(rf"\b{word}", hidden_text)] == []
    assert [word for word in HIDDEN_WORDS if re.search(rf"\b{word}", public_text)] == []
