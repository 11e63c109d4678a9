import shutil
from pathlib import Path

import pytest
from django.utils import translation
from haystack.exceptions import SearchBackendError
from haystack.query import SearchQuerySet

from interviews.models import Interview, Segment
from search import sync
from search.indexes import SegmentIndex
from search.passages import FACETS, Answer, Filters, left_within
from search.query import SearchTooLong, parse
from search.whoosh_engine import IndexLocked, SearchUnavailable, building
from search.whoosh_engine.generations import FORMAT
from tests.factories import HIDDEN_STATES, make_coding, make_interview

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def public_mask() -> dict[int, int]:
    return dict(Interview.objects.public().values_list("pk", "revision"))


def ask(text: str, mode="all", filters: Filters | None = None, *, indexing=True, **page) -> Answer:
    """Ask the engine, after the worker has been by (unless the test is about what it has not indexed yet)."""
    if indexing:
        sync.work_off()
    tree = parse(text, mode=mode).tree
    return sync.backend().passages(tree, mask=public_mask(), filters=filters or Filters(), facets=FACETS, **page)


def texts(text: str, mode="all", **page) -> list[str]:
    rows = ask(text, mode, **page).rows
    found = Segment.objects.in_bulk([row.segment_id for row in rows])
    return [found[row.segment_id].text for row in rows]


def test_any_form_finds_any_form_and_the_one_typed_comes_first():
    make_interview(["Родная мова", "Роднай мове", "Мора"])
    assert texts("мове") == ["Роднай мове", "Родная мова"]
    assert texts("мове", mode="exact") == ["Роднай мове"]


def test_a_phrase_is_found_in_other_forms_and_only_side_by_side():
    make_interview(["Па роднай мове", "Мова мая родная", "родная, мова"])
    assert texts('"родная мова"') == ["родная, мова", "Па роднай мове"]
    assert texts('"родная мова"', mode="exact") == ["родная, мова"]


def test_words_as_people_write_them_are_found():
    texts = ["У маёй сям’і", "Аб'ява і C++", "Прыся\u0301га", "Мiнск", "будзе be"]
    make_interview(texts, **{f"title_{code}": "" for code in ("be", "ru", "uk", "en")})
    for asked in ("сям'і", "аб’ява", "C++", "прысяга", "Мінск", "be", "і"):
        assert ask(asked).count == 1, asked


def test_what_sounds_alike_is_found_in_the_sounds_mode_only():
    make_interview(["Я гаварыў харашо", "Ваенная прысяга"])
    assert ask("хорошо").count == 0
    assert ask("хорошо", mode="sounds").count == 1
    assert ask("прысіга").count == ask("прысіга", mode="sounds").count == 0
    assert ask("прысіга~").count == 1


def test_a_name_is_found_in_other_scripts_and_a_word_is_not():
    make_interview(["Кажа Шчарбінін", "Кажа дырэктар"])
    assert ask("Shcherbinin").count == 1
    assert ask("dzyrektar").count == 0


def test_leaving_out_takes_the_passage_away():
    make_interview(["Прысяга і загад", "Прысяга"])
    assert texts("прысяга -загад") == ["Прысяга"]


def test_the_same_moment_in_two_languages_counts_once():
    interview = make_interview(["Army adna", "Two"], translations={"ru": ["army army", "Два"]})
    found = ask("army")
    assert (found.count, found.interviews, len(found.rows)) == (1, 1, 1)
    assert Segment.objects.get(pk=found.rows[0].segment_id).text == "army army"
    assert found.facets["language"] == [("be", 1), ("ru", 1)]
    whole = ask("", filters=Filters(interview_ids=(interview.pk,)))
    assert whole.count == 2
    assert {Segment.objects.get(pk=row.segment_id).transcript.language for row in whole.rows} == {"be"}
    assert texts("", filters=Filters(languages=("ru",))) == ["army army", "Два"]


def test_a_facet_is_counted_without_its_own_filter():
    make_interview(["Прысяга"], branch="army", rank="major", left_on="2020-08", themes=["why-war"])
    make_interview(["Прысяга"], branch="police", rank="major", left_on="2021", themes=["why-pay", "how-tv"])
    found = ask("прысяга", filters=Filters(branches=("army",)))
    assert found.count == 1
    assert found.facets["branch"] == [("army", 1), ("police", 1)]
    assert found.facets["rank"] == [("major", 1)]
    assert found.facets["left_year"] == [("2020", 1)]
    assert ask("", filters=Filters(themes=("why",))).facets["theme"] == [
        ("why", 2), ("how", 1), ("how-tv", 1), ("why-pay", 1), ("why-war", 1),
    ]  # fmt: skip
    assert ask("", filters=Filters(themes=("why", "how"))).count == 1
    assert ask("", filters=Filters(left_from="2020-09")).facets["left_year"] == [("2020", 1), ("2021", 1)]


