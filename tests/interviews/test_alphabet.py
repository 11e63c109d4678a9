"""Words are sorted as people of each language look them up."""

import pytest

from interviews.alphabet import in_alphabet


@pytest.mark.parametrize(
    "words",
    [
        "абеяць ехаць ёсць жыта зіма імя йод кот усё ўлетку фарба цэх яма",
        "гай ґанок дім есе є ж зима иней і їжак йти кінь щит ь юний яр",
        "где ель ёлка жук зима игла йод съезд сын экран юг",
        "cikavy čas dom lipa łaska nos sad śnieh šum usio ŭlet zara ziamla źmiena žuk",
        "about oath Zeal Анна Іна",
    ],
)
def test_the_order_of_an_alphabet(words):
    assert sorted(set(words.split()), key=in_alphabet) == words.split()
