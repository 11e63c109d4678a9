import shutil
from pathlib import Path

import pytest
from django.utils import translation
from haystack.exceptions import SearchBackendError
from haystack.query import SearchQuerySet

from interviews.models import Interview, Segment
from search import sync
from search.indexes import SegmentIndex
from search.query import SearchTooLong, Word, parse
from search.whoosh_engine import FACETS, Answer, Filters, IndexLocked, SearchUnavailable
from search.whoosh_engine.evaluation import Evaluator
from search.whoosh_engine.passages import left_within
from search.whoosh_engine.snapshot import snapshot
from search.whoosh_engine.store import Store
from search.whoosh_engine.writing import verify
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
    make_interview(["У маёй сям’і", "Аб'ява і C++", "Прыся\u0301га", "Мiнск", "будзе be"])
    for asked in ("сям'і", "аб’ява", "C++", "прысяга", "Мінск", "be", "і"):
        assert ask(asked).count == 1, asked


def test_near_words_are_found_in_the_sounds_mode_only():
    make_interview(["Ваенная прысяга"])
    assert ask("прысіга").count == 0
    assert ask("прысіга", mode="sounds").count == 1
    assert ask("прысіга~").count == 1


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


def test_too_many_words_that_fit_are_told():
    make_interview([" ".join(f"слова{n}" for n in range(250))])
    found = ask("слова*")
    assert found.count == 1
    assert "200" in found.notices[0]


def test_a_search_past_its_time_stops_and_says_so():
    make_interview(["прысяга"])
    sync.work_off()
    state = snapshot(sync.backend().store)
    with pytest.raises(SearchTooLong) as stopped:
        Evaluator(state, state.public(public_mask()), seconds=-1).evaluate(Word("прысяга"))
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
    ("прыс* -дом", "Прысяга дома", ["Прысяга"]),
    ("присяга~", "Пра прысягу", ["прысягу"]),
    ("сям'я", "Мая сям’я", ["сям’я"]),
    ("прысяга", "прыся\u0301га", ["прыся\u0301га"]),
    ("дом", "Мора", []),
]


@pytest.mark.parametrize(("asked", "text", "marked"), MATCHES)
def test_matches_point_at_the_words_as_written(asked, text, marked):
    found = sync.backend().matches(parse(asked).tree, text)
    assert [text[start:end] for start, end in found] == marked


def test_matches_do_not_overlap():
    text = "родная мова"
    assert sync.backend().matches(parse('"родная мова" мова').tree, text) == [(0, len(text))]
    assert sync.backend().matches(None, text) == []


def _missing(path: Path) -> None:
    shutil.rmtree(path)


def _damage(path: Path, content: bytes | None, name: str = "*") -> None:
    for file in Store(path).current().glob(name):
        file.write_bytes(file.read_bytes()[: file.stat().st_size // 3] if content is None else content)


BROKEN = {
    "missing": _missing,
    "no current": lambda path: (path / "current").unlink(),
    "current empty": lambda path: (path / "current").write_text(""),
    "current foreign": lambda path: (path / "current").write_text('{"directory": "../../etc", "format": 1}'),
    "current of another format": lambda path: (path / "current").write_text('{"directory": "gen-a", "format": 0}'),
    "generation missing": lambda path: shutil.rmtree(Store(path).current()),
    "generation empty": lambda path: [file.unlink() for file in Store(path).current().iterdir()],
    "files empty": lambda path: _damage(path, b""),
    "files truncated": lambda path: _damage(path, None),
    "commit foreign": lambda path: _damage(path, b"PK\x03\x04 not an index", "*.toc"),
    "segment foreign": lambda path: _damage(path, b"\xff" * 4000, "*.seg"),
    "segment truncated": lambda path: _damage(path, None, "*.seg"),
}


@pytest.mark.parametrize("damage", BROKEN.values(), ids=BROKEN)
def test_a_broken_index_says_so_and_the_worker_mends_it(damage):
    make_interview(["Ваенная прысяга"])
    sync.work_off()
    damage(sync.backend().store.path)
    _forget_snapshots(sync.backend().store)
    with pytest.raises(SearchUnavailable):
        ask("прысяга", indexing=False)
    with pytest.raises(SearchUnavailable):
        SearchQuerySet().filter(content="прысяга").count()
    sync.mend()
    assert ask("прысяга").count == 1


def _forget_snapshots(store: Store) -> None:
    """Make this process read the files anew, as one that was just started does."""
    copy = store.path.with_name("elsewhere")
    if store.path.exists():
        shutil.copytree(store.path, copy)
        sync.backend().store.path = copy


def test_an_archive_whose_index_was_never_built_says_so():
    with pytest.raises(SearchUnavailable):
        ask("прысяга", indexing=False)
    assert ask("прысяга").count == 0


def test_a_writer_that_waits_in_vain_fails_loudly():
    make_interview(["Прысяга"])
    sync.work_off()
    with sync.backend().store.lock(0), pytest.raises(IndexLocked):
        sync.index_interviews([1], wait=0)


def test_many_commits_keep_the_number_of_segments_small():
    interviews = []
    for n in range(12):
        interviews.append(make_interview([f"Прысяга {n}", "Казарма"]))
        assert ask("прысяга").count == n + 1
    Segment.objects.filter(transcript__interview=interviews[0], text="Казарма").delete()
    Interview.objects.filter(pk=interviews[1].pk).update(workflow="hidden")
    assert (ask("прысяга").count, ask("казарма").count, ask('"прысяга 5"').count) == (11, 10, 1)
    assert len(snapshot(sync.backend().store).parts) <= 8
    assert not sync.audit()


def test_a_new_index_that_does_not_hold_what_it_should_is_not_adopted():
    make_interview(["Прысяга"])
    sync.work_off()
    store = sync.backend().store
    with pytest.raises(SearchUnavailable, match="1 documents instead of 2"):
        verify(store.current(), 2)
    for file in store.current().glob("*.seg"):
        file.write_bytes(b"")
    with pytest.raises(SearchUnavailable):
        verify(store.current(), 1)


# Haystack's own calls


def test_a_search_query_set_finds_counts_and_filters_public_passages():
    make_interview(
        ["Ваенная прысяга", "be"], branch="army", themes=["why-war"], left_on="2020", translations={"ru": ["Присяга"]}
    )
    make_interview(["Прысяга"], left_on="2022")
    sync.work_off()
    everything = SearchQuerySet()
    assert everything.count() == 4
    assert everything.auto_query("прысягу").count() == 3  # Прысяга twice, Присяга
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


@pytest.mark.parametrize(
    "ask_for",
    [
        lambda found: found.highlight(),
        lambda found: found.query_facet("language", "be"),
        lambda found: found.order_by("nothing"),
        lambda found: found.facet("nothing"),
        lambda found: found.more_like_this(Segment.objects.first()),
    ],
)
def test_what_a_search_query_set_cannot_do_here_is_refused(ask_for):
    make_interview(["Прысяга"])
    sync.work_off()
    with pytest.raises(SearchBackendError):
        len(ask_for(SearchQuerySet().all()))
