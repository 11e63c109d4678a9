"""What is checked before readers see more, what becomes public, and that no other way leads there."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils.translation import gettext, override
from hypothesis import given
from hypothesis import strategies as st

from interviews import access, publishing
from interviews.models import (
    Coding,
    ConsentScope,
    ContentWarning,
    GlossaryTerm,
    Interview,
    Judgement,
    PublishRequest,
    Recording,
    Segment,
    Transcript,
    WatchWord,
)
from interviews.publication import asking, checks, standing_out, watching
from interviews.publication.checks import Key, State
from interviews.publication.preview import preview
from interviews.publishing import Refused
from tests.factories import DRAFT, make_coding, make_interview, make_ready, make_theme, publish_by_two
from tests.interviews.desk_pages import page

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna(person):
    return person("archivist", "anna")


def state_of(interview: Interview, key: Key, languages=("be",)) -> State:
    return next(one.state for one in checks.checks(interview, languages) if one.key == key)


def scoped(interview: Interview, **fields) -> ConsentScope:
    return ConsentScope.objects.create(interview=interview, **{"languages": ["be"], "heard": "pictures"} | fields)


def covers(**fields) -> ConsentScope:
    return ConsentScope(**{"languages": ["be", "en"], "heard": "sound", "until": date(2999, 1, 1)} | fields)


@pytest.mark.parametrize(
    ("fields", "is_public", "languages"),
    {
        "the same": ({}, True, {"be", "en"}),
        "a language less": ({"languages": ["be"]}, True, {"be"}),
        "an earlier day": ({"until": date(2998, 1, 1)}, True, {"be", "en"}),
        "a day that is over": ({"until": date(2020, 1, 1)}, False, {"be", "en"}),
        "the text alone": ({"heard": "text"}, True, {"be", "en"}),
        "a later day": ({"until": None}, False, {"be", "en"}),
        "the face too": ({"heard": "pictures"}, False, {"be", "en"}),
    }.values(),
)
def test_what_a_consent_covers_is_narrowed_at_once_and_widened_by_two(anna, fields, is_public, languages):
    interview = make_interview(["Прысяга."], translations={"en": ["The oath."]})
    Recording.objects.create(interview=interview, part=1, file="a.mp3", media_type="audio/mpeg")
    checks.set_scope(interview, anna, covers())
    assert interview.is_public()
    assert Recording.objects.public().exists()
    checks.set_scope(interview, anna, covers(**fields))
    now = Interview.objects.get()
    assert now.is_public() is is_public
    assert set(now.transcripts.filter(workflow="published").values_list("language", flat=True)) == languages
    assert Recording.objects.public().exists() is (is_public and fields.get("heard") != "text")
    opens = fields.get("heard") == "pictures" or ("until" in fields and fields["until"] is None)
    assert (now.workflow == "hidden") is opens
    assert [one.by for one in PublishRequest.objects.all()] == ([anna] if opens else [])


@pytest.mark.parametrize(("consent", "state"), [("pending", "mend"), ("granted", "passed"), ("withdrawn", "mend")])
def test_consent_has_to_be_recorded(consent, state):
    assert state_of(make_interview(state=DRAFT | {"consent": consent}), Key.CONSENT) == state


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ({}, "passed"),
        ({"languages": ["en"]}, "mend"),
        ({"heard": "text"}, "mend"),
        ({"heard": "sound"}, "mend"),
        ({"until": date(2020, 1, 1)}, "mend"),
        ({"until": access.today() + timedelta(days=1)}, "passed"),
    ],
)
def test_nothing_goes_beyond_what_the_consent_covers(fields, state):
    interview = make_interview(["words"], state=DRAFT)
    Recording.objects.create(interview=interview, url="https://videos.example/w/1")
    assert state_of(interview, Key.SCOPE) == "mend"
    scoped(interview, **fields)
    assert state_of(interview, Key.SCOPE) == state


@pytest.mark.parametrize("key", [Key.MACHINE, Key.NAMED, Key.WATCH_LIST, Key.COMBINATION])
def test_a_judgement_counts_for_what_was_found_and_not_for_what_is_found_later(anna, key):
    interview = make_interview(["Пра Алеся."], state=DRAFT, branch="army", rank="private", left_on="2021")
    Transcript.objects.update(provenance="machine")
    GlossaryTerm.objects.create(key="ales", kind="person", forms_be="Алесь")
    watching.watch("Алесь", anna, interview)
    assert state_of(interview, key) == "look"
    make_ready(interview, anna, ["be"])
    assert state_of(interview, key) == "looked"
    with override("be"):
        assert state_of(interview, key) == "looked", "in every language of the desk"
    Segment.objects.create(transcript=interview.transcripts.get(), position=1, text="І яшчэ пра Алеся ў Мінску.")
    Transcript.objects.update(version=2)
    Interview.objects.update(left_on="2022")
    interview.refresh_from_db()
    assert state_of(interview, key) == "look"


def test_a_judgement_needs_a_reason_and_what_it_is_about(anna):
    interview = make_interview(["words"], state=DRAFT)
    Transcript.objects.update(provenance="machine")
    (found,) = [one for one in checks.checks(interview, ["be"]) if one.key == Key.MACHINE]
    for about, reason in ((found.about, ""), ("0", "I looked"), ("", "I looked")):
        with pytest.raises(Refused):
            checks.judge(interview, anna, key=found.key, about=about, reason=reason, languages=["be"])
    assert not Judgement.objects.exists()


@pytest.mark.parametrize("text", ["пра Алеся", "АЛЕСЮ", "з Алесем.", "«Алесь»"])
def test_a_watched_name_is_found_in_its_forms(anna, text):
    interview = make_interview([text], state=DRAFT)
    watching.watch("Алесь", anna)
    (found,) = watching.find(interview)
    assert text in found.around


FORMS_OF = {
    "сын": "сына сыну сынам сыноў сынамі сыновья сыновей",
    "друг": "друга друзья друзей друзьям",
    "рука": "руцэ рук рукамі руке",
    "жонка": "жонцы жонак жонкай",
    "отец": "отца отцу отцом отцов",
    "ребёнок": "ребенка дети детям",
    "Янка": "Янкі Янцы Янку Янкам",
    "Вольга": "Вольгі Вользе Вольгай",
    "Павел": "Паўла Паўлу Паўлам Павла Павлом",
    "Лев": "Льва Льву Львом",
    "Наваполацк": "Наваполацка Наваполацку Наваполацкам",
    "Мінск": "Мінска Мінску Мінскам",
    "Брэст": "Брэста Брэсце Брэстам",
    "Київ": "Києва Києву Києві",
    "wife": "wives",
    "Кучынскалюк": "Кучынскалюка Кучынскалюку",
    "лейтэнант Воўк": "лейтэнанта_Воўка лейтэнанту_Воўку лейтэнантам_Ваўком",
    "Пётр": "Пятра Пятру Пятром",
    "Пятро": "Пётр Пятра Пятром",
    "Воўк": "Ваўка Ваўку Ваўком",
    "Сапега": "Сапегі Сапезе Сапегу",
    "Золаха": "Золахі Золасе",
    "Бута": "Буты Буце",
    "Гайда": "Гайды Гайдзе",
    "Мазанец": "Мазанца Мазанцу Мазанцом",
    "Гарбавец": "Гарбаўца Гарбаўцу",
    "Быкаў": "Быкава Быкаву Быкавым",
    "Жылёў": "Жылёва Жылёву Жылёвым",
    "Салавей": "Салаўя Салаўю Салаўём",
    "Леў": "Льва Льву Львом Льве",
    "Леў Сапега": "Льва_Сапегі Льву_Сапегу",
    "Лён": "Льна Льну",
    "Шкуравец": "Шкураўца Шкураўцу Шкуравца Шкуравцом",
    "Гунделёк": "Гунделька Гундельку",
    "Полупалец": "Полупальца Полупальцу",
    "Чарнабаец": "Чарнабайца Чарнабайцу",
    "Чернобей": "Чернобья Чернобьём",
    "Бурубей": "Буруб'я Буруб’ю",
    "Круповець": "Круповця Круповцю Круповцем",
    "Дрокіл": "Дрокола Дроколу",
    "Федюків": "Федюкова Федюкову",
}


@pytest.mark.parametrize("word", FORMS_OF)
def test_a_watched_word_is_found_in_forms_with_another_stem(word):
    found = watching.wanted(word)
    missed = [one for one in FORMS_OF[word].split() if not found.stands_in(passage(f"Тут {one} і там"))]
    assert missed == []


def passage(text):
    return watching.Place("", text.replace("_", " "))


NO_FORMS_OF = {
    "друг": "другой другие другого вдруг",
    "рука": "рукапіс рукав ручка",
    "Марыя": "марш март Маркс маршрут",
    "Вера": "верно вершы верасня вертепе",
    "Ліда": "лідар лідэра лідера",
    "Света": "светлая светит свет",
    "Лев": "левы левая налева",
    "Ян": "яны яно",
    "Мар’я": "март марафон маршрут",
    "Мінск": "міністр мінулы",
    "Стол": "стала сталі стале",
    "Дубоў": "дубовы дубовым",
    "Год": "гады гадоў гады",
    "Любоў": "любова любове",
    "Бук": "буцік",
    "Леў": "Львоў Львове Левая Львоўская левы",
    "Олег": "Ольга Ольгу Ольгой",
    "Том": "Таму Там",
    "Лін": "Лена Лену",
    "Кот": "Кто кто",
    "День": "Дно дно",
    "Андрей": "Андры",
}


@pytest.mark.parametrize("word", NO_FORMS_OF)
def test_a_watched_word_does_not_warn_of_words_that_only_begin_like_it(word):
    found = watching.wanted(word)
    wrong = [one for one in NO_FORMS_OF[word].split() if found.stands_in(passage(f"Потым у Гомелі {one} былі"))]
    assert wrong == []


def test_without_capitals_in_a_text_a_common_word_may_be_the_watched_name():
    assert watching.wanted("Вера").stands_in(passage("потым мы бачылі веры ў гомелі"))


def test_a_second_place_in_one_passage_is_found_anew(anna):
    interview = make_interview(["Пра Алеся."], state=DRAFT)
    watching.watch("Алесь", anna)
    (once,) = watching.find(interview)
    Segment.objects.update(text=f"Пра Алеся. {'Потым доўга нічога. ' * 9}Ізноў пра Алеся.")
    (twice,) = watching.find(interview)
    assert (once.times, twice.times) == (1, 2)


@pytest.mark.parametrize("text", ["Аляксандр", "алебастр", "малесенькі"])
def test_other_words_are_not_taken_for_it(anna, text):
    watching.watch("Алесь", anna)
    assert watching.find(make_interview([text], state=DRAFT)) == []


def test_a_word_for_one_interview_says_nothing_of_another_and_goes_with_it(anna):
    first, second = make_interview(["Гародня"]), make_interview(["Гародня"])
    watching.watch("Гародня", anna, first)
    assert [bool(watching.find(one)) for one in (first, second)] == [True, False]
    first.delete()
    assert not WatchWord.objects.exists()


@given(st.text(max_size=40), st.text(max_size=12))
def test_looking_for_words_never_fails_and_finds_what_is_there(text, word):
    found = watching.wanted(word)
    around = watching.Place("", f"x {word} y")
    if found is not None:
        assert found.stands_in(around)
        found.stands_in(watching.Place("", text))


def test_what_is_said_to_be_nowhere_in_a_record_is_nowhere_in_it():
    texts = [*FORMS_OF.values(), *NO_FORMS_OF.values(), "Леў Сапега і лейтэнант Воўк"]
    places = [watching.Place("", f"Потым {text.replace('_', ' ')} былі") for text in texts]
    alone = [watching.Together([place]) for place in places]
    sought = [watching.wanted(word) for word in (*FORMS_OF, *NO_FORMS_OF)]
    overlooked = [
        (one.as_written, place.text)
        for one in sought
        for place, together in zip(places, alone, strict=True)
        if one.stands_in(place) and not one.may_stand_in(together)
    ]
    assert overlooked == []
    nothing = watching.Together([watching.Place("", "Зусім другое апавяданне")])
    assert not any(one.may_stand_in(nothing) for one in sought)


def test_a_rare_combination_is_told_until_others_share_it():
    fields = {"branch": "army", "rank": "private", "left_on": "2021-03"}
    interview = make_interview(state=DRAFT, **fields)
    assert standing_out.combination(interview).records == 1
    for _ in range(standing_out.RARE - 1):
        make_interview(**fields)
    assert standing_out.combination(interview) is None


@pytest.mark.parametrize("with_transcript", [True, False])
def test_the_preview_shows_exactly_what_is_public_afterwards(person, anna, with_transcript):
    interview = make_interview(
        ["words"], translations={"en": ["words"], "ru": ["words"]}, themes=["why-war"], state=DRAFT
    )
    interview.transcripts.update(workflow="draft")
    make_theme("how-fear", is_public=False)
    make_coding(interview, "how-fear")
    make_coding(interview, "why-pay", status="proposed")
    Recording.objects.create(interview=interview, url="https://videos.example/w/1")
    stretch = {"interview": interview, "start_ms": 0, "end_ms": 20_000}
    ContentWarning.objects.create(kind="violence", **stretch)
    ContentWarning.objects.create(kind="death", is_shown=False, **stretch)
    languages = ["be", "en"] if with_transcript else []
    shown = preview(interview, languages)
    publish_by_two(interview, anna, person("editor"), languages)
    assert {one.transcript for one in shown.words} == set(Transcript.objects.public())
    assert {segment for one in shown.words for segment in one.segments} == set(Segment.objects.public())
    assert set(shown.codings) == set(Coding.objects.public())
    assert set(shown.warnings) == set(ContentWarning.objects.public())
    waiting = gettext("content warnings that wait for a look, or without a transcript")
    assert dict(shown.hidden)[waiting] == 2 - len(shown.warnings)
    assert set(shown.recordings) == set(Recording.objects.public())


FORMS = {
    "the record's form": lambda one: (page("record", one.accession), {}),
    "consent, release, embargo": lambda one: (
        page("access", one.accession),
        {"consent": "granted", "release": "public", "embargo": "none"},
    ),
    "agreeing": lambda one: (page("agree", one.accession), {"seen": one.revision}),
    "the table": lambda one: (reverse("admin:interviews_interview_change", args=[one.pk]), {"language": "be"}),
    "the table of transcripts": lambda one: (
        reverse("admin:interviews_transcript_change", args=[one.transcripts.get().pk]),
        {"provenance": "reviewed"},
    ),
}


@pytest.mark.parametrize("way", FORMS)
@pytest.mark.parametrize("state", [DRAFT, DRAFT | {"workflow": "hidden"}])
def test_no_other_way_publishes(client, person, state, way):
    user = person("editor")
    user.is_staff = True
    user.save()
    client.force_login(user)
    interview = make_interview(["words"], state=state)
    interview.transcripts.update(workflow="draft")
    address, form = FORMS[way](interview)
    pushed = {"workflow": "published", "was_public": "", "revision": interview.revision, "languages": ["be"]}
    client.post(address, pushed | form)
    client.post(page("publish", interview.accession), {"seen": interview.revision, "transcripts": ["be"]})
    assert not Interview.objects.filter(workflow="published").exists()
    assert not Transcript.objects.filter(workflow="published").exists()


def test_an_open_check_keeps_the_request_and_the_agreement_back(person, anna):
    interview = make_ready(make_interview(["words"], state=DRAFT), anna)
    asking.ask_to_publish(interview, anna)
    watching.watch("words", anna)
    with override("en"), pytest.raises(Refused, match="No word of the watch list"):
        asking.publish(interview, person("editor"))
    publishing.hide(interview, anna)
    with pytest.raises(Refused):
        asking.ask_to_publish(interview, anna)


def test_the_screen_escapes_what_people_wrote(client, anna):
    hostile = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
    interview = make_interview(
        [hostile], state=DRAFT, title_be=hostile, summary_en=hostile, narrator=hostile, speakers=[hostile]
    )
    interview.transcripts.update(workflow="draft")
    make_coding(interview, "why-war", gist_be=hostile)
    watching.watch("script", anna)
    make_ready(interview, anna, ["be"])
    Judgement.objects.update(reason=hostile)
    client.force_login(anna)
    body = client.get(page("publish", interview.accession)).content.decode()
    assert body.count("&lt;script&gt;alert(1)") > 6
    assert "<script>alert" not in body
    assert "<img src=x" not in body


def test_an_only_account_is_told_that_it_takes_another(client, person, anna):
    interview = make_interview(["words"], state=DRAFT)
    client.force_login(anna)
    assert "the only account" in client.get(page("publish", interview.accession)).content.decode()
    person("editor")
    assert "the only account" not in client.get(page("publish", interview.accession)).content.decode()
