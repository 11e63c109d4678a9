"""Plain text is read by paragraphs, labels and stamps; nothing else is made of it."""

import pytest

from interviews.formats import read


def text(body):
    reading = read(body.encode())
    assert reading.format == "text"
    return reading


def said(reading):
    return [(cue.speaker, cue.text) for cue in reading.cues]


def whole(reading):
    return [(cue.start_ms, cue.end_ms, cue.speaker, cue.text) for cue in reading.cues]


def codes(reading):
    return [problem.code for problem in reading.problems]


def test_paragraphs_without_labels_have_neither_speaker_nor_time():
    assert whole(text("Першы абзац\nу двух радках.\n\n\nДругі: таксама.\n")) == [
        (None, None, "", "Першы абзац\nу двух радках."),
        (None, None, "", "Другі: таксама."),
    ]


def test_stamps_among_the_words_are_told():
    body = "Анна: Мы стаялі [00:01:00] на пляцы.\n\nЯн: Так. [00:02:00]\n\nАнна: [00:03:00] Потым (12:30) пайшлі.\n"
    reading = text(body)
    assert said(reading)[0] == ("Анна", "Мы стаялі [00:01:00] на пляцы.")
    [inside] = [one for one in reading.problems if one.code == "stamps-inside"]
    assert (inside.params["count"], inside.params["lines"]) == (3, "1, 3, 5")
    # One alone, or times that go back, were said.
    assert "stamps-inside" not in codes(text("Анна: Гэта было [10:30] раніцай.\n"))
    assert "stamps-inside" not in codes(text("Анна: Гэта было [10:30] ці [9:15] раніцай.\n"))


def test_names_and_stamps_between_tabs_are_those_of_the_words():
    assert whole(text("Анна:\t0:04\tТак.\n\nЯн:\t1:02\tНе.\n"))[:1] == [(4000, 62_000, "Анна", "Так.")]


def test_turns_keep_their_speaker_over_paragraphs():
    body = (
        "Sir Wyn Williams: As you know.\nMore of it.\n\nJust so: that is known.\n\n"
        "Facilitator: Thank you.\n\nSir Wyn Williams: Good.\n\nFacilitator: Yes.\n"
    )
    assert said(text(body)) == [
        ("Sir Wyn Williams", "As you know.\nMore of it."),
        ("Sir Wyn Williams", "Just so: that is known."),
        ("Facilitator", "Thank you."),
        ("Sir Wyn Williams", "Good."),
        ("Facilitator", "Yes."),
    ]


def test_turns_may_follow_line_by_line():
    assert said(text("Анна: Чаму?\nЯн: Бо так.\nАнна: І ўсё?\nЯн: Усё.\nНу, амаль.\n")) == [
        ("Анна", "Чаму?"),
        ("Ян", "Бо так."),
        ("Анна", "І ўсё?"),
        ("Ян", "Усё.\nНу, амаль."),
    ]


def test_a_label_that_comes_once_is_one_among_others_and_told():
    reading = text("Mr Blake: Yes?\n\nThe Witness: I do.\n\nMr Blake: Good.\n\nAnn: So.\n\nAnn: Yes.\n")
    assert said(reading)[1] == ("The Witness", "I do.")
    assert codes(reading) == ["label-once"]


def test_a_word_before_a_colon_is_nobody():
    body = "".join(f"Абзац нумар {n} пра службу.\n\n" for n in range(50)) + "Глядзі: тут.\n\nІ яшчэ.\n\nГлядзі: там.\n"
    assert {cue.speaker for cue in text(body).cues} == {""}


def test_labels_may_be_bold_or_stand_alone():
    assert said(text("**Анна**: Так?\n\n**Ян:** Так.\n\n**Анна**: Так.\n\n**Ян:** Ну.\n")) == [
        ("Анна", "Так?"),
        ("Ян", "Так."),
        ("Анна", "Так."),
        ("Ян", "Ну."),
    ]
    assert said(text("SPEAKER_01:\nSo.\nHello.\n\nSPEAKER_02:\nYes.\n\nSPEAKER_01:\nOK.\n\nSPEAKER_02:\nBye.\n"))[
        :2
    ] == [
        ("SPEAKER_01", "So.\nHello."),
        ("SPEAKER_02", "Yes."),
    ]