def test_a_theme_covers_only_its_stretch():
    interview = make_interview(["Адзін", "Два", "Тры"])
    make_coding(interview, "why-war", start_ms=20_000, end_ms=40_000)
    assert texts("", filters=Filters(themes=("why-war",))) == ["Два"]


@pytest.mark.parametrize(
    ("value", "first", "last", "within"),
    [
        ("2020-08", "2020", "2020", True),
        ("2020-08-15", "2020-08", "2020-08", True),
        ("2020", "2020-03", "2020-05", True),
        ("2020-08", "2020-09", "", False),
        ("2020-08", "", "2020-07", False),
        ("2021", "", "2020-12", False),
        ("", "2020", "", False),
        ("", "", "2020", False),
    ],
)
def test_partial_dates_compare_as_far_as_they_are_known(value, first, last, within):
    assert left_within(value, first, last) is within


def test_sorting_and_paging():
    make_interview(["дом дом дом", "дом"], recorded_on="2020")
    make_interview(["Дом, пра які тут гавораць доўга і многа"], recorded_on="2024")
    assert texts("дом")[0] == "дом дом дом"
    assert texts("дом", sort="date")[0].startswith("Дом,")
    assert texts("дом", offset=1, limit=1) == texts("дом")[1:2]
    assert ask("дом", offset=5).rows == ()
    assert ask("дом", offset=5).count == 3


def test_filters_without_words_list_the_moments_in_order():
    make_interview(["А", "Б", "В"], recorded_on="2023", branch="army")
    make_interview(["Г"], recorded_on="2024", branch="army")
    assert texts("", filters=Filters(branches=("army",))) == ["Г", "А", "Б", "В"]


def test_groups_hold_the_best_passages_of_each_interview():
    first = make_interview(["дом", "дом дом дом", "дом і яшчэ", "дом і яшчэ нешта"])
    second = make_interview(["дом дом"])
    found = ask("дом", group=True, best=2)
    assert [(one.interview_id, one.count, len(one.rows)) for one in found.groups] == [
        (first.pk, 4, 2),
        (second.pk, 1, 1),
    ]
    assert (found.count, found.interviews, found.rows) == (5, 2, ())
    assert ask("дом", group=True, offset=1, limit=1).groups[0].interview_id == second.pk


def test_scores_know_only_public_passages():
    make_interview(["прысяга", "дом"])
    before = ask("прысяга").rows[0].score
    hidden = make_interview(["прысяга"] * 20)
    sync.work_off()
    Interview.objects.filter(pk=hidden.pk).update(workflow="hidden")
    assert len(sync.backend().versions()) == 22
    assert ask("прысяга", indexing=False).rows[0].score == before


def test_every_word_that_begins_so_is_looked_for():
    make_interview([f"слова{n}" for n in range(250)])
    assert ask("слова*").count == 250


def test_a_search_past_its_time_stops_and_says_so(monkeypatch):
    make_interview(["прысяга"])
    sync.work_off()
    monkeypatch.setattr(sync.backend().engine, "seconds", -1)
    with pytest.raises(SearchTooLong) as stopped:
        ask("прысяга", indexing=False)
    assert "fewer words" in stopped.value.message


def test_vocabulary_and_similar_words_are_public_words_with_their_counts():
    make_interview(["Прысяга прысяга", "прысяга прыстань"])
    make_interview(["прыстанак"], state=HIDDEN_STATES["draft"])
    sync.work_off()
    backend, mask = sync.backend(), public_mask()
    assert backend.vocabulary("прыс", mask, 10) == [("прысяга", 2), ("прыстань", 1)]
    assert backend.vocabulary("прыс", {}, 10) == []
    assert backend.similar("прысига", mask, 10) == [("прысяга", 2)]


MATCHES = [
    ("мова", "Родная мова, роднай мове", ["мова", "мове"]),
    ('"родная мова"', "Кажу: родная мова.", ["родная мова"]),
    ("прыс* -мора", "Прысяга дома", ["Прысяга"]),
    ("присяга~", "Пра прысягу", ["прысягу"]),
    ("сям'я", "Мая сям’я", ["сям’я"]),
    ("прысяга", "прыся\u0301га", ["прыся\u0301га"]),
    ("дом", "Мора", []),
]


