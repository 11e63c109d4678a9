"""Changes of two people joined word by word: nothing of either is lost, or somebody has to choose."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviews.editing.merging import merge

BASE = "Мы прыехалі ў частку ўвечары і нам сказалі чакаць."


@pytest.mark.parametrize(
    ("mine", "theirs", "merged"),
    [
        (
            "Мы прыехалі ў часць ўвечары і нам сказалі чакаць.",
            BASE,
            "Мы прыехалі ў часць ўвечары і нам сказалі чакаць.",
        ),
        (
            "Яны прыехалі ў частку ўвечары і нам сказалі чакаць.",
            "Мы прыехалі ў частку ўвечары і нам загадалі чакаць.",
            "Яны прыехалі ў частку ўвечары і нам загадалі чакаць.",
        ),
        (f"Так. {BASE}", f"{BASE} Да раніцы.", f"Так. {BASE} Да раніцы."),
        (
            "Мы прыехалі ўвечары і нам сказалі чакаць.",
            BASE.replace("сказалі", "[…]"),
            "Мы прыехалі ўвечары і нам […] чакаць.",
        ),
        (BASE.replace("частку", "роту"), BASE.replace("частку", "роту"), BASE.replace("частку", "роту")),
    ],
)
def test_changes_that_do_not_touch_are_joined(mine, theirs, merged):
    assert merge(BASE, mine, theirs) == merged
    assert merge(BASE, theirs, mine) == merged


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        (BASE.replace("частку", "роту"), BASE.replace("частку", "полк")),
        (BASE.replace("частку", "вялікую частку"), BASE.replace("частку", "малую частку")),
        (f"{BASE} Раз.", f"{BASE} Два."),
        (BASE.replace("прыехалі ў частку", "былі там"), BASE.replace("частку", "[…]")),
    ],
)
def test_changes_of_the_same_words_are_for_a_person_to_choose(mine, theirs):
    assert merge(BASE, mine, theirs) is None
    assert merge(BASE, theirs, mine) is None


words = st.lists(st.sampled_from(["а", "б", "в", "г", "[…]", "так."]), min_size=1, max_size=12).map(" ".join)


@given(words, words, words)
def test_no_word_of_either_is_lost_without_being_told(base, mine, theirs):
    merged = merge(base, mine, theirs)
    assert merged == merge(base, theirs, mine)
    if merged is None:
        assert base not in (mine, theirs)
        assert mine != theirs
        return
    kept, have = set(base.split()), merged.split()
    for other in (mine, theirs):
        assert set(other.split()) - kept <= set(have)
    # A word that only one took away is gone, one that nobody touched is there.
    for word in kept:
        if all(text.split().count(word) >= base.split().count(word) for text in (mine, theirs)):
            assert word in have


@given(words, words)
def test_one_person_s_changes_alone_are_just_those(base, other):
    assert merge(base, other, base) == other
    assert merge(base, base, other) == other
    assert merge(base, other, other) == other


@given(st.lists(st.integers(0, 999).map(str), min_size=4, max_size=30, unique=True), st.data())
def test_changes_of_different_words_are_all_in_the_whole(base, data):
    at = data.draw(st.lists(st.integers(0, len(base) - 1), min_size=2, max_size=6, unique=True))
    mine, theirs, both = list(base), list(base), list(base)
    for n, index in enumerate(at):
        (mine if n % 2 else theirs)[index] = both[index] = f"{base[index]}-нова"
    neighbours = any(abs(one - other) == 1 for one in at for other in at)
    merged = merge(" ".join(base), " ".join(mine), " ".join(theirs))
    assert merged == " ".join(both) or (merged is None and neighbours)
