"""Merging, splitting and retiring themes: codings, addresses, search and imports follow; nothing is shown by it."""

import pytest
from django.contrib.admin.models import LogEntry
from django.core.exceptions import PermissionDenied

from interviews.coding import codebook
from interviews.exchange.batch import import_batch
from interviews.models import Coding, FeaturedPassage, Interview, OutboxRow, Theme
from interviews.publishing import Refused
from search.sync import work_off
from tests.factories import make_coding, make_interview, make_theme
from tests.interviews.desk_pages import page

pytestmark = pytest.mark.django_db
STRETCH = {"start_ms": 0, "end_ms": 20_000}


@pytest.fixture
def by(person):
    return person("archivist")


@pytest.fixture
def two(by):
    """Two themes, and an interview to code with them."""
    return make_theme("why-war"), make_theme("why-orders"), make_interview(["Слова пра вайну.", "І пра загад."])


def test_merging_moves_codings_retires_and_tells_readers_interviews(two, by):
    war, orders, interview = two
    make_coding(interview, "why-war", **STRETCH, gist_be="Вайна")
    before = Interview.objects.get().revision
    OutboxRow.objects.all().delete()
    done = codebook.merge(war, orders, by)
    assert (done.codings, done.interviews, done.joined, done.waiting) == (1, 1, 0, 0)
    war.refresh_from_db()
    assert (war.retired, war.successor, war.was_public) == (True, orders, True)
    assert Coding.objects.public().get().theme == orders
    assert Interview.objects.get().revision > before
    assert OutboxRow.objects.exists()
    assert LogEntry.objects.get(object_repr="why-war").change_message == "theme merged\nwhy-orders\n1"


def test_codings_of_one_coder_on_one_stretch_are_joined_and_gists_kept(two, by):
    war, orders, interview = two
    make_coding(interview, "why-orders", **STRETCH, coder="a", gist_be="Загад", note="свая")
    make_coding(interview, "why-war", **STRETCH, coder="a", gist_be="Вайна", gist_en="War", note="другая")
    make_coding(interview, "why-war", **STRETCH, coder="b")
    done = codebook.merge(war, orders, by)
    assert (done.codings, done.joined) == (2, 1)
    joined = Coding.objects.get(coder="a")
    assert (joined.gist_be, joined.gist_en) == ("Загад", "War")
    assert joined.note.split("\n") == ["свая", "другая", "Вайна"]
    assert Coding.objects.get(coder="b").theme == orders


@pytest.mark.parametrize(
    ("mine", "other"), [("accepted", "proposed"), ("accepted", "rejected"), ("proposed", "rejected")]
)
def test_joining_publishes_no_sentence_that_was_not(two, by, mine, other):
    war, orders, interview = two
    make_coding(interview, "why-orders", **STRETCH, status=mine)
    make_coding(interview, "why-war", **STRETCH, status=other, gist_be="Не для ўсіх")
    codebook.merge(war, orders, by)
    joined = Coding.objects.get()
    assert (joined.status, joined.gist_be or "", joined.note) == (mine, "", "Не для ўсіх")


@pytest.mark.parametrize("act", ["merge", "split"])
def test_what_readers_do_not_see_waits_as_proposed_when_it_comes_to_a_public_theme(two, by, act):
    war, orders, interview = two
    Theme.objects.filter(pk=war.pk).update(is_public=False)
    war.refresh_from_db()
    coding = make_coding(interview, "why-war", gist_be="Таемна")
    done = codebook.merge(war, orders, by) if act == "merge" else codebook.split(war, orders, [coding.pk], by)
    assert done.waiting == 1
    assert not Coding.objects.public().exists()
    assert Coding.objects.get().status == "proposed"


@pytest.mark.parametrize("shown", [True, False])
def test_featured_passages_move_along_unless_readers_did_not_see_them(two, by, shown):
    war, orders, interview = two
    FeaturedPassage.objects.create(theme=war, interview=interview, start_ms=0, end_ms=20_000)
    Theme.objects.filter(pk=war.pk).update(is_public=shown)
    war.refresh_from_db()
    codebook.merge(war, orders, by)
    assert FeaturedPassage.objects.get().theme == (orders if shown else war)
    assert FeaturedPassage.objects.public().exists() is shown


