"""Tables of every kind: columns by their headers, times by what they must be, every cell kept or told."""

import pytest

from interviews.formats import FormatError, read
from interviews.formats.cell_times import parse_cell
from interviews.formats.columns import Ask, header_of
from tests.interviews.formats.making import docx, ods, rows, tbl, xlsx


def table(body, **options):
    reading = read(body.encode(), **options)
    assert reading.format == "csv"
    return reading


def whole(reading):
    return [(cue.start_ms, cue.end_ms, cue.speaker, cue.text) for cue in reading.cues]


def told(reading):
    return {problem.code: problem for problem in reading.problems}


READ = [(1000, 2500, "Анна", "Так, добра."), (2500, 4000, "Ян", "Не.")]


@pytest.mark.parametrize(
    "body",
    [
        'start,end,speaker,text\n0:01,0:02.5,Анна,"Так, добра."\n0:02.5,0:04,Ян,Не.\n',
        "\ufeffStart;End;Speaker;Text\r\n1,0;2,5;Анна;Так, добра.\r\n2,5;4,0;Ян;Не.\r\n",
        "sep=;\nпачатак;канец;хто;тэкст\n00:00:01,000;00:00:02,500;Анна;Так, добра.\n00:00:02,5;00:00:04;Ян;Не.\n",
        "Speaker Name\tStart Time\tEnd Time\tText\nАнна\t00:00:01.000\t00:00:02.500\tТак, добра.\n"
        "Ян\t00:00:02.500\t00:00:04.000\tНе.\n",
        "speaker|start (ms)|end (ms)|transcript\nАнна|1000|2500|Так, добра.\nЯн|2500|4000|Не.\n",
        "Начало\tДлительность\tГоворящий\tТекст\n0:01\t1,5\tАнна\tТак, добра.\n0:02,5\t1,5\tЯн\tНе.\n",
        "Час\tМовець\tТекст\n0:01 – 0:02.5\tАнна:\tТак, добра.\n0:02.5 – 0:04\tЯн:\tНе.\n",
        "1.000\t2.500\tАнна: Так, добра.\n2.500\t4.000\tЯн: Не.\n4.000\t4.000\tАнна: А?\n5.0\t6.0\tЯн: О.\n",
        '[0:01],[0:02.5],Анна,"Так, добра."\n[0:02.5],[0:04],Ян,Не.\n[0:04],[0:05],Анна,Ага.\n[0:05],[0:06],Ян,Ну.\n',
        "TIMECODE\tSPEAKER\tTRANSCRIPT\n1s\tАнна\tТак, добра.\n2.5s\tЯн\tНе.\n4s\tАнна\tНу.\n",
        "0:01\tАнна\tТак, добра.\n0:02.5\tЯн\tНе.\n0:04\tАнна\tНу.\n0:05\tЯн\tО.\n",
        "ID;in;out;who;caption\n1;0:01;0:02.5;Анна;Так, добра.\n2;0:02.5;0:04;Ян;Не.\n",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1251"])
def test_tables_as_programs_and_people_write_them(body, encoding):
    body = body if encoding != "cp1251" else body.lstrip("\ufeff")
    data = body.encode(encoding)
    reading = read(data, encoding="cp1251" if encoding == "cp1251" else None)
    assert reading.format == "csv"
    assert whole(reading)[:2] == READ


def test_cells_in_quotes_keep_their_lines_and_rows_know_where_they_begin():
    reading = table('start,end,text\n1.5,2,"Першы\nрадок ""так"""\n2,3,Другі\n')
    assert whole(reading) == [(1500, 2000, "", 'Першы\nрадок "так"'), (2000, 3000, "", "Другі")]
    assert [cue.line for cue in reading.cues] == [2, 4]


@pytest.mark.parametrize("bad", ['"не закрыта', 'сказаў "так" і "не"', '"так" сказаў'])
def test_uneven_quotes_lose_no_words_and_are_told(bad):
    reading = table(f"start,end,text\n1.5,2,{bad}\n2,3,Другі\n")
    words = {word.strip('"') for word in bad.split()}
    assert words == {word.strip('"') for word in reading.cues[0].text.split()}
    assert reading.cues[1].text == "Другі"
    assert "quotes-uneven" in told(reading) or bad.startswith("сказаў")


@pytest.mark.parametrize(
    "heads",
    [
        "Timecode In;Timecode Out;Person;Dialogue",
        "Begin Time - hh:mm:ss.ms;End Time - hh:mm:ss.ms;Participant;Annotation",
        "startTime;endTime;speakerName;transcriptText",
        "start_time;end_time;spk;utterance_text",
        "Час початку репліки;Час закінчення репліки;Мовець;Репліка",
        "Время (начало);Время (конец);Имя говорящего;Текст реплики",
        "Пач.;Кан.;Сказаў;Сказ",
    ],
)
def test_headers_in_words_of_their_own_head_the_table(heads):
    body = "0:01;0:02.5;Анна;Так, добра.\n0:02.5;0:04;Ян;Не.\n"
    reading = table(f"{heads}\n{body}")
    assert whole(reading) == READ
    # Of a header that nobody knows the cells are quoted, and no words are missed.
    unknown = told(reading).get("table-before")
    assert (unknown is None) == (not heads.startswith("Пач"))
    assert unknown is None or (heads.split(";")[0] in unknown.message and not unknown.refuses)


@pytest.mark.parametrize("head", ["Segment", "Words"])
def test_a_column_of_numbers_is_not_the_words_whatever_its_name(head):
    reading = table(
        f'{head},Start,End,Speaker,Text\n1,0:01,0:02.5,Анна,"Так, добра."\n2,0:02.5,0:04,Ян,Не.\n', ask=Ask.UNSURE
    )
    assert whole(reading) == READ
    assert told(reading)["column-numbers"].params["column"] == head


def test_the_first_row_of_names_and_words_is_no_header():
    turns = [("Анна:", "Чаму?"), ("Ян:", "Так выйшла."), ("Анна:", "Далей?"), ("Ян:", "Далей нічога.")]
    reading = read(docx(tbl(*turns)))
    assert [(cue.speaker, cue.text) for cue in reading.cues] == [(who.rstrip(":"), text) for who, text in turns]


def test_a_first_row_with_a_broken_time_is_no_header():
    reading = table("0:0x;0:01;Анна;Было\n" + "".join(f"0:{n:02};0:{n + 1:02};Ян;Не.\n" for n in range(1, 20)))
    assert told(reading)["time-wrong"].refuses


def test_text_stays_text():
    reading = table("start,end,text\n1.5,2,=1+1\n2,3,'+5\n3,4,007\n4,5,TRUE\n")
    assert [cue.text for cue in reading.cues] == ["=1+1", "'+5", "007", "TRUE"]


def test_whole_numbers_are_milliseconds_or_seconds_by_how_fast_one_can_speak():
    milliseconds = table("start\tend\ttext\n0\t2400\tМы выйшлі з казармы\n2400\t5000\tі пайшлі дадому\n")
    assert [cue[:2] for cue in whole(milliseconds)] == [(0, 2400), (2400, 5000)]
    assert "unit-milliseconds" in told(milliseconds)
    seconds = table("start\tend\ttext\n0\t24\tМы выйшлі з казармы\n24\t50\tі пайшлі дадому\n")
    assert [cue[:2] for cue in whole(seconds)] == [(0, 24000), (24000, 50000)]
    assert "unit-seconds" in told(seconds)


@pytest.mark.parametrize(("highest", "rate"), [(12, 25), (24, 25), (29, 30), (49, 50), (59, 60)])
def test_frames_are_read_at_the_lowest_usual_rate_and_told(highest, rate):
    reading = table(f"start,end,text\n00:00:01:{highest},00:00:03:00,так\n00:00:03:00,00:00:04:00,не\n")
    assert reading.cues[0].start_ms == 1000 + round(highest * 1000 / rate)
    assert told(reading)["frames-taken"].params["rate"] == rate


def test_captions_with_frames_in_rows_are_a_table():
    reading = table('00:00:01:00,00:00:02:00,"Першы\nрадок"\n00:00:02:05,00:00:03:00,Другі\n')
    assert whole(reading) == [(1000, 2000, "", "Першы\nрадок"), (2200, 3000, "", "Другі")]


def test_rows_without_an_end_last_until_the_next_one_and_without_a_start_share():
    reading = table("time,text\n0:10,адно два\n,тры чатыры\n0:20,пяць\n0:30,\n")
    assert whole(reading) == [
        (10000, 15000, "", "адно два"),
        (15000, 20000, "", "тры чатыры"),
        (20000, 30000, "", "пяць"),
    ]
    assert {"times-shared-out", "row-empty"} <= told(reading).keys()


def test_times_that_cant_be_read_are_refused_with_the_words_and_the_line():
    reading = table("start,end,speaker,text\n0:01,0:02,Ян,так\nхутка,0:03,Ян,слова\n0:09,0:03,Ян,назад\n0:99,,Ян,хто\n")
    assert [cue.text for cue in reading.cues] == ["так"]
    refused = {problem.line: problem for problem in reading.problems if problem.refuses}
    assert refused[3].code == "time-wrong"
    assert "слова" in refused[3].message
    assert refused[4].code == "ends-before-start"
    assert "хто" in refused[5].message


def test_what_stands_above_and_beside_is_quoted():
    body = "Размова з Янам\nstart,end,text,note,confidence\n1.5,2,так,шэптам,0.9\n2,3,не,гучна,0.8\n"
    reading = table(body)
    problems = told(reading)
    assert problems["table-before"].params["text"] == "Размова з Янам"
    assert problems["column-left-out"].params == {"line": 3, "column": "note", "text": "шэптам ⏎ гучна"}
    assert problems["column-numbers"].params["column"] == "confidence"


SHEET = "start,end,speaker,Беларуская,English\n0:01,0:02,Ян,Мы пайшлі,We left\n0:02,0:03,Ян,Усё,\n"


@pytest.mark.parametrize(
    ("language", "texts", "other"),
    [
        ("en", ["We left"], "Беларуская"),
        ("be", ["Мы пайшлі", "Усё"], "English"),
        (None, ["Мы пайшлі", "Усё"], "English"),
    ],
)
def test_a_translation_sheet_is_read_in_the_language_that_is_chosen(language, texts, other):
    reading = table(SHEET, language=language)
    assert [cue.text for cue in reading.cues] == texts
    assert told(reading)["column-language"].params["column"] == other


def test_columns_can_be_named_by_header_number_or_letter():
    body = "Zeit;Bis;Wer;Was\n0:01;0:02;Ян;так\n0:02;0:03;Анна;не\n"
    expected = [(1000, 2000, "Ян", "так"), (2000, 3000, "Анна", "не")]
    for columns in (
        {"start": "zeit", "end": "Bis", "speaker": "Wer", "text": "Was"},
        {"start": "Zeit", "end": "2", "speaker": "C", "text": "4"},
    ):
        assert whole(table(body, columns=columns)) == expected
    headless = body.split("\n", 1)[1]
    assert whole(table(headless, columns={"start": "1", "end": "2", "speaker": "3", "text": "4"})) == expected


@pytest.mark.parametrize(
    ("columns", "code"),
    [({"text": "Nein"}, "column-unknown"), ({"tune": "Was"}, "column-role"), ({"start": "Zeit"}, "column-text")],
)
def test_a_column_that_is_not_there_is_refused_with_those_that_are(columns, code):
    with pytest.raises(FormatError) as caught:
        read("Zeit;Was\n0:01;так\n".encode(), columns=columns)
    assert caught.value.problem.code == code


@pytest.mark.parametrize(
    "body",
    ["Start, end and text are words.\n\nМы выйшлі, і ўсё.", "0:05, мы выйшлі\n0:10, і ўсё", "Ян; Анна; дзеці\nі ўсе"],
)
def test_sentences_are_no_table(body):
    assert read(body.encode()).format == "text"


@pytest.mark.parametrize(
    ("cell", "role", "unit", "language"),
    [
        ("startTime", "start", None, None),
        ("Start (s)", "start", 1000, None),
        ("end_ms", "end", 1, None),
        ("Time Code", "start", None, None),
        ("Пераклад (English)", "translation", None, "en"),
        ("Тэкст (беларуская)", "text", None, "be"),
        ("Original: English", "text", None, "en"),
        ("українська", "text", None, "uk"),
        ("Ім’я", "speaker", None, None),
        ("Notes", "", None, None),
    ],
)
def test_headers_in_many_languages(cell, role, unit, language):
    found = header_of(cell)
    assert (found.role, found.unit, found.language) == (role, unit, language)


@pytest.mark.parametrize(
    ("cell", "ms"),
    [
        ("1:02:03.5", 3723500),
        ("62:03", 3723000),
        ("[00:00:01,25]", 1250),
        ("1.5s", 1500),
        ("250 ms", 250),
        ("1h 2m 3s", 3723000),
        ("2 хв 5 с", 125000),
        ("1899-12-30 00:00:05", 5000),
        ("-1", -1000),
        ("", None),
        ("0:75", None),
        ("так", None),
        ("1:2:3:4:5", None),
    ],
)
def test_times_in_cells(cell, ms):
    found = parse_cell(cell)
    assert (found.ms if found else None) == ms


DAY = 86400


def test_a_workbook_is_read_with_times_as_excel_keeps_them():
    formats = ("h:mm:ss", "[hh]:mm:ss.000", "h:mm")
    made = xlsx(
        {
            "Размова": rows(
                ("Час", "Канец", "Хто", "Тэкст"),
                (f'<c r="A2" s="1"><v>{1 / DAY}</v></c>', f'<c r="B2" s="2"><v>{2.5 / DAY}</v></c>', "Анна", "Так"),
                (
                    f'<c r="A3" s="3"><v>{83 * 60 / DAY}</v></c>',
                    "1:24",
                    "Ян",
                    '<c r="D3" t="s"><v>0</v></c>',
                ),
            ),
            "Нататкі": rows(("проста словы",)),
        },
        strings=("<r><t>Не </t></r><r><t>ўсё</t></r><rPh><t>чытанне</t></rPh>",),
        formats=formats,
    )
    reading = read(made)
    assert reading.format == "xlsx"
    assert whole(reading) == [(1000, 2500, "Анна", "Так"), (83000, 84000, "Ян", "Не ўсё")]
    problems = told(reading)
    assert problems["time-shown-short"].line == 3
    assert problems["sheet-left-out"].params["text"] == "проста словы"


def test_hidden_rows_columns_and_sheets_are_left_out_and_not_quoted():
    data = rows(("start", "speaker", "text"), ("0:01", "Ян", "так"), ("0:02", "Імя", "тайна"), ("0:03", "Ян", "не"))
    data = data.replace('<row r="3">', '<row r="3" hidden="1">')
    data = '<cols><col min="2" max="2" hidden="1"/></cols>' + data
    reading = read(xlsx({"A": data, "B": rows(("таямніца",))}, hidden=("B",)))
    assert [(cue.speaker, cue.text) for cue in reading.cues] == [("", "так"), ("", "не")]
    assert {"rows-hidden", "columns-hidden", "sheet-hidden"} <= told(reading).keys()
    assert not any(word in problem.message for word in ("тайна", "таямніца", "Імя") for problem in reading.problems)


def test_formulas_are_read_by_their_result_and_errors_stay():
    cells = ('<c r="A2"><v>1.5</v></c>', '<c r="B2" t="str"><f>A1&amp;"x"</f><v>вынік</v></c>')
    reading = read(xlsx({"A": rows(("start", "text"), cells, ("2", '<c r="B3" t="e"><v>#REF!</v></c>'))}))
    assert [cue.text for cue in reading.cues] == ["вынік", "#REF!"]
    assert told(reading)["formulas"].params["count"] == 1


def test_a_second_transcript_in_a_workbook_has_to_be_accepted():
    data = rows(("speaker", "text"), ("Ян", "так"))
    reading = read(xlsx({"A": data, "B": data.replace("так", "іншае")}))
    problem = told(reading)["sheet-transcript-left-out"]
    assert problem.refuses
    assert "іншае" in problem.message


def test_a_workbook_without_a_transcript_says_what_to_do():
    with pytest.raises(FormatError) as caught:
        read(xlsx({"A": rows(("Імя", "Узрост"), ("Ян", 20))}))
    assert caught.value.problem.code == "table-unclear"
    assert "Узрост" in caught.value.problem.message


def cell(text, attributes=""):
    inside = "".join(f"<text:p>{line}</text:p>" for line in text.split("\n"))
    return f"<table:table-cell {attributes}>{inside}</table:table-cell>"


def line(*cells, attributes=""):
    return f"<table:table-row {attributes}>{''.join(cells)}</table:table-row>"


def test_an_opendocument_table_is_read_with_repeats_times_and_hidden_rows():
    repeated = 'table:number-columns-repeated="16384"'
    time = 'office:value-type="time" office:time-value="PT00H00M01.250S"'
    body = (
        line(cell("Час"), cell("Хто"), cell("Тэкст"))
        + line(cell("00:01", time), cell("Анна"), cell("Першы\nрадок"))
        + line(f"<table:table-cell {repeated}/>", attributes='table:number-rows-repeated="9999"')
        + line(cell("0:05"), cell("Імя"), cell("тайна"), attributes='table:visibility="filter"')
        + line(cell("0:06"), cell("Ян"), cell("не<office:annotation><text:p>ціха</text:p></office:annotation>"))
        + line(cell("0:09"))
    )
    reading = read(ods({"A": body}))
    assert reading.format == "ods"
    assert whole(reading)[0] == (1250, 6000, "Анна", "Першы\nрадок")
    assert whole(reading)[1] == (6000, 9000, "Ян", "не")
    assert {"rows-hidden", "cell-comments"} <= told(reading).keys()
    assert not any(word in problem.message for word in ("тайна", "ціха") for problem in reading.problems)


def test_headers_of_empty_columns_are_told_and_long_ones_told_whole():
    long = "Нататкі пра тое як гучала размова і пра ўсё што было вакол яе ў той дзень"
    reading = table(f"start,end,text,Прозвішча,speaker,{long}\n0:01,0:02,Так,,,ціха\n0:02,0:03,Не,,,гучна\n")
    assert told(reading)["columns-empty"].params["columns"] == "Прозвішча"
    assert long in told(reading)["column-left-out"].message


@pytest.mark.parametrize("columns", [{"text": "3", "start": "1"}, {"text": "Сказ", "start": "Пач"}])
def test_chosen_columns_are_those_of_the_sheet_that_is_a_transcript(columns):
    notes = rows(["Нататкі", "пра", "запіс"])
    words = rows(["Пач", "speaker", "Сказ"], ["0:01", "Ян", "Так"], ["0:02", "Анна", "Не"])
    named = rows(["start", "speaker", "text"], ["0:01", "Ян", "Так"], ["0:02", "Анна", "Не"])
    reading = read(xlsx({"A": notes, "B": words if "Пач" in columns.values() else named}), columns=columns)
    assert [cue.text for cue in reading.cues] == ["Так", "Не"]
    assert "Нататкі" in told(reading)["sheet-left-out"].message


def test_time_code_with_semicolons_is_read_in_tables_and_text():
    table = "Start,End,Text\n" + "".join(f'"00;00;0{n};10","00;00;0{n};20","so {n}"\n' for n in range(1, 5))
    assert [cue.start_ms for cue in read(table.encode()).cues] == [1400, 2400, 3400, 4400]
    text = "\n\n".join(f"00;00;0{n};10 - 00;00;0{n};20\nso it was" for n in range(1, 5))
    assert [cue.start_ms for cue in read(text.encode()).cues] == [1400, 2400, 3400, 4400]


@pytest.mark.parametrize(
    "text",
    [
        "Timespan\tContent\tSpeaker\n0:01.0 - 0:06.5\tЧаму?\tАнна\n0:06.5 - 1:23.0\tБо так, ну.\tЯн\n",
        "\tTimespan\tContent\tSpeaker\n1\t0:01.0 - 0:06.5\tЧаму?\tАнна\n2\t0:06.5 - 1:23.0\tБо так, ну.\tЯн\n",
        'Timespan,Content,Speaker\n0:01.0 - 0:06.5,Чаму?,Анна\n0:06.5 - 1:23.0,"Бо так, ну.",Ян\n',
        '0:01.0 - 0:06.5,Анна,Чаму?\n0:06.5 - 1:23.0,Ян,"Бо так, ну."\n',
    ],
)
def test_the_timespans_of_nvivo_are_times(text):
    reading = read(text.encode())
    assert [(one.start_ms, one.end_ms, one.speaker, one.text) for one in reading.cues] == [
        (1000, 6500, "Анна", "Чаму?"),
        (6500, 83_000, "Ян", "Бо так, ну."),
    ]


def test_a_range_before_words_needs_no_third_column():
    reading = read('0:01.0 - 0:06.5,Чаму?\n0:06.5 - 1:23.0,"Бо так, ну."\n'.encode())
    assert [(one.start_ms, one.end_ms, one.text) for one in reading.cues] == [
        (1000, 6500, "Чаму?"),
        (6500, 83_000, "Бо так, ну."),
    ]
