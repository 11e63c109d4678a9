"""Stock Haystack calls on an index of its own, of fields of every kind, with and without a mask."""

import datetime
import warnings

import haystack
import pytest
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from haystack import indexes
from haystack.exceptions import SearchBackendError
from haystack.inputs import AltParser, Exact, Raw
from haystack.query import SQ, SearchQuerySet

from search.whoosh_engine import IndexLocked, SearchUnavailable

pytestmark = pytest.mark.django_db

TEXTS = ["Hello big world", "be or not to be", "C++ is a language", "hello hello hallo", "The world of words"]
NAMES = ["Zoe, the first", "be", "C++", "Anna", "anna"]
EXIST: dict[int, int] = {}


def which_exist() -> dict[int, int]:
    return EXIST


class UserIndex(indexes.SearchIndex, indexes.Indexable):
    text = indexes.CharField(document=True, model_attr="first_name")
    name = indexes.CharField(model_attr="last_name", faceted=True)
    number = indexes.IntegerField()
    weight = indexes.FloatField()
    version = indexes.IntegerField()
    joined = indexes.DateTimeField(model_attr="date_joined")
    born = indexes.DateField(null=True)
    active = indexes.BooleanField(model_attr="is_active")
    tags = indexes.MultiValueField(faceted=True)

    def get_model(self):
        return User

    def prepare_number(self, user):
        return int(user.username)

    def prepare_weight(self, user):
        return int(user.username) / 2

    def prepare_version(self, user):
        return 1

    def prepare_born(self, user):
        return datetime.date(1990, 1, 1) if user.username == "0" else None

    def prepare_tags(self, user):
        return ["a,b", "c"] if int(user.username) % 2 else ["c"]


@pytest.fixture
def using(tmp_path, monkeypatch):
    """Add a connection to the engine as anybody would, and fill it."""
    options = {
        "ENGINE": "search.whoosh_engine.WhooshEngine", "PATH": tmp_path / "plain", "INCLUDE_SPELLING": True,
        "SILENTLY_FAIL": False, "MASK_FIELDS": ("number", "version"),
    }  # fmt: skip
    monkeypatch.setitem(haystack.connections.connections_info, "plain", options)
    connection = haystack.connections["plain"]
    connection.get_unified_index().build(indexes=[UserIndex()])
    for n, (text, name) in enumerate(zip(TEXTS, NAMES, strict=True)):
        joined = datetime.datetime(2020 + n, 1, 15, tzinfo=datetime.UTC)
        User.objects.create(username=str(n), first_name=text, last_name=name, date_joined=joined, is_active=n != 2)
    connection.get_backend().update(UserIndex(), User.objects.order_by("pk"))
    yield connection
    del haystack.connections.thread_local.connections["plain"]


@pytest.fixture
def found(using):
    return SearchQuerySet(using="plain")


def numbers(query_set) -> list[int]:
    return [hit.number for hit in query_set]