def test_questions_retired_themes_and_themselves_are_no_targets(two, by):
    war, orders, _interview = two
    codebook.retire(orders, by)
    orders.refresh_from_db()
    for source, target in ((war, war), (war, orders), (orders, war), (war.parent, war), (war, war.parent)):
        with pytest.raises(Refused):
            codebook.merge(source, target, by)
    with pytest.raises(Refused):
        codebook.retire(war.parent, by)


def test_only_an_editor_takes_a_theme_into_use_again(two, by, person):
    war, orders, _interview = two
    codebook.merge(war, orders, by)
    with pytest.raises(PermissionDenied):
        codebook.bring_back(war, by)
    codebook.bring_back(war, person("editor"))
    war.refresh_from_db()
    assert (war.retired, war.successor) == (False, None)


def test_an_old_address_leads_on_in_one_step_everywhere(two, by, client):
    war, orders, interview = two
    make_coding(interview, "why-war", **STRETCH)
    family = make_theme("why-family")
    codebook.merge(war, orders, by)
    orders.refresh_from_db()
    codebook.retire(orders, by, family)
    response = client.get("/be/themes/why-war/")
    assert (response.status_code, response.url) == (302, "/be/themes/why-family/")
    response = client.get("/api/v1/themes/why-war?ui=be")
    assert (response.status_code, response.url) == (302, "/api/v1/themes/why-family?ui=be")
    assert client.get(response.url).json()["code"] == "why-family"


def test_a_search_for_the_old_theme_finds_its_successor(two, by, client):
    war, orders, interview = two
    make_coding(interview, "why-war", **STRETCH)
    codebook.merge(war, orders, by)
    work_off()
    for query in ({"theme": "why-war"}, {"q": "theme:why-war"}, {"theme": ["why-war", "why-orders"]}):
        answer = client.get("/api/v1/search", query).json()
        assert [hit["themes"] for hit in answer["results"]] == [["why-orders"]], query


def test_the_list_of_interviews_understands_the_old_theme(two, by, client):
    war, orders, interview = two
    make_coding(interview, "why-war", **STRETCH)
    codebook.merge(war, orders, by)
    for code in ("why-war", "why-orders"):
        assert interview.accession in client.get("/en/interviews/", {"theme": code}).content.decode()


HIDING = {
    "it was hidden when it was retired": {"hide_before": True},
    "it was hidden since": {"hide": "why-war"},
    "its question was hidden": {"hide": "why"},
    "its successor was hidden": {"hide": "how-fear"},
    "the question of the successor was hidden": {"hide": "how"},
    "it has no successor": {"successor": None},
}


@pytest.mark.parametrize("case", HIDING)
def test_the_code_of_a_theme_that_readers_do_not_know_answers_like_a_made_up_one(two, by, client, case):
    war, _orders, _interview = two
    options = HIDING[case]
    if options.get("hide_before"):
        Theme.objects.filter(pk=war.pk).update(is_public=False)
        war.refresh_from_db()
    codebook.retire(war, by, options.get("successor", make_theme("how-fear")))
    Theme.objects.filter(code=options.get("hide", "")).update(is_public=False)
    for address in ("/be/themes/{}/", "/api/v1/themes/{}", "/api/v1/search?theme={}", "/api/v1/search?q=theme:{}"):
        real, made_up = (client.get(address.format(code)) for code in ("why-war", "why-not"))
        assert real.status_code == made_up.status_code != 302
        assert real.content.replace(b"why-war", b"X") == made_up.content.replace(b"why-not", b"X")


