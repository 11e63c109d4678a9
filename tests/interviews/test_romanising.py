"""Names in Latin letters: by the rules of the language, beside the recorded one, on English pages alone."""

import pytest

from interviews.romanising import romanised
from tests.factories import make_interview


@pytest.mark.parametrize(
    ("language", "name", "latin"),
    [
        ("be", "Лявон", "Liavon"),
        ("be", "Юрась", "Yuras"),
        ("be", "Цімафей", "Tsimafei"),
        ("be", "Ціханоўская", "Tsikhanouskaya"),
        ("be", "Аляксандр Азараў", "Aliaksandr Azarau"),
        ("be", "Мар’яна", "Maryana"),
        ("be", "Ільля Хведаровіч", "Illia Khvedarovich"),
        ("be", "Язэп-Ян Ельскі", "Yazep-Yan Yelski"),
        ("be", "НЛО 7", "NLO 7"),
        ("ru", "Арсений Щукин", "Arseni Shchukin"),
        ("ru", "Тополь", "Topol"),
        ("uk", "Леся", "Lesia"),
        ("uk", "Євген Згурський", "Yevhen Zghurskyi"),
        ("be", "Щукин", ""),  # no letters of Belarusian
        ("be", "Liavon", ""),
        ("en", "Лявон", ""),
        ("be", "", ""),
    ],
)
def test_a_name_is_written_by_the_rules_of_its_language(language, name, latin):
    assert romanised(name, language) == latin


@pytest.mark.django_db
def test_the_latin_form_stands_beside_the_name_and_never_in_what_is_cited(client):
    make_interview(["раз"], translations={"en": ["one"]}, accession="NAME-1", narrator="Лявон")
    text = client.get("/en/interviews/NAME-1/").content.decode()
    assert text.count('<bdi lang="be">Лявон</bdi> <bdi lang="be-Latn">(Liavon)</bdi>') == 2
    assert "Liavon" not in text.partition('class="citation"')[2].partition("</div>")[0]
    assert "Liavon" in client.get("/en/interviews/").content.decode()
    assert "Liavon" not in client.get("/be/interviews/NAME-1/").content.decode()
    assert "Liavon" not in client.get("/en/interviews/NAME-1/passage/0-20/citation.bib").content.decode()
    assert "Liavon" not in client.get("/api/v1/interviews/NAME-1?ui=en").content.decode()