@pytest.mark.parametrize(("asked", "text", "marked"), MATCHES)
def test_matches_point_at_the_words_as_written(asked, text, marked):
    make_interview([text])
    (matches,) = [row.matches for row in ask(asked).rows] or [()]
    assert [text[start:end] for start, end in matches] == marked


def test_matches_do_not_overlap():
    make_interview(["родная мова"])
    assert ask('"родная мова" мова').rows[0].matches == ((0, 11),)
    assert ask("", filters=Filters(languages=("be",))).rows[0].matches == ()


def _missing(path: Path) -> None:
    shutil.rmtree(path)


def _damage(path: Path, content: bytes | None, name: str = "*") -> None:
    for file in sync.backend().folder().glob(name):
        file.write_bytes(file.read_bytes()[: file.stat().st_size // 3] if content is None else content)


BROKEN = {
    "missing": _missing,
    "no current": lambda path: (path / "current").unlink(),
    "current empty": lambda path: (path / "current").write_text(""),
    "current foreign": lambda path: (path / "current").write_text('{"directory": "../../etc", "format": 1}'),
    "current of another format": lambda path: (path / "current").write_text(
        (path / "current").read_text().replace(f'"format": {FORMAT}', '"format": 2')
    ),
    "current changed": lambda path: (path / "current").write_text(
        (path / "current").read_text().replace('"number": ', '"number": 1')
    ),
    "generation missing": lambda path: shutil.rmtree(sync.backend().folder()),
    "generation empty": lambda path: [file.unlink() for file in sync.backend().folder().iterdir()],
    "files empty": lambda path: _damage(path, b""),
    "files truncated": lambda path: _damage(path, None),
    "segment foreign": lambda path: _damage(path, b"\xff" * 4000, "*.seg"),
    "segment truncated": lambda path: _damage(path, None, "*.seg"),
}


@pytest.mark.parametrize("damage", BROKEN.values(), ids=BROKEN)
def test_a_broken_index_says_so_and_the_worker_mends_it(damage):
    make_interview(["Ваенная прысяга"])
    sync.work_off()
    damage(sync.backend().directory.path)
    with pytest.raises(SearchUnavailable):
        ask("прысяга", indexing=False)
    with pytest.raises(SearchUnavailable):
        SearchQuerySet().filter(content="прысяга").count()
    sync.mend()
    assert ask("прысяга").count == 1


def test_an_archive_whose_index_was_never_built_says_so():
    with pytest.raises(SearchUnavailable):
        ask("прысяга", indexing=False)
    assert ask("прысяга").count == 0


def test_a_writer_that_waits_in_vain_fails_loudly():
    make_interview(["Прысяга"])
    sync.work_off()
    with sync.backend().directory.lock(0), pytest.raises(IndexLocked):
        sync.index_interviews([1], wait=0)


def test_many_commits_keep_the_number_of_segments_small():
    interviews = []
    for n in range(12):
        interviews.append(make_interview([f"Прысяга {n}", "Казарма"]))
        assert ask("прысяга").count == n + 1
    Segment.objects.filter(transcript__interview=interviews[0], text="Казарма").delete()
    Interview.objects.filter(pk=interviews[1].pk).update(workflow="hidden")
    assert (ask("прысяга").count, ask("казарма").count, ask('"прысяга 5"').count) == (11, 10, 1)
    assert len(sync.backend().engine.snapshot().segments) <= 5
    assert not sync.audit()


def test_a_new_index_that_cannot_be_read_back_is_not_adopted(monkeypatch):
    make_interview(["Прысяга"])
    sync.work_off()
    live = sync.backend().folder()
    written = building.Builder.write

    def damaged(self, path):
        size = written(self, path)
        path.write_bytes(path.read_bytes()[:-9] + b"x" + path.read_bytes()[-8:])
        return size

    monkeypatch.setattr(building.Builder, "write", damaged)
    with pytest.raises(SearchUnavailable):
        sync.rebuild()
    assert sync.backend().folder() == live
    assert ask("прысяга").count == 1


# Haystack's own calls


def test_a_search_query_set_finds_counts_and_filters_public_passages():
    make_interview(
        ["Ваенная прысяга", "be"], branch="army", themes=["why-war"], left_on="2020", translations={"ru": ["Присяга"]}
    )
    make_interview(["Прысяга"], left_on="2022")
    sync.work_off()
    everything = SearchQuerySet()
    assert everything.count() == 4
    assert everything.auto_query("прысягу").count() == 2  # Прысяга twice; Присяга is a word of another language
    assert everything.auto_query("присягу").count() == 1
    assert everything.auto_query("be").count() == 1
    assert everything.filter(language="be").count() == 3
    assert everything.filter(branch="army", language="ru").count() == 1
    assert everything.filter(themes="why").count() == 3
    assert everything.models(Segment).count() == 4
    with pytest.warns(UserWarning, match="not registered"):
        assert everything.models(Interview).count() == 0
    assert {hit.object for hit in everything.load_all()} == set(Segment.objects.all())
    assert everything.narrow("language:ru").count() == 1
    (hit,) = everything.filter(language="ru")
    assert hit.object.text == "Присяга"
    assert (hit.themes, hit.branch) == (["why", "why-war"], "army")
    years = [hit.left_on for hit in everything.order_by("-left_on", "segment_id")]
    assert years == ["2022", "2020", "2020", "2020"]
    assert len(everything.order_by("segment_id")[1:3]) == 2
    assert everything.facet("language").facet_counts()["fields"]["language"] == [("be", 3), ("ru", 1)]
    assert everything.facet("themes").facet_counts()["fields"]["themes"] == [("why", 3), ("why-war", 3)]


@pytest.mark.parametrize("state", HIDDEN_STATES.values(), ids=HIDDEN_STATES)
def test_a_search_query_set_does_not_know_what_is_hidden(state):
    interview = make_interview(["Ваенная прысяга"], branch="army")
    sync.work_off()
    assert SearchQuerySet().count() == 1
    Interview.objects.filter(pk=interview.pk).update(**state)
    found = SearchQuerySet().facet("branch")
    assert (found.count(), found.auto_query("прысяга").count(), list(found)) == (0, 0, [])
    assert found.facet_counts()["fields"]["branch"] == []


def test_haystacks_writes_index_whole_interviews_through_public():
    interview = make_interview(["Прысяга", "Казарма"])
    backend, index = sync.backend(), SegmentIndex()
    backend.clear()
    assert SearchQuerySet().count() == 0
    backend.update(index, list(Segment.objects.all()[:1]))
    assert SearchQuerySet().count() == 2
    backend.update(index, [])
    backend.remove(Segment.objects.first())
    assert SearchQuerySet().count() == 1
    Interview.objects.filter(pk=interview.pk).update(workflow="hidden")
    backend.update(index, list(Segment.objects.all()))
    assert backend.versions() == []


def test_a_search_query_set_highlights_narrows_and_finds_what_is_alike():
    make_interview(["Ваенная прысяга", "Прысяга народу", "Казарма"], branch="army", translations={"ru": ["Присяга"]})
    sync.work_off()
    found = SearchQuerySet().filter(content="прысягу").highlight()
    assert [hit.highlighted["text"] for hit in found.filter(language="be")] == [[(8, 15)], [(0, 7)]]
    chosen = SearchQuerySet().facet("language", unselected=True).narrow("language:ru")
    assert chosen.count() == 1
    assert chosen.facet_counts()["fields"]["language"] == [("be", 3), ("ru", 1)]
    assert SearchQuerySet().query_facet("language", "be").facet_counts()["queries"] == {"language_be": 3}
    alike = SearchQuerySet().more_like_this(Segment.objects.get(text="Ваенная прысяга"))
    assert {hit.object.text for hit in alike} == {"Прысяга народу", "Присяга"}


@pytest.mark.parametrize("state", HIDDEN_STATES.values(), ids=HIDDEN_STATES)
def test_nothing_is_like_what_is_hidden(state):
    make_interview(["Ваенная прысяга"])
    interview = make_interview(["Прысяга народу"])
    sync.work_off()
    hidden = Segment.objects.get(text="Прысяга народу")
    Interview.objects.filter(pk=interview.pk).update(**state)
    assert list(SearchQuerySet().more_like_this(hidden)) == []
    assert list(SearchQuerySet().more_like_this(Segment.objects.get(text="Ваенная прысяга"))) == []


@pytest.mark.parametrize(
    "ask_for",
    [
        lambda found: found.order_by("nothing"),
        lambda found: found.facet("nothing"),
        lambda found: found.filter(nothing="here"),
        lambda found: found.filter(interview_id="not a number"),
    ],
)
def test_what_a_search_query_set_cannot_do_here_is_refused(ask_for):
    make_interview(["Прысяга"])
    sync.work_off()
    with pytest.raises(SearchBackendError):
        len(ask_for(SearchQuerySet().all()))
