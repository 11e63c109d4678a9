"""Text comes out of any encoding of the region, or the caller is asked; it is never guessed silently."""

import unicodedata

import pytest

from interviews.formats import FormatError, read

SENTENCES = {
    "be": (
        "Мы выйшлі з казармы яшчэ да світання, і ніхто не казаў нам, куды нас вязуць. Камандзір узвода паўтараў толькі"
        " адно: глядзіце перад сабой і не задавайце пытанняў. Тады я ўпершыню падумаў, што прысяга, якую я даваў"
        " народу, не мае нічога агульнага з гэтым загадам."
    ),
    "ru": (
        "Мы вышли из казармы ещё до рассвета, и никто не говорил нам, куда нас везут. Командир взвода повторял только"
        " одно: смотрите перед собой и не задавайте вопросов. Тогда я впервые подумал, что присяга, которую я давал"
        " народу, не имеет ничего общего с этим приказом."
    ),
    "uk": (
        "Ми вийшли з казарми ще до світанку, і ніхто не казав нам, куди нас везуть. Командир взводу повторював лише"
        " одне: дивіться перед собою і не ставте запитань. Тоді я вперше подумав, що присяга, яку я складав народові,"
        " не має нічого спільного з цим наказом, і що її порушують ті, хто його віддає."
    ),
}
UNICODE = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"]
EIGHT_BIT = ["cp1251", "koi8-u", "koi8-r", "cp866"]
# Letters that an encoding lacks were typed with the nearest that it has.
TYPED = {
    "koi8-u": str.maketrans("ўЎ", "уУ"),
    "koi8-r": str.maketrans("ўЎіІїЇєЄґҐ", "уУiIiIеЕгГ"),
    "cp866": str.maketrans("іІґҐ", "iIгГ"),
}


def said(data, **options):
    return [cue.text for cue in read(data, **options).cues]


def codes(reading):
    return {problem.code for problem in reading.problems}


@pytest.mark.parametrize("encoding", UNICODE)
@pytest.mark.parametrize("language", SENTENCES)
def test_unicode_is_read_with_and_without_its_mark(language, encoding):
    text = f"{SENTENCES[language]}\n"
    reading = read(text.encode(encoding))
    assert [cue.text for cue in reading.cues] == [SENTENCES[language]]
    assert reading.encoding.startswith(encoding.removesuffix("-sig"))
    assert reading.problems == ()


@pytest.mark.parametrize("encoding", EIGHT_BIT)
@pytest.mark.parametrize("language", SENTENCES)
def test_8_bit_cyrillic_is_recognised_and_told(language, encoding):
    text = SENTENCES[language].translate(TYPED.get(encoding, {}))
    reading = read(text.encode(encoding))
    assert [cue.text for cue in reading.cues] == [text]
    assert reading.encoding[:4] == encoding[:4]
    assert codes(reading) == {"encoding-taken"}


@pytest.mark.parametrize("encoding", EIGHT_BIT)
@pytest.mark.parametrize("language", SENTENCES)
def test_8_bit_cyrillic_is_recognised_in_one_sentence_and_in_a_long_text(language, encoding):
    sentences = SENTENCES[language].translate(TYPED.get(encoding, {})).split(". ")
    for text in [*sentences, "\n".join(sentences * 80)]:
        reading = read(text.encode(encoding))
        assert "\n".join(cue.text for cue in reading.cues) == text
        assert codes(reading) >= {"encoding-taken"}


@pytest.mark.parametrize("word", ["ўжо", "сям’і", "Ўся ўлада", "Біў"])
def test_belarusian_letters_of_windows_1251_are_kept(word):
    text = f"{SENTENCES['be']} {word}"
    assert said(text.encode("cp1251")) == [text]


@pytest.mark.parametrize("encoding", EIGHT_BIT)
def test_capitals_never_come_out_as_other_words(encoding):
    text = SENTENCES["ru"].upper()
    try:
        found = said(text.encode(encoding))
    except FormatError as error:
        found = error.problem.code
    assert found in ([text], "encoding-unsure")


@pytest.mark.parametrize(
    "data",
    [
        "Привет".encode("cp1251"),
        "It’s a café, naïve and déjà vu, they said".encode("cp1252"),
        "Zażółć gęślą jaźń, powiedział żołnierz, i odszedł".encode("cp1250"),
        "Wir gingen früh hinaus und wußten nicht, wohin man uns führt".encode("latin-1"),
        SENTENCES["ru"].encode("iso8859-5"),
        SENTENCES["ru"].encode("mac-cyrillic"),
        b"\xff\xff\xff and more \xfe\xfe\xfe",
    ],
)
def test_letters_that_dont_tell_are_asked_about(data):
    with pytest.raises(FormatError) as caught:
        read(b"one line\n" + data)
    problem = caught.value.problem
    assert problem.code == "encoding-unsure"
    assert problem.line == 2
    assert "cp1251" in problem.message
    assert "KOI8" in problem.message.upper()