QUERIES = {
    "a word, the better match first": (lambda q: q.filter(content="hello"), [3, 0]),
    "a stop word of others": (lambda q: q.filter(content="be"), [1]),
    "every word": (lambda q: q.filter(content="hello world"), [0]),
    "what people type": (lambda q: q.auto_query('hello -big'), [3]),
    "a phrase": (lambda q: q.auto_query('"to be"'), [1]),
    "only what to leave out": (lambda q: q.auto_query("-hello"), [1, 2, 4]),
    "an exact phrase": (lambda q: q.filter(content=Exact("big world")), [0]),
    "another text": (lambda q: q.filter(name="zoe"), [0]),
    "a whole value": (lambda q: q.filter(name__exact="anna"), [4]),
    "a whole value with signs": (lambda q: q.filter(name__exact="C++"), [2]),
    "a whole value with a comma": (lambda q: q.filter(name__exact="Zoe, the first"), [0]),
    "one of several values": (lambda q: q.filter(tags="a,b"), [1, 3]),
    "one of a list": (lambda q: q.filter(number__in=[0, 4, 9]), [0, 4]),
    "one of no list": (lambda q: q.filter(number__in=[]), []),
    "at least": (lambda q: q.filter(number__gte=3), [3, 4]),
    "more than": (lambda q: q.filter(weight__gt=1.5), [4]),
    "less than": (lambda q: q.filter(number__lt=1), [0]),
    "a range": (lambda q: q.filter(number__range=(1, 3)), [1, 2, 3]),
    "a day": (lambda q: q.filter(joined__lte=datetime.date(2021, 1, 15)), [0, 1]),
    "a moment": (lambda q: q.filter(joined__gte=datetime.datetime(2023, 1, 15, tzinfo=datetime.UTC)), [3, 4]),
    "a date": (lambda q: q.filter(born=datetime.date(1990, 1, 1)), [0]),
    "no date": (lambda q: q.filter(born__exact=None), [1, 2, 3, 4]),
    "a truth": (lambda q: q.filter(active=False), [2]),
    "a beginning": (lambda q: q.filter(text__startswith="wor"), [4, 0]),
    "an inside": (lambda q: q.filter(text__contains="ang"), [2]),
    "an end": (lambda q: q.filter(text__endswith="orld"), [0, 4]),
    "a value's inside": (lambda q: q.filter(tags__contains=","), [1, 3]),
    "a near word": (lambda q: q.filter(text__fuzzy="langage"), [2]),
    "not": (lambda q: q.exclude(content="hello"), [1, 2, 4]),
    "either": (lambda q: q.filter(SQ(content="language") | SQ(number=1)), [2, 1]),
    "neither": (lambda q: q.exclude(SQ(content="hello") | SQ(number=1)), [2, 4]),
    "raw": (lambda q: q.filter(content=Raw("hello AND NOT big")), [3]),
    "raw of a field": (lambda q: q.raw_search("number:[1 TO 2]"), [1, 2]),
    "raw wildcards": (lambda q: q.raw_search("wor?s"), [4]),
    "raw near": (lambda q: q.raw_search("langage~1"), [2]),
    "narrowed": (lambda q: q.narrow("tags:c").narrow("number:{1 TO 3]"), [2, 3]),
    "a primary key": (lambda q: q.filter(pk__in=[]), []),
    "a boosted word": (lambda q: q.filter(content="hello").boost("big", 9), [0, 3]),
    "a boosted word of the query": (
        lambda q: q.filter(SQ(content="hello") | SQ(content="language")).boost("language", 9),
        [2, 3, 0],
    ),
    "up": (lambda q: q.order_by("number"), [0, 1, 2, 3, 4]),
    "down": (lambda q: q.order_by("-joined"), [4, 3, 2, 1, 0]),
    "up and down": (lambda q: q.order_by("tags", "-number"), [3, 1, 4, 2, 0]),
    "several values up": (lambda q: q.order_by("active", "name"), [2, 3, 0, 4, 1]),
    "no model": (lambda q: q.none(), []),
}  # fmt: skip


@pytest.mark.parametrize(("ask", "expected"), QUERIES.values(), ids=QUERIES)
def test_a_query_finds(found, ask, expected):
    query_set = ask(found.all())
    assert numbers(query_set) == expected
    assert query_set.count() == len(expected)


def test_facets_count_everything_found(found):
    asked = found.facet("tags").facet("name").date_facet(
        "joined", datetime.datetime(2020, 1, 1), datetime.datetime(2024, 1, 1), "year", 2
    ).query_facet("text", "hello")  # fmt: skip
    counts = asked.facet_counts()
    assert counts["fields"]["tags"] == [("c", 5), ("a,b", 2)]
    assert counts["fields"]["name"][:2] == [("Anna", 1), ("C++", 1)]
    assert [count for _day, count in counts["dates"]["joined"]] == [2, 2]
    assert counts["queries"] == {"text_hello": 2}
    assert found.facet("tags", limit=1).facet_counts()["fields"]["tags"] == [("c", 5)]
    assert found.facet("tags", mincount=3).facet_counts()["fields"]["tags"] == [("c", 5)]
    assert found.facet("tags", sort="index").facet_counts()["fields"]["tags"] == [("a,b", 2), ("c", 5)]
    month = found.date_facet("joined", datetime.date(2020, 1, 1), datetime.date(2020, 4, 1), "month")
    assert [count for _day, count in month.facet_counts()["dates"]["joined"]] == [1, 0, 0]


def test_a_narrowed_facet_can_count_what_was_not_chosen(found):
    chosen = found.narrow('tags_exact:"a,b"')
    assert chosen.facet("tags").facet_counts()["fields"]["tags"] == [("a,b", 2), ("c", 2)]
    assert chosen.facet("tags", unselected=True).facet_counts()["fields"]["tags"] == [("c", 5), ("a,b", 2)]
    assert chosen.facet("tags", unselected=True).count() == 2


def test_a_slice_is_those_ranks(found):
    ordered = found.order_by("number")
    assert [hit.number for hit in ordered[1:3]] == [1, 2]
    assert ordered[4].number == 4
    assert list(ordered[5:9]) == []
    assert numbers(ordered) == [0, 1, 2, 3, 4]