@pytest.mark.parametrize(
    "body",
    [
        "[00:00:01] Анна: Так.\n\n[00:01:23] Ян: Не.\n\n[00:01:30]\n",
        "(00:00:01) Анна: Так.\n(00:01:23) Ян: Не.\n(00:01:30)\n",
        "00:00:01 Анна: Так.\n\n00:01:23 Ян: Не.\n\n00:01:30\n",
        "[00:00:01.000] Анна: Так.\n\n[00:01:23,000] Ян: Не.\n\n[00:01:30.000]\n",
        "Анна [0:01]\nТак.\n\nЯн [1:23]\nНе.\n\n[1:30]\n",
        "**Анна** [00:00:01] Так.\n\n**Ян** [00:01:23] Не.\n\n[00:01:30]\n",
        "Анна: 00:00:01\n\nТак.\n\nЯн: 00:01:23\n\nНе.\n\n[00:01:30]\n",
        "Анна 00:00:01 Так.\n\nЯн 00:01:23 Не.\n\n00:01:30\n",
        "[00:00:01 - 00:01:23] Анна: Так.\n\n[00:01:23 – 00:01:30] Ян: Не.\n",
        "00:00:01 Анна\nТак.\n\n00:01:23 Ян\nНе.\n\n00:01:25 Анна\n\n00:01:30 Ян\n",
        "[00:00:01]\nАнна: Так.\n\n[00:01:23]\nЯн: Не.\n\n[00:01:30]\n",
        "0:01 Анна: Так.\n1:23 Ян: Не.\n",
        "0:01 Анна: Так.\n\n1:23 Ян: Не.\n\n1:30\n",
        "00:01 - Анна: Так.\n01:23 – Ян: Не.\n",
        "0:01–1:23 Анна: Так.\n\n1:23–1:30 Ян: Не.\n",
        "**0:01** Анна: Так.\n\n**1:23** Ян: Не.\n",
        "*0:01* Анна: Так.\n\n*1:23* Ян: Не.\n",
        "**[0:01] Анна:** Так.\n\n**[1:23] Ян:** Не.\n",
        "**Анна** (0:01): Так.\n\n**Ян** (1:23): Не.\n",
        "Анна  0:01 \nТак.\n\nЯн  1:23 \nНе.\n\n1:30\n",
        "Анна (0:01):\nТак.\n\nЯн (1:23):\nНе.\n",
        "Анна:\t(0:01)\nТак.\n\nЯн:\t(1:23)\nНе.\n",
        "Анна:\n[00:00:01] Так.\n\nЯн:\n[00:01:23] Не.\n",
        "Анна\n0:01\nТак.\n\nЯн\n1:23\nНе.\n",
        "[00:00:01.00] - Анна\nТак.\n\n[00:01:23.00] - Ян\nНе.\n\n[00:02:23.00] - Анна\n\n[00:03:23.00] - Ян\n",
        "Анна: [00:00:01] Так.\n\nЯн: [00:01:23] Не.\n",
        "Анна | 0:01\nТак.\n\nЯн | 1:23\nНе.\n",
        "Анна, 00:00:01\nТак.\n\nЯн, 00:01:23\nНе.\n",
        "Анна – 0:01\nТак.\n\nЯн – 1:23\nНе.\n",
        "{00:00:01} Анна: Так.\n\n{00:01:23} Ян: Не.\n",
        "<00:00:01> Анна: Так.\n\n<00:01:23> Ян: Не.\n",
        "00:00:01 — Анна: Так.\n\n00:01:23 — Ян: Не.\n",
        "00:00:01.0 - 00:01:23.0\tАнна: Так.\n00:01:23.0 - 00:01:30.0\tЯн: Не.\n",
        "[00:00:01.000 --> 00:01:23.000]   Анна: Так.\n[00:01:23.000 --> 00:01:25.000]   Ян: Не.\n",
        "00:00:01:00 - 00:01:23:00\nАнна: Так.\n\n00:01:23:00 - 00:01:25:12\nЯн: Не.\n",
    ],
)
def test_stamps_of_all_kinds_give_times(body):
    cues = whole(text(body))
    assert cues[0] == (1000, 83000, "Анна", "Так.")
    assert cues[1][0] == 83000
    assert cues[1][2:] == ("Ян", "Не.")


