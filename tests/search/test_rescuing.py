"""What a reader gets who mistyped, asked for too much, or named what is not there."""

import pytest
from django.utils.translation import override

from interviews.models import Interview, Theme
from search.finding import Criteria, find
from search.query import parse
from tests.factories import HIDDEN_STATES, make_interview, make_theme

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english():
    with override("en"):
        yield


def texts(q, **criteria):
    return sorted(hit.segment.text for hit in find(Criteria(q=q, **criteria)).hits)


@pytest.fixture
def said(indexed):
    make_interview(
        ["прысяга ў траўні", "аб'явіць вайну", "мінск і горад", "oath taken in may", "старая хата і мова", "мёд"]
    )
    indexed()


@pytest.mark.parametrize(
    ("typed", "instead"),
    [
        ("ghsczuf", "прысяга"),
        ("ghbczuf", "прысяга"),
        ("щфер", "oath"),
        ("[fnf", "хата"),
        ("ghsczuf, траўні", "прысяга, траўні"),
        ("(ghsczuf OR zzzz) -вайна", "(прысяга OR zzzz) -вайна"),
        ('"vjdf"', '"мова"'),
    ],
)
def test_what_was_typed_on_other_keys_is_found_and_said_so(said, typed, instead):
    found = find(Criteria(q=typed))
    assert found.count == 1
    assert found.instead == instead
    assert found.notices == [f"Nothing has “{typed}” in it. Showing what was found for “{instead}”."]
    assert find(Criteria(q=instead)).count == 1


@pytest.mark.parametrize(
    "typed", ["абявіць", "абьявіць", "абъявіць", "вайну", "минск", "трауні", "траўнi", "мед", "мёду"]
)
def test_letters_that_are_mixed_up_or_left_out_are_understood(said, typed):
    assert find(Criteria(q=typed)).count == 1


def test_another_letter_is_offered_the_word_that_is_near(said):
    assert find(Criteria(q="прысёга")).did_you_mean == "прысяга"


@pytest.mark.parametrize("typed", ["прасяга", "присёга"])
def test_by_sound_a_word_with_other_vowels_finds_what_is_said_and_says_so(said, indexed, typed):
    make_interview(["ён просіць"])
    indexed()
    found = find(Criteria(q=typed, mode="sounds"))
    assert "прысяга ў траўні" in [hit.segment.text for hit in found.hits]
    assert found.notices == [f"Nobody says “{typed}”. Also showing what sounds nearly like it: “прысяга”."]
    assert texts(f"траўні {typed}", mode="sounds") == ["прысяга ў траўні"]
    assert find(Criteria(q="прысяга", mode="sounds")).notices == []
    assert find(Criteria(q=typed)).did_you_mean == "прысяга"


def test_words_that_are_found_nowhere_are_named_as_they_were_typed(said):
    (notice,) = find(Criteria(q="мова Пятрунёвы")).notices
    assert notice.endswith("Found nowhere: “Пятрунёвы”.")


def test_keys_are_read_first_as_those_of_the_readers_language(indexed):
    make_interview(["прысяга", "присяга"])
    indexed()
    for language, meant in (("be", "прысяга"), ("ru", "присяга"), ("uk", "присяга")):
        with override(language):
            assert find(Criteria(q="ghbczuf")).instead == meant


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("be", "Нідзе не знойдзена: «шлагбаум»."),
        ("ru", "Нигде не найдено: «шлагбаум»."),
        ("en", "Found nowhere: “шлагбаум”."),
    ],
)
def test_words_that_nobody_says_are_named_in_the_readers_language(said, language, told):
    with override(language):
        assert find(Criteria(q="мова шлагбаум")).notices[0].endswith(told)


def test_a_speaker_beside_words_narrows_and_a_word_of_the_title_does_not_widen(indexed):
    make_interview(["мы пайшлі", "вады не было", "дадому"], narrator="Лявон", title_be="Слоік вады")
    indexed()
    assert texts("прамоўца:Лявон вада") == texts("вада")
    assert len(texts("прамоўца:Лявон")) == 3


def test_the_way_back_leads_to_the_words_as_they_were_typed(said):
    back = find(Criteria(q=find(Criteria(q="ghsczuf vjdf")).as_typed))
    assert back.criteria.q == "=ghsczuf =vjdf"
    assert (back.count, back.instead) == (0, "")
    assert find(Criteria(q="ghsczuf", mode="exact")).instead == ""


def test_words_that_find_something_are_left_as_they_are(said):
    found = find(Criteria(q="oath ghsczuf"))
    assert found.instead == "oath прысяга"
    assert find(Criteria(q="мова")).notices == []