def test_imported_codings_with_a_retired_code_go_to_the_successor_and_overwrite_nothing(two, by, tmp_path):
    war, orders, interview = two
    codebook.merge(war, orders, by)
    make_coding(interview, "why-orders", start_ms=0, end_ms=20_000, coder="a", gist_be="Загад")
    rows = "accession,theme,start,end,coder,gist_be,gist_en\n" + "".join(
        f"{interview.accession},why-war,{start},{start + 20},a,Вайна,War\n" for start in (0, 20)
    )
    (tmp_path / "codings.csv").write_text(rows)
    for outcome in ("updated", "unchanged"):
        report = import_batch(tmp_path)
        assert report.counts["codings"][outcome] >= 1
        assert sum("why-orders" in one.message for one in report.notices) == 2
        codings = Coding.objects.order_by("start_ms").values_list("theme__code", "gist_be", "gist_en", "status")
        assert list(codings) == [
            ("why-orders", "Загад", "War", "accepted"),
            ("why-orders", "Вайна", "War", "accepted"),
        ]


# The pages


def test_a_theme_is_made_changed_and_ordered(archivist_client):
    make_theme("why-war"), make_theme("why-orders")
    form = {"code": "why-faith", "parent": Theme.objects.get(code="why").pk, "label_be": "Вера", "is_public": "on"}
    assert archivist_client.post(page("new_theme"), form).url == page("codebook")
    made = Theme.objects.get(code="why-faith")
    assert (made.label_be, made.parent.code, made.is_public) == ("Вера", "why", True)
    opened = archivist_client.get(page("theme", "why-faith")).context["form"]
    form = {name: opened[name].value() or "" for name in opened.fields} | {"label_en": "Faith", "is_public": "on"}
    archivist_client.post(page("theme", "why-faith"), form)
    assert Theme.objects.get(code="why-faith").label_en == "Faith"
    archivist_client.post(page("move_theme", "why-faith"), {"to": "up"})
    codes = list(Theme.objects.filter(parent__code="why").values_list("code", flat=True))
    assert codes.index("why-faith") == 1


def test_an_order_of_themes_concerns_no_interview(archivist_client):
    interview = make_interview(["a"], themes=["why-war", "why-orders"])
    before = Interview.objects.get(pk=interview.pk).revision
    order = list(Theme.objects.filter(parent__code="why"))
    archivist_client.post(page("move_theme", order[1].code), {"to": "up"})
    assert list(Theme.objects.filter(parent__code="why")) == order[::-1]
    assert Interview.objects.get(pk=interview.pk).revision == before


def test_a_merge_is_shown_before_it_is_done(archivist_client):
    interview = make_interview(["a"], themes=["why-war"])
    make_theme("why-orders")
    address = page("merge_theme", "why-war")
    shown = archivist_client.get(address, {"into": "why-orders"})
    assert "1 coding is moved" in shown.content.decode()
    make_coding(interview, "why-war", coder="somebody")  # meanwhile
    form = {"into": "why-orders", "seen": shown.context["seen"]}
    again = archivist_client.post(address, form)
    assert not Theme.objects.get(code="why-war").retired
    archivist_client.post(address, form | {"seen": again.context["seen"]})
    assert Theme.objects.get(code="why-war").successor.code == "why-orders"
    assert Coding.objects.filter(theme__code="why-orders").count() == 2


def test_codings_are_split_off_to_a_new_theme(archivist_client):
    one, two = (make_coding(make_interview(["a"]), "why-war") for _ in range(2))
    form = {"coding": [two.pk], "code": "why-ukraine", "label": "Україна"}
    assert archivist_client.post(page("split_theme", "why-war"), form).url == page("theme", "why-ukraine")
    assert {one.theme.code for one in Coding.objects.all()} == {"why-war", "why-ukraine"}
    assert Coding.objects.get(pk=two.pk).theme.parent.code == "why"


@pytest.mark.parametrize("name", ["codebook", "theme", "merge_theme", "split_theme", "retire_theme"])
def test_hostile_labels_and_gists_are_shown_as_text(archivist_client, name):
    hostile = "<script>alert(1)</script>"
    make_coding(make_interview(["a"]), "why-war", gist_en=hostile, coder=hostile)
    Theme.objects.all().update(label_en=hostile, definition_en=hostile)
    address = page(name, *([] if name == "codebook" else ["why-war"]))
    assert hostile not in archivist_client.get(address).content.decode()