def test_the_last_end_is_reckoned_from_the_words_and_told():
    reading = text("[0:10] Раз два тры.\n\n[0:20] Адзін два тры чатыры пяць шэсць сем восем дзевяць дзесяць.\n")
    assert whole(reading)[1][:2] == (20000, 24000)
    assert codes(reading) == ["end-estimated"]


def test_a_stamped_turn_holds_all_its_paragraphs():
    assert said(text("[0:10] Анна: Адзін.\n\nДва.\n\n[0:20] Ян: Тры.\n\n[0:30]"))[0] == ("Анна", "Адзін.\nДва.")


def test_turns_without_a_stamp_share_the_time_and_it_is_told():
    reading = text("[0:10] Анна: адно два\nЯн: тры чатыры\n[0:20] Анна: пяць\nЯн: шэсць\n[0:30]\n")
    assert whole(reading) == [
        (10000, 15000, "Анна", "адно два"),
        (15000, 20000, "Ян", "тры чатыры"),
        (20000, 25000, "Анна", "пяць"),
        (25000, 30000, "Ян", "шэсць"),
    ]
    assert "times-shared-out" in codes(reading)


def test_stamps_of_the_same_second_end_together():
    assert [cue[:2] for cue in whole(text("[0:10] a\n\n[0:10] b\n\n[0:20] c\n\n[0:30]"))] == [
        (10000, 20000),
        (10000, 20000),
        (20000, 30000),
    ]


def test_stamps_that_go_back_are_told():
    reading = text("[0:30] адзін два тры\n\n[0:10] чатыры\n\n[0:40] пяць\n\n[0:50]")
    assert [cue.start_ms for cue in reading.cues] == [30000, 10000, 40000]
    assert all(cue.end_ms > cue.start_ms for cue in reading.cues)
    assert "stamp-unsorted" in codes(reading)


def test_a_range_that_ends_before_it_begins_is_told():
    assert "stamp-backwards" in codes(text("[0:30 - 0:20] адзін\n\n[0:40] два\n\n[0:50]"))


@pytest.mark.parametrize(
    "body",
    [
        "Мы выехалі.\n\n12:30 было на гадзінніку.\n\nПрыехалі ў 14:00.",
        "Уначы.\n\n[12:30] стаяла на плакаце.\n\nДалей.",
        "We left (0:34) at once.\n\nWe came (0:50) back.",
        "Раздзел 10:15 пісання.",
    ],
)
def test_times_that_are_spoken_of_are_no_stamps(body):
    assert {cue.start_ms for cue in text(body).cues} == {None}


def test_text_before_the_first_stamp_is_kept_without_time():
    reading = text("Размова з Янам\n\n[0:10] Так.\n\n[0:20] Не.\n\n[0:30]")
    assert whole(reading)[0] == (None, None, "", "Размова з Янам")
    assert "before-first-stamp" in codes(reading)


def test_a_description_and_headings_are_quoted():
    reading = text("---\ntitle: Размова\ndate: 2022\n---\n## Уступ\n\nАнна: Так.\n\nАнна: Не.\n")
    assert said(reading) == [("Анна", "Так."), ("Анна", "Не.")]
    assert codes(reading) == ["front-matter", "heading"]
    assert "title: Размова ⏎ date: 2022" in reading.problems[0].message
    assert "Уступ" in reading.problems[1].message


def test_long_lines_without_blank_ones_are_paragraphs():
    line = (
        "Гэта даволі доўгі абзац, у якім чалавек расказвае пра службу, пра казарму і пра тое, чаму ён вырашыў пайсці."
    )
    assert len(text("\n".join([line] * 5)).cues) == 5
    assert len(text("\n".join([line[:60]] * 5)).cues) == 1


def test_references_of_html_are_decoded_and_told():
    reading = text("We&#39;re here &amp; AT&T &copy; stays")
    assert said(reading) == [("", "We're here & AT&T &copy; stays")]
    assert codes(reading) == ["entities-decoded"]


def test_angle_brackets_of_transcribers_stay():
    assert said(text("Ну <смех> так <b>вось</b>")) == [("", "Ну <смех> так <b>вось</b>")]


