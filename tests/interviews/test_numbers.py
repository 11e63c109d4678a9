import pytest

from interviews.numbers import whole_number, whole_numbers


@pytest.mark.parametrize(
    "text", ["", " 7", "-7", "+7", "7.0", "1e3", "٣", "²", "seven", "7\x00", "1" * 18, "1" * 5_000]
)
def test_what_is_no_whole_number_or_none_that_a_key_has_is_none(text):
    assert whole_number(text) is None


def test_figures_are_a_number_up_to_as_many_as_are_allowed():
    assert [whole_number("0"), whole_number("007"), whole_number("9" * 17)] == [0, 7, 10**17 - 1]
    assert [whole_number("12345", figures=5), whole_number("123456", figures=5)] == [12_345, None]


def test_of_several_those_that_are_numbers_stay():
    assert whole_numbers(["3", "x", "", "12"]) == [3, 12]