@pytest.mark.parametrize(
    ("q", "expected", "told"),
    [
        ("прысяга мова", ["прысяга ў траўні", "старая хата і мова"], "These have 1 of 2."),
        ("старая хата мова вайна", ["старая хата і мова"], "These have 3 of 4."),
        ("хата мова zzzz", ["старая хата і мова"], "These have 2 of 3. Found nowhere: “zzzz”."),
        ('"старая хата" вайна zzzz qqqq', ["аб'явіць вайну", "старая хата і мова"], "These have 1 of 4."),
        ("прысяга мова -хата", ["прысяга ў траўні"], "These have 1 of 2."),
        ("прысяга (мова OR горад)", ["мінск і горад", "прысяга ў траўні", "старая хата і мова"], "1 of 2."),
    ],
)
def test_where_no_passage_has_all_words_those_with_most_are_found(said, q, expected, told):
    assert texts(q) == expected
    (notice,) = find(Criteria(q=q)).notices
    assert notice.startswith("No passage has all that you wrote.")
    assert told in notice


def test_whoever_writes_many_words_also_gets_passages_with_a_little_less_than_most(indexed):
    make_interview(["дом хата лес", "дом хата лес поле " + "і далей " * 20, "дом хата", "дом"])
    indexed()
    found = find(Criteria(q="дом хата лес поле рака"))
    assert [hit.segment.text[:17] for hit in found.hits] == ["дом хата лес поле", "дом хата лес"]
    (notice,) = found.notices
    assert "The best of these have 4 of 5." in notice


def test_where_enough_passages_have_most_words_none_with_less_is_shown(indexed):
    make_interview(["дом хата лес поле"] * 10 + ["дом хата лес"])
    indexed()
    found = find(Criteria(q="дом хата лес поле рака"))
    assert found.count == 10
    assert "These have 4 of 5." in found.notices[0]


def test_of_passages_with_as_many_words_those_with_the_rarest_come_first(indexed):
    make_interview(["мова і дом", "мова і хата", "мова і горад", "мова і лес", "рэдкая рэч тут", "дом дом дом"])
    indexed()
    found = find(Criteria(q="мова рэдкая"))
    assert found.hits[0].segment.text == "рэдкая рэч тут"
    assert found.count == 5


def test_of_many_words_those_that_everybody_says_find_nothing_by_themselves(indexed):
    common = ["мы былі там"] * 12
    make_interview([*common, "шлагбаум і будка", "шлагбаум быў", "мы былі там, і потым"])
    indexed()
    found = find(Criteria(q="мы былі там потым шлагбаум будка рака"))
    assert [hit.segment.text for hit in found.hits] == ["шлагбаум і будка", "мы былі там, і потым", "шлагбаум быў"]
    assert "The best of these have 4 of 7." in found.notices[0]


def test_a_rare_word_finds_its_passage_beside_those_with_more_words(indexed):
    make_interview(["мова і дом"] * 9 + ["рэдкая рэч"] + ["лес"] * 9)
    indexed()
    found = find(Criteria(q="мова дом рэдкая zzzz"))
    assert found.count == 10
    assert "The best of these have 2 of 4." in found.notices[0]


def test_passages_with_most_words_keep_to_the_filters_and_the_fields(said, indexed):
    make_interview(["мова", "прысяга"], branch="unit-a", language="ru")
    indexed()
    assert texts("прысяга хата zzzz", branches=("unit-a",)) == ["прысяга"]
    assert texts("language:ru прысяга хата") == ["прысяга"]


def test_relaxed_pages_follow_one_another(indexed):
    make_interview(["oath"] * 5 + ["honour"])
    indexed()
    pages = [find(Criteria(q="oath honour", page=page, page_size=4)) for page in (1, 2)]
    assert [len(page.hits) for page in pages] == [4, 2]
    assert {page.count for page in pages} == {6}


@pytest.mark.parametrize(
    ("q", "offer"),
    [
        ('"хата старая"', "хата старая"),
        ("старая NEAR/1 мова", "старая мова"),
        ("=прысягі", "прысягі"),
    ],
)
def test_a_phrase_that_is_nowhere_is_offered_as_words(said, q, offer):
    found = find(Criteria(q=q))
    assert (found.count, found.did_you_mean) == (0, offer)
    assert find(Criteria(q=offer)).count == 1


def test_each_unknown_word_is_respelt_by_itself(said):
    found = find(Criteria(q="oazh takem zzzzzzzzzz"))
    assert found.did_you_mean == "oath taken zzzzzzzzzz"


# Fields