def test_a_file_of_headings_only_says_so():
    assert set(codes(text("# Толькі загаловак\n"))) == {"no-cues", "heading"}
    assert "no-cues" in codes(text("---\ntitle: x\n---\n"))


def test_bare_stamps_need_no_names_and_go_on_over_the_hour():
    reading = text("Размова з Янам\n\n0:05 - адзін\nдва\n\n59:50 тры\n\n1:00:10 чатыры\n\n1:00:20\n")
    assert whole(reading)[1:] == [
        (5000, 3590000, "", "адзін\nдва"),
        (3590000, 3610000, "", "тры"),
        (3610000, 3620000, "", "чатыры"),
    ]


def test_one_slip_among_many_bare_stamps_is_told_like_any_other():
    minutes = [*range(12), 3, *range(13, 25)]
    reading = text("\n".join(f"{minute}:05 слова" for minute in minutes))
    assert [cue.start_ms for cue in reading.cues] == [minute * 60_000 + 5000 for minute in minutes]
    assert "stamp-unsorted" in codes(reading)


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        ("Пра службу.\n\n12:30 мы выехалі.\n\n13:00 мы прыехалі.\n\nІ ўсё.", "3, 5"),
        ("Мы выехалі ў\n12:30 а прыехалі ў\n13:00 разам з усімі", "2–3"),
        ("0:30 раз\n0:20 два\n0:10 тры\n0:05 чатыры", "1–4"),
        ("0:00 Вядучы пачынае.\n\nа\n\nб\n\nв\n\nг", "1"),
        ("[0:10] раз\n\n[00:01:99] два\n\n[2:10] тры", "3"),
        ("[00:00:10] раз\n\n[00:0x:23] два\n\n[00:02:10] тры", "3"),
        ("[00:00:10] раз\n\n00:0l:23 два\n\n[00:02:10] тры\n\n[00:02:15 чатыры", "3, 7"),
        ("Анна [0:10]\nраз\n\nЯн [0:1o:23]\nдва\n\nАнна [2:10]\nтры", "4"),
        ("Так. #00:00:05-3#\n\nНе. #00:0x:23-1#\n\nНу. #00:01:00-1#", "3"),
    ],
)
def test_lines_that_look_like_stamps_but_stay_text_are_told(body, lines):
    reading = text(body)
    [problem] = [problem for problem in reading.problems if problem.code == "stamp-doubtful"]
    assert problem.params["lines"] == lines
    assert problem.line == int(lines[0])
    first = body.split("\n")[problem.line - 1]
    assert any(first in cue.text for cue in reading.cues)


def test_one_time_in_the_middle_of_a_text_is_speech_and_not_told():
    assert codes(text("Мы выехалі.\n\n12:30 было на гадзінніку.\n\nПрыехалі ў 14:00.")) == []


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
@pytest.mark.parametrize(
    ("asks", "answers"),
    [
        ("Вядучы", "Пробны"),
        ("Ведущий", "Пробный"),
        ("Host", "Trial"),
        ("Вядучы", "Пробны апавядальнік"),
        ("Капітан запаса", "Яго дачка"),
    ],
)
def test_labels_that_come_once_each_are_speakers_and_told(asks, answers, gap):
    reading = text(f"{asks}: Чаму?{gap}{answers}: Бо быў загад.")
    assert said(reading) == [(asks, "Чаму?"), (answers, "Бо быў загад.")]
    told = [problem.params["label"] for problem in reading.problems if problem.code == "label-once"]
    assert answers in told


def test_whoever_answers_the_only_known_speaker_is_heard_in_a_long_answer():
    reading = text("Вядучы: Чаму?\n\nПробны: Быў загад.\n\nМы паехалі.\n\nПотым вярнуліся.\n\nУсё.")
    assert [cue.speaker for cue in reading.cues] == ["Вядучы", *["Пробны"] * 4]
    assert codes(reading) == ["label-once"]


