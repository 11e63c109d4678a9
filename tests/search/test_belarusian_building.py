import subprocess
import sys

import marisa_trie
import pytest

from search.analysis.belarusian.building.hunspell import Line, forms_of, prefixed, read_lines, read_rules
from search.analysis.belarusian.building.linking import link
from search.analysis.belarusian.building.nouns import Nouns, noun_stem
from search.analysis.belarusian.building.skeletons import differences, skeleton, softened
from search.analysis.belarusian.building.verbs import gerunds, of_giving

AFFIXES = """
SET UTF-8
PFX p Y 1
PFX p 0 па .
SFX D Y 3
SFX D га зе га
SFX D а у а
SFX D а ы [бв]а
SFX f Y 2
SFX f ць ў ць
SFX f ць ла ць
SFX e Y 2
SFX e ку чэ ку
SFX e у уць у
SFX c Y 1
SFX c у а [ш]у
SFX o Y 1
SFX o іць яць іць
SFX l Y 1
SFX l іць і іць
SFX U Y 1
SFX U а е [л]а
SFX P Y 1
SFX P ы аў ы
SFX O Y 1
SFX O вец ўца вец
SFX V Y 1
SFX V ы ага ы
"""
WORDS = """
13
прысяга/D
рабіць/lp
робіць/op
пісаць/f
пішу/c
напісаць/f
напісаны/V
пячы
пяку/e
пякла/K
стол
стала/U
службовец/O
службоўцы/P
Мінск
"""


@pytest.fixture
def dictionary(tmp_path):
    (tmp_path / "index.aff").write_text(AFFIXES.strip(), "utf-8")
    (tmp_path / "index.dic").write_text(WORDS.strip(), "utf-8")
    return tmp_path


def test_rules_make_the_forms_they_are_for(dictionary):
    rules = read_rules(dictionary / "index.aff")
    assert {form for form, _flag in forms_of(Line("прысяга", frozenset("D")), rules)} == {
        "прысяга",
        "прысязе",
        "прысягу",
    }
    assert [(flag, line.word) for flag, line in prefixed(Line("рабіць", frozenset("lp")), rules)] == [("p", "парабіць")]
    assert next(read_lines(dictionary / "index.dic")) == Line("прысяга", frozenset("D"))


@pytest.mark.parametrize(
    "forms",
    [
        {"прысяга", "прысязе"},
        {"рабіць", "рабі", "робіць", "робяць"},
        {"парабіць", "паробяць"},
        {"пісаць", "пісаў", "піша"},
        {"напісаць", "напісала", "напісаны", "напісанага", "напісаўшы"},
        {"пячы", "пячэ", "пякуць", "пякла", "пякучы"},
        {"стол", "стала", "стале"},
        {"службовец", "службоўца", "службоўцы", "службоўцаў"},
    ],
)
def test_parts_of_a_word_that_the_dictionary_keeps_apart_are_linked(dictionary, forms):
    words = link(read_lines(dictionary / "index.dic"), read_rules(dictionary / "index.aff"))
    assert [one for one in words.forms.values() if forms <= one]


def test_words_stay_apart(dictionary):
    words = link(read_lines(dictionary / "index.dic"), read_rules(dictionary / "index.aff"))
    for one, other in [("рабіць", "парабіць"), ("пісаць", "напісаць"), ("пякла", "пішу")]:
        assert not [forms for forms in words.forms.values() if {one, other} <= forms]
    assert words.forms["verb in -ся", "пячы"] == {"пяклася"}


def test_the_command_writes_a_table_that_is_the_same_each_time(dictionary, tmp_path):
    tables = []
    for name in ("one", "two"):
        command = [sys.executable, "-m", "search.analysis.belarusian.building", str(dictionary), "--out"]
        subprocess.run([*command, str(tmp_path / name)], check=True)
        tables.append((tmp_path / name).read_bytes())
    assert tables[0] == tables[1]
    table = marisa_trie.RecordTrie("<I").load(str(tmp_path / "one"))
    assert table["рабіць"] == table["робяць"]
    assert table["мінск"][0][0] & 1
    assert not table["стол"][0][0] & 1
    assert table["=пісау" if "=пісау" in table else "пісау"]


def test_skeletons_make_equal_what_stress_changes():
    assert skeleton("стол") == skeleton("стал")
    assert skeleton("вёў") == skeleton("вяў")
    assert skeleton("насенне") == skeleton("насеня")
    assert "піш" in softened("піс")
    assert differences("глядз", "гладз") == 1
    assert differences("стол", "стол") == 0


def test_a_consonant_inside_a_noun_stays_hard_or_soft():
    assert noun_stem("сястра") == noun_stem("сёстры")
    assert noun_stem("стала") == noun_stem("стол")
    assert noun_stem("вена") != noun_stem("вон")


def test_a_name_has_no_common_plural():
    nouns = Nouns([("Перу", False, False), ("пара", False, False)])
    assert nouns.of_plural("поры") == ["пара"]
    assert Nouns([("Пер", False, False)]).of_plural("пёры") == []


def test_an_infinitive_is_no_source_of_a_gerund_unless_it_is_they_too():
    assert list(gerunds("задаць", ["задаць"])) == []
    assert list(gerunds("крычаць", ["крычаць", "крычыць"])) == ["крычачы"]
    assert list(gerunds("чытаць", ["чытаюць", "чытаў"])) == ["чытаючы", "чытаўшы"]


def test_what_gives_is_two_verbs():
    assert of_giving("задаю") == ("задаваць", "задаць")
    assert of_giving("складаю") is None