def test_the_encoding_that_is_asked_for_wins():
    data = "Привет".encode("cp1251")
    assert said(data, encoding="windows-1251") == ["Привет"]
    assert said(data, encoding="koi8-r") == [data.decode("koi8-r")]
    assert read("Привет".encode("koi8-r"), encoding="KOI8-R").encoding == "koi8-r"


@pytest.mark.parametrize("encoding", ["klingon", "base64", "rot13", "idna", "unicode_escape", "utf-7", "\0", "é" * 50])
def test_an_unknown_encoding_is_refused_by_name(encoding):
    with pytest.raises(FormatError) as caught:
        read(b"text", encoding=encoding)
    assert caught.value.problem.code == "encoding-unknown"
    assert encoding in caught.value.problem.message


def test_a_mark_that_contradicts_the_encoding_asked_for_is_told():
    assert "encoding-mark" in codes(read("Привет".encode("utf-8-sig"), encoding="cp1251"))
    assert codes(read("Привет".encode("utf-16"), encoding="utf-16")) == set()


def test_bytes_outside_the_encoding_asked_for_are_refused_with_their_line():
    with pytest.raises(FormatError) as caught:
        read(b"one\r\ntwo\rthree\nfo\xffur", encoding="utf-8")
    assert (caught.value.problem.code, caught.value.problem.line) == ("encoding-wrong", 4)
    assert "0xFF" in caught.value.problem.message


def test_one_bad_byte_in_utf8_is_refused_with_its_line():
    data = SENTENCES["be"].encode() + b"\n\nbad \xe9 byte\n"
    with pytest.raises(FormatError) as caught:
        read(data)
    assert (caught.value.problem.code, caught.value.problem.line) == ("encoding-mixed", 3)


@pytest.mark.parametrize("second", ["utf-8", "koi8-r", "cp866"])
def test_two_encodings_in_one_file_are_refused(second):
    text = (SENTENCES["ru"] + "\n") * 40
    with pytest.raises(FormatError) as caught:
        read(text.encode("cp1251") + text.encode(second))
    assert caught.value.problem.code in ("encoding-mixed", "encoding-unsure")


@pytest.mark.parametrize(
    ("character", "code"),
    [
        ("\0", "invisible-nul"),
        ("\x07", "invisible-control"),
        ("\x9f", "invisible-control"),
        ("\u200b", "invisible-zero-width"),
        ("\ufeff", "invisible-zero-width"),
        ("\xad", "invisible-soft-hyphen"),
        ("\u202e", "invisible-bidi"),
        ("\u2067", "invisible-bidi"),
        ("\u200f", "invisible-bidi"),
    ],
)
def test_invisible_characters_are_removed_and_told_once(character, code):
    reading = read(f"салдаты выйшлі раніцай\nпры{character}ся{character}га\n\nдалей {character}тэкст".encode())
    assert "прысяга" in reading.cues[0].text
    assert character not in "".join(cue.text for cue in reading.cues)
    [problem] = reading.problems
    assert (problem.code, problem.line, problem.params["count"]) == (code, 2, 3)


@pytest.mark.parametrize("joiner", ["\u200c", "\u200d"])
def test_joiners_stay(joiner):
    assert said(f"a{joiner}b".encode()) == [f"a{joiner}b"]


@pytest.mark.parametrize("separator", ["\x0b", "\x0c", "\x85", "\u2028", "\u2029"])
def test_other_line_ends_keep_words_apart(separator):
    assert said(f"one{separator}two".encode()) == ["one two"]


def test_text_is_nfc():
    text = "Й і ё, café"
    assert said(unicodedata.normalize("NFD", text).encode()) == [text]
    assert said(b"WEBVTT\n\n00:01.000 --> 00:02.000\ne<i></i>&#769;") == ["é"]


def test_piled_up_marks_are_thinned_out_and_told():
    reading = read(("a" + "\u0323\u0300" * 500).encode())
    assert len(unicodedata.normalize("NFD", reading.cues[0].text)) <= 31
    assert codes(reading) == {"marks-piled-up"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_a_file_that_ends_in_the_middle_of_a_letter_is_read_to_there_and_told(encoding):
    reading = read("Мы прыйшлі ў войска.\nПотым быў загад і".encode(encoding)[:-1])
    assert "".join(cue.text for cue in reading.cues) == "Мы прыйшлі ў войска.\nПотым быў загад"
    assert [(one.code, one.line, one.refuses) for one in reading.problems] == [("cut-off", 2, True)]


def test_one_strange_byte_at_the_end_of_plain_ascii_is_no_file_that_was_cut_off():
    with pytest.raises(FormatError) as caught:
        read(b"We came to the army.\nThen came an order \xd0")
    assert caught.value.problem.code.startswith("encoding-")
