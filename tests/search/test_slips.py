import pytest

from search.slips import MOST_READINGS, readings


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ghsczuf", "прысяга"),  # Belarusian letters on English keys
        ("ghbczuf", "прысяга"),  # the same with the key of и where ы was meant
        ("ghbczuf", "присяга"),
        ("'rpfvty", "экзамен"),
        ("[fnf", "хата"),
        ("dsqyf", "війна"),
        ("щфер", "oath"),  # English on the Russian, then on the Belarusian layout
        ("ўфер", "oath"),
        ("минск", "мінск"),
        ("мінск", "минск"),
        ("быщ", "быў"),  # Belarusian on the Russian layout
        ("выйна", "війна"),  # Ukrainian on the Russian layout
        ("абьект", "аб'ект"),
        ("абъект", "аб'ект"),
        ("абявіць", "аб'явіць"),
        ("сямя", "сям'я"),
        ("сімя", "сім'я"),
        ("присяга", "прысяга"),
        ("воука", "воўка"),
        ("абявить", "аб'явіть"),  # two slips at once
    ],
)
def test_a_slip_of_the_keyboard_is_read_as_what_was_meant(typed, meant):
    assert meant in readings(typed)


@pytest.mark.parametrize("typed", ["", "x", "'", "[];',.", "прысяга", "a" * 64, "ъ" * 64, "😀", "\u0301", "мова" * 16])
def test_readings_are_few_and_each_is_another(typed):
    found = readings(typed)
    assert len(found) <= MOST_READINGS
    assert typed not in found
    assert len(set(found)) == len(found)