@pytest.mark.parametrize(
    "body",
    [
        "Ann Lee: So.\n\nJust so: that is known.\n\nJan: Yes.\n\nAnn Lee: Good.\n\nJan: Yes.",
        "[0:10] Вядучы: Чаму?\n\nАдказ такі: так.\n\n[0:20] Анна: Так.\n\n[0:30] Вядучы: Так.",
        "[0:10] Вядучы: Чаму?\n\n[0:20] Вось так: мы.\n\n[0:30] так\n\n[0:40] Анна: так\n\n[0:50] Анна: Так.",
    ],
)
def test_a_paragraph_that_may_name_another_goes_to_the_speaker_above_only_with_a_remark(body):
    reading = text(body)
    [problem] = [problem for problem in reading.problems if problem.code == "label-kept"]
    [cue] = [cue for cue in reading.cues if f"{problem.params['label']}:" in cue.text]
    assert cue.speaker == problem.params["speaker"]


def test_stamps_at_the_ends_of_passages_begin_the_next_one():
    reading = text("Анна: Так. #00:00:05-3#\n\nЯн: Не.\nЯшчэ. #00:01:23-1#\n\nАнна: Ну.")
    assert whole(reading)[:2] == [(0, 5300, "Анна", "Так."), (5300, 83100, "Ян", "Не.\nЯшчэ.")]
    assert reading.cues[2].text == "Ну."
    assert [cue.line for cue in reading.cues] == [1, 3, 6]


def test_times_with_frames_are_told_with_their_rate():
    reading = text("00:00:01:05 - 00:00:02:10\nАдзін.\n\n00:00:03:00 - 00:00:04:00\nДва.\n")
    assert [cue[:2] for cue in whole(reading)] == [(1200, 2400), (3000, 4000)]
    assert "frames-taken" in codes(reading)


def test_a_place_and_an_hour_at_the_top_are_no_stamp():
    assert {cue.start_ms for cue in text("Горад, 12:30\n\nМы выехалі раніцай.\n\nІ ўсё.").cues} == {None}


@pytest.mark.parametrize(
    ("body", "starts"),
    [
        ("[00.00.01] раз\n\n[00.01.23] два\n\n[01.02.03] тры", [1000, 83_000, 3_723_000]),
        ("[0h0m2s] раз\n\n[0h1m2s] два\n\n[1h2m] тры", [2000, 62_000, 3_720_000]),
        ("0m05s раз\n1m23s два\n2m2s тры", [5000, 83_000, 122_000]),
        ("1хв 23с раз\n2м 40с два\n1 г 2 мін 3 с тры", [83_000, 160_000, 3_723_000]),
        ("Анна [5s]\nраз\n\nЯн [1m3s]\nдва\n\n[0:02:00] тры", [5000, 63_000, 120_000]),
    ],
)
def test_stamps_that_are_not_written_as_clocks_are_read(body, starts):
    reading = text(body)
    assert [(cue.start_ms, cue.text) for cue in reading.cues] == list(zip(starts, ["раз", "два", "тры"], strict=True))


@pytest.mark.parametrize(
    "body",
    [
        "Нарада.\n\n[12.05.20] Мінск\n\nтэкст",
        "Гэта было\n5 м 30 с да мяжы.\nІ ўсё.",
        "Крок:\n[1.10] адзін\n\n[1.05] два\n\n[1.01] тры",
        "[5 s] адзін\n\nдва\n\nтры\n\nчатыры\n\nпяць",
    ],
)
def test_a_date_a_measure_or_a_number_is_no_stamp(body):
    assert {cue.start_ms for cue in text(body).cues} == {None}


@pytest.mark.parametrize(
    "line", ["[1] зноска", "[2020: год]", "(а: б)", "[смех 2 разы]", "12:30 мы выехалі", "3:2 лік"]
)
def test_what_is_in_brackets_and_no_broken_stamp_is_not_told(line):
    assert "stamp-doubtful" not in codes(text(f"[0:10] раз\n\n{line}\n\n[2:10] тры"))


@pytest.mark.parametrize(
    "body",
    ["Ян: Так.\n\nМарыя: Не.\n\nЯн:\n\nМарыя: Ага.\n", "Марыя [0:01]\nТак.\n\nЯн [0:05]\nМарыя: Не.\nМарыя: Ага.\n"],
)
def test_a_name_that_no_words_follow_is_told(body):
    reading = text(body)
    assert [one.message for one in reading.problems if "Ян" in one.message and one.code == "label-empty"]
    assert all(speaker != "Ян" or words == "Так." for speaker, words in said(reading))


HASHES = "#00:00:01-5# Анна: Так.\n\n#00:01:23-0# Ян: Не.\n\n#00:01:30-0#\n"