def test_a_hit_has_its_fields_and_its_object(found):
    (hit,) = found.filter(name="zoe")
    assert (hit.text, hit.name, hit.tags, hit.weight, hit.active) == (TEXTS[0], NAMES[0], ["c"], 0.0, True)
    assert (hit.born, hit.joined) == (datetime.date(1990, 1, 1), datetime.datetime(2020, 1, 15, tzinfo=datetime.UTC))
    assert hit.object == User.objects.get(username="0")
    assert hit.model is User
    assert list(found.filter(number=1).values("name", "number")) == [{"name": "be", "number": 1}]


def test_highlights_are_offsets(found):
    assert [hit.highlighted["text"] for hit in found.filter(content="hello").highlight()] == [
        [(0, 5), (6, 11)],
        [(0, 5)],
    ]


def test_a_misspelt_word_is_spelt_as_somebody_did(found):
    assert found.filter(content="wrld").spelling_suggestion() == "world"
    assert found.spelling_suggestion("helo wrld") == "hello world"
    assert found.filter(content="hello").spelling_suggestion() is None


def test_more_like_this_shares_its_rare_words(found):
    assert numbers(found.more_like_this(User.objects.get(username="0"))) == [3, 4]
    assert numbers(found.more_like_this(User.objects.get(username="2"))) == []


def test_what_a_mask_leaves_out_does_not_exist(using, found, monkeypatch):
    using.get_backend().options["MASK"] = f"{__name__}.which_exist"
    monkeypatch.setattr(f"{__name__}.EXIST", {0: 1, 1: 1, 3: 2})
    assert numbers(found.order_by("number")) == [0, 1]
    assert found.facet("tags").facet_counts()["fields"]["tags"] == [("c", 2), ("a,b", 1)]
    assert found.filter(content="language").count() == 0
    assert found.filter(content="langage").spelling_suggestion() is None
    assert numbers(found.more_like_this(User.objects.get(username="3"))) == []
    assert numbers(found.more_like_this(User.objects.get(username="0"))) == []


def test_other_models_are_not_in_it(found):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert found.models(Group).count() == 0
    assert found.models(User).count() == 5


def test_an_object_is_in_it_once_however_often_it_is_sent(using, found):
    backend = using.get_backend()
    user = User.objects.get(username="0")
    backend.update(UserIndex(), [user, user])
    user.first_name = "Other words"
    backend.update(UserIndex(), [user])
    assert (found.count(), numbers(found.filter(content="other"))) == (5, [0])
    backend.update(UserIndex(), [])


def test_what_is_removed_is_gone(using, found):
    backend = using.get_backend()
    backend.remove(User.objects.get(username="0"))
    backend.remove(f"auth.user.{User.objects.get(username='1').pk}")
    assert numbers(found.order_by("number")) == [2, 3, 4]
    backend.clear([Group])
    assert found.all().count() == 3
    backend.clear([User])
    assert found.all().count() == 0
    backend.clear()


def test_haystacks_commands_fill_it(using, found):
    using.get_backend().clear()
    call_command("update_index", using=["plain"], verbosity=0)
    assert found.all().count() == 5
    call_command("clear_index", using=["plain"], interactive=False, verbosity=0)
    assert found.all().count() == 0


def test_an_index_that_is_not_there_or_locked_is_never_no_results(using, found, tmp_path):
    backend = using.get_backend()
    (tmp_path / "plain" / "current").unlink()
    with pytest.raises(SearchUnavailable):
        found.count()
    backend.update(UserIndex(), User.objects.all())
    with backend.engine.lock(0), pytest.raises(IndexLocked):
        backend.engine.replace("id", ["auth.user.1"], wait=0)


REFUSED = {
    "an unknown field": lambda q: q.filter(nothing="here"),
    "an unknown order": lambda q: q.order_by("nothing"),
    "an unknown facet": lambda q: q.facet("nothing"),
    "a word as a number": lambda q: q.filter(number="many"),
    "a word as a date": lambda q: q.filter(joined__gt="yesterday"),
    "a range of one": lambda q: q.filter(number__range=3),
    "an order of texts": lambda q: q.filter(text__gt="a"),
    "another parser": lambda q: q.filter(content=AltParser("dismax", "a")),
    "a raw range of nothing": lambda q: q.raw_search("number:[a TO b]"),
}


@pytest.mark.parametrize("ask", REFUSED.values(), ids=REFUSED)
def test_what_it_cannot_do_is_refused(found, ask):
    with pytest.raises(SearchBackendError):
        len(ask(found.all()))


def test_a_connection_without_a_path_says_so(monkeypatch):
    monkeypatch.setitem(haystack.connections.connections_info, "bare", {"ENGINE": "search.whoosh_engine.WhooshEngine"})
    with pytest.raises(SearchBackendError, match="PATH"):
        haystack.connections["bare"].get_backend()