@pytest.fixture
def named(indexed):
    first = make_interview(
        ["страх і мова"], narrator="Лявон", accession="OOU-7K3M", themes=["how-fear"], speakers=["Лявон"]
    )
    second = make_interview(["мова", "пытанне"], narrator="Марк", language="ru", speakers=["Марк", "Вядучая"])
    Theme.objects.filter(code="how-fear").update(label_be="Вялікі страх", label_en="Great fear")
    Interview.objects.filter(pk=first.pk).update(title_be="Слоік вады", title_en="A jar of water")
    indexed()
    return first, second


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ("theme:how-fear", ["страх і мова"]),
        ('тэма:"Вялікі страх" мова', ["страх і мова"]),
        ("тема:страх", ["страх і мова"]),
        ("theme: fear", ["страх і мова"]),
        ("theme:how", ["страх і мова"]),
        ("мова -theme:fear", ["мова"]),
        ("language:ru", ["мова", "пытанне"]),
        ("язык:русский мова", ["мова"]),
        ("мова:беларуская", ["страх і мова"]),
        ("interview:oou-7k3m", ["страх і мова"]),
        ("інтэрв'ю:слоік", ["страх і мова"]),
        ('interview:"a jar"', ["страх і мова"]),
        ("speaker:Лявон", ["страх і мова"]),
        ("speaker:лявона", ["страх і мова"]),
        ("прамоўца:вядучая", ["пытанне"]),
        ("рассказчик:Марк мова", ["мова"]),
        ("speaker:Лявон OR пытанне", ["пытанне", "страх і мова"]),
    ],
)
def test_fields_narrow_by_the_readers_own_words(named, q, expected):
    assert texts(q) == expected


@pytest.mark.parametrize(
    ("q", "field", "sentence", "offer"),
    [
        ("theme:grat мова", "theme", "No theme is called “grat”.", 'theme:"Great fear" мова'),
        ("theme:qqqq мова", "theme", "No theme is called “qqqq”.", "мова"),
        ("theme:qqqq", "theme", "No theme is called “qqqq”.", None),
        ("language:xx мова", "language", "“xx” is not a language", "мова"),
        ("interview:OOU-NONE мова", "interview", "No interview has the number or the title “OOU-NONE”.", "мова"),
        ("speaker:Лявун", "speaker", "Nobody is called “Лявун” here.", 'speaker:"Лявон"'),
    ],
)
def test_a_value_that_nobody_knows_finds_nothing_and_says_what_to_change(named, q, field, sentence, offer):
    found = find(Criteria(q=q))
    assert (found.count, found.unknown, found.did_you_mean) == (0, field, offer)
    assert found.notices[0].startswith(sentence)
    assert offer is None or find(Criteria(q=offer)).count


@pytest.mark.parametrize("state", HIDDEN_STATES)
def test_what_a_field_could_name_of_a_hidden_interview_is_unknown(named, indexed, state):
    hidden = make_interview(
        ["canary"], narrator="Canary", accession="OOU-SECR", themes=["why-canary"], speakers=["Robin"], language="en"
    )
    Interview.objects.filter(pk=hidden.pk).update(title_en="Canary bird")
    Theme.objects.filter(code="why-canary").update(is_public=False)
    indexed()
    Interview.objects.filter(pk=hidden.pk).update(**HIDDEN_STATES[state])
    pairs = {
        "theme:why-canary": "theme:why-cenery",
        "interview:OOU-SECR": "interview:OOU-SOCR",
        "interview:canary": "interview:cenery",
        "speaker:Canary": "speaker:Cenery",
        "speaker:Robin": "speaker:Rohin",
        "сфтфкн": "сутуки",
        "canbry мова": "cenbry мова",
    }
    for _ in ("with the old index", "with the new index"):
        for secret, made_up in pairs.items():
            answers = [find(Criteria(q=q)) for q in (secret, made_up)]
            one, other = ((a.count, a.did_you_mean, a.unknown, a.instead, len(a.notices)) for a in answers)
            assert one == other, secret
        indexed()


def test_a_field_of_hidden_themes_alone_says_the_same_as_of_none(named):
    make_theme("why-secret", is_public=False)
    assert find(Criteria(q="theme:why-secret")).notices == [
        notice.replace("madeup", "secret") for notice in find(Criteria(q="theme:why-madeup")).notices
    ]


def test_a_narrator_is_found_under_the_name_of_this_moment_though_the_index_is_old(named):
    first, _second = named
    first.narrator.name = "Ананім"
    first.narrator.save()
    assert find(Criteria(q="speaker:Ананім")).count == 1
    assert parse("speaker:Ананім").tree
