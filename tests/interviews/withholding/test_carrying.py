"""A place from which words were taken is found again in a new version by its neighbours, or in doubt by its time."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviews.segmenting import Passage
from interviews.withholding.carrying import Gap, carry
from interviews.withholding.cutting import LEFT_OUT, Stretch, cut

WORDS = [
    "Калі пачалася вайна я быў у вучэбным цэнтры пад горадам і нічога не ведаў.",
    "Камандзір сказаў нам што гэта толькі вучэнні і што мы хутка вернемся дамоў.",
    "Тады я напісаў рапарт і аднёс яго ў штаб, а там мне адказалі адмовай.",
]


def timed(texts, shift=0):
    passages = []
    for n, text in enumerate(texts):
        start, end = n * 20_000 + shift, (n + 1) * 20_000 + shift
        passages.append(Passage("N", text, start, end, [[0, start, end]]))
    return passages


def without(passages, position, *runs):
    """Return the passages without ``runs``, and the gaps."""
    text = passages[position].text
    done = cut(text, passages[position].marks, [Stretch(text.index(run), text.index(run) + len(run)) for run in runs])
    rows = list(passages)
    rows[position] = replace(rows[position], text=done.text, marks=done.marks)
    return rows, [Gap(position, piece.offset, n) for n, piece in enumerate(done.pieces)]


def texts(carried):
    return [one.text for one in carried.passages]


@pytest.mark.parametrize("run", ["вучэбным цэнтры", "Калі", "ведаў.", "вайна я быў у вучэбным цэнтры пад"])
def test_the_same_words_are_taken_out_again_wherever_they_stand(run):
    full = timed(WORDS)
    public, gaps = without(full, 0, run)
    carried = carry(public, gaps, full)
    assert texts(carried) == [one.text for one in public]
    assert (carried.unsure, carried.lost) == (frozenset(), frozenset())
    assert "".join(carried.placed[0].words) in run


def test_a_file_with_other_times_is_understood_by_its_words():
    full = timed(WORDS)
    public, gaps = without(full, 1, "вучэнні")
    carried = carry(public, gaps, timed(["Дадатковы ўступ перад усім астатнім.", *WORDS], shift=600_000))
    assert texts(carried)[2] == public[1].text


def test_a_file_that_is_cut_into_other_passages_is_understood():
    full = timed(WORDS)
    public, gaps = without(full, 1, "толькі вучэнні")
    halves = [half for text in WORDS for half in (text[: len(text) // 2], text[len(text) // 2 :])]
    carried = carry(public, gaps, timed(halves))
    assert not {"толькі", "вучэнні"} & set(" ".join(texts(carried)).split())
    assert not carried.unsure


def test_words_spelt_in_another_way_at_the_place_are_taken_out():
    public, gaps = without(timed(WORDS), 0, "вучэбным цэнтры")
    other = [WORDS[0].replace("вучэбным цэнтры", "навучальным асяродку каля ракі"), *WORDS[1:]]
    carried = carry(public, gaps, timed(other))
    assert texts(carried)[0] == public[0].text
    assert carried.placed[0].words == ("навучальным асяродку каля ракі",)


def test_a_sign_that_the_file_has_already_stays_and_nothing_is_taken():
    public, gaps = without(timed(WORDS), 0, "вучэбным цэнтры")
    carried = carry(public, gaps, public)
    assert texts(carried) == [one.text for one in public]
    assert carried.placed[0].words == ()


def test_a_file_without_the_words_gets_the_sign():
    public, gaps = without(timed(WORDS), 0, "вучэбным цэнтры")
    bare = [WORDS[0].replace("вучэбным цэнтры ", ""), *WORDS[1:]]
    assert texts(carry(public, gaps, timed(bare)))[0] == public[0].text


def test_a_place_that_fits_twice_is_in_doubt_unless_the_time_tells_which_is_meant():
    same = [WORDS[2], *[WORDS[0]] * 4, *[WORDS[1]] * 9, *[WORDS[0]] * 4]
    untimed = [replace(one, start_ms=None, end_ms=None, marks=[]) for one in timed(same)]
    assert carry(*without(untimed, 2, "вучэбным цэнтры"), untimed).unsure == {0}
    block = [WORDS[1], WORDS[0], WORDS[2]]
    far = [*block, *(f"Сказ нумар {n} пра іншае." for n in range(9)), *block]
    public, gaps = without(timed(far), 1, "вучэбным цэнтры")
    assert texts(carry(public, gaps, timed(far))) == [one.text for one in public]


def test_in_doubt_everything_said_at_that_time_goes():
    public, gaps = without(timed(WORDS), 1, "вучэнні")
    carried = carry(public, gaps, timed([WORDS[0], "Зусім не тыя словы, вучэнні.", WORDS[2]]))
    assert texts(carried) == [WORDS[0], LEFT_OUT, WORDS[2]]
    assert carried.unsure == {0}


@given(st.lists(st.integers(0, 13), min_size=1, max_size=5, unique=True), st.integers(0, 2))
def test_no_word_that_was_taken_out_comes_back_with_the_file_that_had_it(numbers, position):
    full = timed([" ".join(f"{word}{n}" for n, word in enumerate(text.split())) for text in WORDS])
    words = full[position].text.split()
    runs = [words[n] for n in numbers if n < len(words)]
    if not runs:
        return
    public, gaps = without(full, position, *runs)
    carried = carry(public, gaps, full)
    remaining = " ".join(texts(carried)).split()
    assert not set(runs) & set(remaining)


PUNCTUATED = [
    "«Слухай, — кажа, — я Пятро». А потым пайшоў ён дамоў (у Барысаў, 12.05.2020), дзе чакала сям'я.",
    "Вось так: спачатку адно, потым другое!.. І нічога.",
]


@pytest.mark.parametrize("run", ["Пятро", "Пятро».", "(у Барысаў", "12", "2020),", "сям", "Слухай", "чакала сям'я."])
def test_punctuation_around_a_place_stays_as_the_archive_has_it(run):
    full = timed([WORDS[0], *PUNCTUATED, WORDS[2]])
    public, gaps = without(full, 1, run)
    carried = carry(public, gaps, full)
    assert texts(carried) == [one.text for one in public]
    assert not carried.unsure


BESIDE = "Тады мы стаялі на плошчы каля дома і {} {} {} і потым усе пайшлі дамоў разам з ім."


@pytest.mark.parametrize(
    ("before", "secret", "after"),
    [
        ("там", "мой брат Іван", "мой брат {сказаў|адказаў} нам"),
        ("там", "мой брат Іван мой брат Пётр", "мой брат {сказаў|адказаў} нам"),
        ("там", "мой брат сказаў Івану", "мой брат {сказаў|казаў} нам"),
        ("нам {сказаў|казаў} мой брат", "Іван мой брат", "там"),
        ("там", "я зусім нічога не ведаў пра яго тады Іван", "я зусім нічога не ведаў пра яго тады {|}"),
    ],
)
def test_words_beside_a_place_that_stand_within_it_too_never_bring_a_part_of_it_back(before, secret, after):
    was, is_now = (
        [re.sub(r"\{(.*)\|(.*)\}", choice, part) for part in (before, secret, after)] for choice in (r"\1", r"\2")
    )
    full, new = (timed([BESIDE.format(*parts), "Другі кавалак пра іншае."]) for parts in (was, is_now))
    public, gaps = without(full, 0, secret)
    carried = carry(public, gaps, new)
    assert not any(name in " ".join(texts(carried)) for name in ("Іван", "Пётр"))
    assert carried.unsure == {0}
