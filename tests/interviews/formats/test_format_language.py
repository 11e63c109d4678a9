"""The language of a transcript is told from its words, or not at all."""

import pytest

from interviews.formats import detect_language, read

TEXTS = {
    "be": "Я сышоў са службы, таму што больш не мог глядзець, як збіваюць людзей на вуліцах майго роднага горада.",
    "ru": "Я ушёл со службы, потому что больше не мог смотреть, как избивают людей на улицах моего родного города.",
    "uk": "Я пішов зі служби, тому що більше не міг дивитися, як б'ють людей на вулицях мого рідного міста.",
    "en": "I left the service because I could no longer watch people being beaten on the streets of my home town.",
}


@pytest.mark.parametrize(("language", "text"), TEXTS.items())
def test_the_four_languages_are_told_apart(language, text):
    assert detect_language(text) == language
    assert read(text.encode()).language == language


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Так, я служыў.",
        "1 2 3 4 5 6 7 8 9 10 11 12",
        "Ja syšoŭ z vojska, bo nie moh bolš hladzieć, jak bjuć ludziej na vulicach majho horada i krainy.",
        "Ich habe den Dienst verlassen, weil ich nicht länger zusehen konnte, wie Menschen geschlagen werden.",
    ],
)
def test_too_few_words_and_other_languages_are_left_open(text):
    assert detect_language(text) is None


def conversation(first, second, turns=6):
    return "".join(
        f"Вядучы: {TEXTS[first]} {TEXTS[first]}\n\nАнна: {TEXTS[second]} {TEXTS[second]}\n\n" for _ in range(turns)
    )


@pytest.mark.parametrize(("first", "second"), [("be", "ru"), ("uk", "ru"), ("be", "en"), ("uk", "be")])
def test_a_conversation_in_two_languages_is_told_with_their_shares(first, second):
    reading = read(conversation(first, second).encode())
    assert set(reading.languages) == {first, second}
    [problem] = [problem for problem in reading.problems if problem.code == "mixed-language"]
    assert f"{first} " in problem.message
    assert f"{second} " in problem.message


@pytest.mark.parametrize("language", TEXTS)
def test_one_language_with_a_few_words_of_another_is_not_mixed(language):
    other = "ru" if language == "uk" else "uk"
    reading = read(f"{conversation(language, language, 8)}Анна: {TEXTS[other]}\n".encode())
    assert reading.languages == (language,)
    assert "mixed-language" not in {problem.code for problem in reading.problems}


def test_a_short_text_has_no_languages_to_share():
    assert read(TEXTS["be"].encode()).languages == ()
