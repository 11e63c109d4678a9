"""What is offered to be tidied up, and that nothing else is touched."""

import time

import pytest

from interviews.formats.cues import Cue
from interviews.formats.tidying import apply, suggest


def cues(*said):
    """Return cues of texts, or of (speaker, text)."""
    pairs = [one if isinstance(one, tuple) else ("", one) for one in said]
    return [Cue(n * 1000, n * 1000 + 900, who, text, n + 1) for n, (who, text) in enumerate(pairs)]


def texts(found):
    return [cue.text for cue in found]


@pytest.mark.parametrize(
    "credit",
    [
        "Субтитры сделал DimaTorzok",
        "Субтитры создавал DimaTorzok.",
        "Редактор субтитров А.Семкин Корректор А.Егорова",
        "Продолжение следует...",
        "Спасибо за просмотр!",
        "Подписывайтесь на наш канал",
        "Субтытры зрабіў хтосьці",
        "Рэдактар субтытраў А. Хтосьці",
        "Працяг будзе…",
        "Дзякуй за прагляд!",
        "Субтитри зробив хтось",
        "Редактор субтитрів О. Хтось",
        "Далі буде...",
        "Дякую за перегляд!",
        "Thanks for watching!",
        "Thank you for watching.",
        "Subtitles by the Amara.org community",
        "Please subscribe to my channel",
    ],
)
def test_credits_of_subtitles_are_offered_to_go(credit):
    given = cues("Мы прыйшлі.", credit, f"І пайшлі.\n{credit}")
    [one] = suggest(given)
    assert one.key == "credits"
    assert [change.before.line for change in one.changes] == [2, 3]
    assert texts(apply(given, ["credits"])) == ["Мы прыйшлі.", "І пайшлі."]
    assert apply(given, []) == given


@pytest.mark.parametrize(
    "said",
    [
        "Я сказаў: дзякуй за прагляд майго жыцця, і пайшоў, бо болей не мог там быць ні дня.",
        "Подписывайтесь, сказал он.",
        "Мы смотрели фильм, а в конце было продолжение.",
        "Да. Да. Да.",
        "[…] і далей",
        "(неразборліва)",
        "Эмма і Умка прыйшлі",
        "Хмара, гмах, ммм-даніна",
        "the album Um Um",
    ],
)
def test_what_was_spoken_stays(said):
    assert [one for one in suggest(cues(said)) if one.kind != "fillers" or "Um" not in said] == []


def test_a_line_that_comes_many_times_in_a_row_is_offered_once():
    given = cues("Пачатак", "Так.", "так", "Так!", "Так…", "Канец", "Так")
    [one] = suggest(given)
    assert one.key == "repeated"
    assert [(change.before.line, change.after) for change in one.changes] == [(3, None), (4, None), (5, None)]
    assert texts(apply(given, ["repeated"])) == ["Пачатак", "Так.", "Канец", "Так"]
    assert suggest(cues("Так", "Так", "Так")) == []
    assert suggest(cues(("А", "Так"), ("Б", "Так"), ("А", "Так"), ("Б", "Так"))) == []


def test_a_phrase_that_comes_many_times_in_a_cue_is_offered_once():
    given = cues("І тады мы пайшлі, мы пайшлі, мы пайшлі, мы пайшлі, мы пайшлі дадому.")
    assert texts(apply(given, ["repeated"])) == ["І тады мы пайшлі, дадому."]
    assert suggest(cues("так так так і што")) == []
    lines = cues("Першы  радок\nТак\nтак\nТак.\nтак\nІ ён, і ён, і ён, і ён.")
    assert texts(apply(lines, ["repeated"])) == ["Першы  радок\nТак\nІ ён,"]


def test_marks_of_noise_and_hesitation_are_offered_apart():
    given = cues("[Музыка]", "Мы, э-э, пайшлі (смех) дадому.", "Э-э, так. Ммм… не", "[music] Um, we left ♪")
    assert {one.key for one in suggest(given)} == {"noises", "fillers"}
    assert texts(apply(given, ["noises"])) == [
        "Мы, э-э, пайшлі дадому.",
        "Э-э, так. Ммм… не",
        "Um, we left",
    ]
    assert texts(apply(given, ["noises", "fillers"])) == ["Мы, пайшлі дадому.", "Так. не", "We left"]


def test_one_name_in_several_spellings_is_offered_to_be_one():
    given = cues(("Міхась", "а"), ("МІХАСЬ", "б"), ("Мiхась", "в"), ("Міхась", "г"), ("Марыя", "д"), ("Марыля", "е"))
    [one] = suggest(given)
    assert (one.key, one.name, set(one.names)) == ("speaker:Міхась", "Міхась", {"МІХАСЬ", "Мiхась"})
    assert [cue.speaker for cue in apply(given, [one.key])] == ["Міхась"] * 4 + ["Марыя", "Марыля"]
    assert texts(apply(given, [one.key])) == texts(given)


def test_of_equally_common_spellings_the_one_in_one_script_is_kept():
    [one] = suggest(cues(("Aннa", "а"), ("Анна", "б"), ("АННА:", "в"), ("Speaker_1", "г"), ("Speaker 2", "д")))
    assert one.name == "Анна"


def test_a_key_that_suggests_nothing_changes_nothing():
    given = cues("так")
    assert apply(given, ["credits", "speaker:Ніхто", "<script>"]) == given


def test_long_transcripts_and_hostile_words_take_little_time():
    given = cues(*[f"Слова {n} э-э і яшчэ словы, якія сказалі раней" for n in range(20_000)])
    started = time.process_time()
    suggest(given)
    assert time.process_time() - started < 10
    long = cues("так не " * 50_000)
    suggest(long)
    suggest(cues("а" * 100_000, "э-" * 50_000, "м" * 100_000, "[" * 100_000, "♪" * 100_000))
    assert time.process_time() - started < 20