@pytest.mark.parametrize(
    "body",
    [
        "[Анна] (0:01 - 1:23)\nТак.\n\n[Ян] (1:23 - 1:30)\nНе.\n",
        "[Анна] (00:00:01 - 00:01:23) Так.\n[Ян] (00:01:23 - 00:01:30) Не.\n",
        "00:00:01,000 [Анна]\nТак.\n\n00:01:23,000 [Ян]\nНе.\n\n00:01:30 [Анна]\nТак\n\n00:01:33 [Ян]\nНе\n",
        "[00:00:01] Анна\n\nТак.\n\n[00:01:23] Ян\n\nНе.\n\n[00:01:30] Анна\n\nТак\n\n[00:01:33] Ян\n\nНе\n",
        "00:00:01.0Анна: Так.\n\n00:01:23.0Ян: Не.\n",
        HASHES.replace("-5", "-0"),
        HASHES.replace("-5", ".000").replace("-0", ".000"),
        HASHES.replace("-5", "").replace("-0", ""),
        "#00:00:01-0# Анна: Так. #00:01:23-0#\n\n#00:01:23-0# Ян: Не. #00:01:30-0#\n",
        "¤<1000>Анна: Так.\n¤<83000> Ян: Не.\n¤<90000>\n",
        "SPEAKER: Анна 00:00:01\nТак.\n\nSPEAKER: Ян 00:01:23\nНе.\n",
        "0:01 - 1:23,Анна: Так.\n1:23 - 1:30,Ян: Не.\n1:30 - 1:40,Анна: адзін, два, тры\n",
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_stamps_of_transcribing_programs_give_times(body, end):
    reading = read(body.replace("\n", end).encode())
    cues = whole(reading)
    assert cues[0] == (1000, 83000, "Анна", "Так.")
    assert cues[1][0] == 83000
    assert cues[1][2:] == ("Ян", "Не.")
    assert not [problem for problem in reading.problems if problem.refuses]


@pytest.mark.parametrize(
    ("names", "asks", "answers"),
    [
        (("Спікер 1", "Спікер 2"), "Чаму вы сышлі?", "Быў загад."),
        (("Спикер 1", "Спикер 2"), "Почему вы ушли?", "Был приказ."),
        (("Спікер 1", "Спікер 2"), "Чому ви пішли?", "Був наказ."),
        (("Speaker 1", "Speaker 2"), "Why did you leave?", "There was an order."),
    ],
)
def test_names_in_brackets_beside_a_range_speak_in_every_language(names, asks, answers):
    one, two = names
    body = f"[{one}] (0:00 - 0:06)\n{asks}\n\n[{two}] (0:06 - 1:15)\n{answers}\n"
    assert whole(text(body)) == [(0, 6000, one, asks), (6000, 75_000, two, answers)]


def test_a_sound_in_brackets_beside_a_stamp_is_nobody():
    reading = text("[0:12] [Музыка]\n[0:15] мы стаялі\n[0:18] [Музыка]\n[0:20] [Музыка]\nі пайшлі\n[0:30]\n")
    assert said(reading) == [("", "[Музыка]"), ("", "мы стаялі"), ("", "[Музыка]"), ("", "[Музыка]\nі пайшлі")]


def test_a_stamp_between_signs_that_cannot_be_read_is_told():
    reading = text("#00:00:05-3# Так.\n\n#00:0x:23-1# Не.\n\n#00:01:00-1# Ну.\n")
    assert [cue.text for cue in reading.cues] == ["Так.\n#00:0x:23-1# Не.", "Ну."]
    assert ("stamp-doubtful", 3) in [(one.code, one.line) for one in reading.problems]


def test_the_word_speaker_before_names_that_stand_alone_is_no_name():
    reading = text("SPEAKER: S1\nЧаму?\nSPEAKER: S2\nБо так.\nSPEAKER: S1\nІ ўсё?\nSPEAKER: S2\nУсё.\n")
    assert said(reading)[:2] == [("S1", "Чаму?"), ("S2", "Бо так.")]
    assert said(text("SPEAKER: Чаму?\n\nJAN: Бо так.\n\nSPEAKER: Ну.\n\nJAN: Так.\n"))[0] == ("SPEAKER", "Чаму?")
