"""Every address × viewer × method: the door that docs/access-policy.md describes is the door that the site has."""

import re
from hashlib import sha256
from http.cookies import SimpleCookie
from itertools import product

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission, User
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection, reset_queries, transaction
from django.db.models import QuerySet
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, get_resolver
from django.urls.resolvers import LocalePrefixPattern

from interviews import editorial
from interviews.access import ALLOWED, Act, Viewer
from interviews.models import (
    Chapter,
    Departure,
    EditedRecording,
    FeaturedPassage,
    GlossaryTerm,
    Interview,
    Original,
    Page,
    PathStep,
    ReadingPath,
    Recording,
    Redaction,
    RedactionDecision,
    Segment,
    Series,
    Theme,
    TranscriptVersion,
    Upload,
    WatchWord,
)
from interviews.models.redaction import fingerprint_of
from interviews.segmenting import Passage
from search.sync import work_off
from tests.factories import DRAFT, PUBLIC, make_coding, make_interview
from tests.site.access_matrix import DESK, KEPT_ONCE_SHOWN, MATRIX, METHODS, READERS, TABLES, Rule

pytestmark = pytest.mark.django_db

PUBLIC_ONE, HIDDEN_ONE, MADE_UP = "public", "hidden", "made up"
DONE, AWAY, REFUSED, NOT_FOUND, NOT_KNOWN = "done", "sent to sign in", 403, 404, 405
PASSWORD = "correct horse battery staple"


def _routes(patterns, prefix=""):
    for pattern in patterns:
        own = "<prefix>/" if isinstance(pattern.pattern, LocalePrefixPattern) else str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield prefix + re.sub(r"\(\?P<app_label>[^)]+\)", "<app_label>", own), pattern.callback
        else:
            yield from _routes(pattern.url_patterns, prefix + own)


def test_every_address_of_the_site_is_in_the_matrix_and_no_other():
    routes = [route for route, _ in _routes(get_resolver().url_patterns)]
    assert sorted(routes) == sorted(set(routes))
    missing, stale = set(routes) - set(MATRIX), set(MATRIX) - set(routes)
    assert (missing, stale) == (set(), set()), "Decide in tests/site/access_matrix.py who may use them."


def test_every_page_of_the_desk_has_the_door_that_the_matrix_says():
    doors = {route: getattr(view, "act", None) for route, view in _routes(get_resolver().url_patterns)}
    told = {route: {*rule.acts.values()} for route, rule in DESK.items()}
    assert {route: {doors[route]} for route in DESK} == told
    assert [route for route in {**READERS, **TABLES} if doors[route]] == []


def _make_record(name: str, state: dict, settings) -> dict[str, object]:
    """Make a record with something in every table and return the arguments of its addresses."""
    accession = f"OOU-{name}"
    record = make_interview(
        ["words one", "words two"], accession=accession, state=state, branch="army", rank="private", themes=["why-war"]
    )
    record.series = Series.objects.get_or_create(code="one-of-us")[0]
    record.save()
    folder = settings.MEDIA_ROOT / accession
    folder.mkdir()
    (folder / "1.mp3").write_bytes(b"ID3 sound")
    recording = Recording.objects.create(
        interview=record,
        part=1,
        file=f"{accession}/1.mp3",
        sha256=sha256(b"ID3 sound").hexdigest(),
        media_type="audio/mpeg",
        duration_ms=40_000,
    )
    by = User.objects.get(username="editor")
    upload = Upload.objects.create(interview=record, by=by, language="be", format="webvtt", encoding="utf-8")
    return {
        "accession": accession,
        "code": "why-war" if name == "OPEN" else "how-fear",
        "interview": record.pk,
        "transcript": record.transcripts.get().pk,
        "segment": Segment.objects.filter(transcript__interview=record).first().pk,
        "chapter": Chapter.objects.create(interview=record, start_ms=0, title_be="Title").pk,
        "coding": make_coding(record, "how-fear", status="proposed").pk,
        "recording": recording.pk,
        "upload": upload.pk,
        "redaction": _redacted(record, recording, by).pk,
        "watch_word": WatchWord.objects.create(words="words", interview=record).pk,
        "departure": Departure.objects.create(interview=record, begun_by=by).pk,
        "original": Original.objects.create(
            interview=record, language="be", version=1, format="srt", box=b"box", key_id="key"
        ).pk,
        **_written(record),
        "series": record.series.pk,
        "narrator": record.narrator.pk,
        "branch": record.branch.pk,
        "rank": record.rank.pk,
        "theme": Theme.objects.get(code="why-war").pk,
    }


def _written(record: Interview) -> dict[str, object]:
    """Make a page, a path with a step, and a featured passage; they are drafts if the record is one."""
    name, state = record.accession.lower(), record.workflow
    page = Page.objects.create(slug=f"page-{name}", state=state, title_be="Title", body_be="Words")
    editorial.keep_version(page, "changed")
    path = ReadingPath.objects.create(slug=f"path-{name}", state=state, title_be="Title")
    stretch = {"interview": record, "start_ms": 0, "end_ms": 20_000}
    return {
        "page": page.slug,
        "path": path.slug,
        "step": PathStep.objects.create(path=path, **stretch).pk,
        "featured": FeaturedPassage.objects.create(**stretch).pk,
    }


def _redacted(record: Interview, recording: Recording, by: User) -> Redaction:
    """Make a redaction of ``record``, not heard in ``recording`` any more, that somebody asks to lift; two versions."""
    transcript = record.transcripts.get()
    packed = TranscriptVersion.pack([Passage("", "words")])
    for number, words in ((1, packed), (2, b"")):
        TranscriptVersion.objects.create(transcript=transcript, number=number, act="imported", packed=words)
    redaction = Redaction.objects.create(interview=record, reason="other", start_ms=50_000, end_ms=60_000)
    RedactionDecision.objects.create(redaction=redaction, transcript=transcript, outcome="nothing")
    EditedRecording.objects.create(
        redaction=redaction, recording=recording, fingerprint=fingerprint_of(recording), by=by
    )
    return redaction


@pytest.fixture
def archive(person, settings):
    """Make the accounts, a public record and a hidden one, and return the arguments of their addresses."""
    cache.clear()
    for name in ("researcher", "archivist", "editor"):
        user = person(name)
        user.is_staff = name != "researcher"
        user.save()
    User.objects.create_superuser("administrator", password=PASSWORD)
    always = {"prefix": "be", "language": "be", "position": 0, "into": "en", "part": 1, "rest": "nothing/here"}
    always |= {"key": "term", "number": 1, "older": 1, "newer": 2}
    always |= {
        "content_type": ContentType.objects.get_for_model(Interview).pk,
        "user": User.objects.get(username="researcher").pk,
        "group": Group.objects.get(name="researcher").pk,
        "glossaryterm": GlossaryTerm.objects.create(key="term").pk,
    }
    things = {
        PUBLIC_ONE: always | _make_record("OPEN", PUBLIC, settings),
        HIDDEN_ONE: always | _make_record("DRAFT", DRAFT, settings),
    }
    Theme.objects.filter(code="how-fear").update(is_public=False)
    made_up = {name: 99_999 if isinstance(value, int) else "OOU-NONE" for name, value in things[PUBLIC_ONE].items()}
    things[MADE_UP] = made_up | always | {"user": 99_999, "group": 99_999, "glossaryterm": 99_999}
    things[MADE_UP]["code"] = "nothing"
    work_off()
    yield things
    cache.clear()


def _address(route: str, arguments: dict[str, object]) -> str:
    rule = MATRIX[route]
    names = re.compile(r"<(?:\w+:)?(\w+)>")
    return "/" + names.sub(lambda found: str(arguments[rule.names.get(found[1], found[1])]), rule.address or route)


def _things(route: str) -> list[str]:
    """Return what the address can be asked about; an address without an argument of a record is asked once."""
    names = re.findall(r"<(?:\w+:)?(\w+)>", MATRIX[route].address or route)
    of_a_record = {"accession", "pk", "object_id", "code", "id", "slug"} & {*names}
    return [PUBLIC_ONE, HIDDEN_ONE, MADE_UP] if of_a_record else [PUBLIC_ONE]


def _signed_in(viewer: Viewer, **options) -> Client:
    client = Client(**options)
    if viewer != Viewer.ANONYMOUS:
        client.force_login(User.objects.get(username=viewer.value))
    return client


class Asker:
    """A viewer's browser, which starts every request with the same cookies and leaves nothing changed."""

    def __init__(self, viewer: Viewer, **options) -> None:
        self.client = _signed_in(viewer, **options)
        self.cookies = self.client.cookies.output(header="", sep=";")

    def ask(self, method: str, address: str):
        """Return the answer's class and what was written to any table but the sessions'."""
        self.client.cookies = SimpleCookie(self.cookies)
        reset_queries()  # the log of them is bounded
        with CaptureQueriesContext(connection) as queries, transaction.atomic():
            response = self.client.generic(method, address)
            if response.streaming:
                b"".join(response.streaming_content)
            transaction.set_rollback(True)
        written = [
            query["sql"]
            for query in queries
            if re.match(r"INSERT|UPDATE|DELETE", query["sql"]) and "django_session" not in query["sql"]
        ]
        return _kind(response), written


def _kind(response):
    if response.status_code == 302 and re.match(r"/be/(desk/sign-in|admin/login)/\?next=", response.url):
        return AWAY
    return DONE if response.status_code in (200, 302, 400, 422) else response.status_code


def _may_come_in(rule: Rule, viewer: Viewer) -> bool:
    if rule.door == "tables":
        return viewer in ALLOWED[Act.MANAGE_TABLES]
    return rule.door == "readers" or viewer in ALLOWED[next(iter(rule.acts.values()))]


def _expected(route: str, viewer: Viewer, method: str, thing: str):
    """Return the class of answer that the policy asks for."""
    rule = MATRIX[route]
    if not _may_come_in(rule, viewer):
        if route.endswith("admin/logout/"):
            return DONE  # to the front page of the tables, which sends them on to sign in
        return AWAY if viewer == Viewer.ANONYMOUS or rule.door == "tables" else REFUSED
    if method not in rule.acts:
        return NOT_KNOWN
    act = rule.acts[method]
    if act is None or viewer not in ALLOWED[act]:
        return REFUSED
    if rule.answer:
        return rule.answer
    if rule.door == "tables":
        return _in_a_table(route, thing)
    hidden = thing == MADE_UP or (thing == HIDDEN_ONE and act in (Act.READ_PUBLIC, Act.READ_RELEASED))
    return NOT_FOUND if hidden else DONE


def _in_a_table(route: str, thing: str):
    """Return what somebody with every right is answered about a row."""
    if thing == PUBLIC_ONE and any(route.endswith(f"/{name}/<path:object_id>/delete/") for name in KEPT_ONCE_SHOWN):
        return REFUSED
    if thing == MADE_UP and re.search(r"/r/|/password/$", route):
        return NOT_FOUND
    return DONE  # of a row that is not there the admin says so on its front page


LONGER = (Viewer.EDITOR, Viewer.ADMINISTRATOR)  # they may do nearly what an archivist may; make test-all asks for them


def _dump() -> dict[str, list]:
    """Return every row of every table but the sessions, as it is stored: the managers answer by language."""
    return {
        model._meta.label: sorted(map(repr, QuerySet(model).values_list()))
        for model in apps.get_models(include_auto_created=True)
        if model is not Session
    }


def _cases(viewer: Viewer, routes):
    for route in routes:
        things = _things(route)
        for thing, method in product(things, METHODS):
            # Many pages, all made by one class of Django's: its other methods are asked about one row.
            if MATRIX[route].door != "tables" or method in ("GET", "POST") or thing == things[0]:
                yield route, thing, method, _expected(route, viewer, method, thing)


@pytest.mark.parametrize("room", ["readers", "desk", "tables"])
@pytest.mark.parametrize(
    "viewer",
    [pytest.param(one, marks=pytest.mark.slow) if one in LONGER else one for one in Viewer],
)
def test_every_address_answers_every_viewer_and_method_as_the_policy_says(archive, viewer, room):
    asker, wrong, before = Asker(viewer), [], _dump()
    for route, thing, method, expected in _cases(viewer, {"readers": READERS, "desk": DESK, "tables": TABLES}[room]):
        answer, written = asker.ask(method, _address(route, archive[thing]))
        if answer != expected:
            wrong.append((method, route, thing, f"answered {answer}", f"expected {expected}"))
        if written and not (expected == DONE and method == "POST"):
            wrong.append((method, route, thing, "changed", written))
    assert wrong == [], "\n".join(map(str, wrong))
    assert _dump() == before


def test_a_form_without_its_token_is_refused_everywhere_behind_a_sign_in(archive):
    asker = Asker(Viewer.ADMINISTRATOR, enforce_csrf_checks=True)
    wrong = [
        (method, route, answer)
        for route, rule in MATRIX.items()
        if "/desk/" in route or "/admin/" in route
        for method in ("POST", "PUT", "PATCH", "DELETE")
        if (answer := asker.ask(method, _address(route, archive[HIDDEN_ONE]))[0]) != REFUSED
    ]
    assert wrong == []


def test_the_sign_in_forms_of_strangers_are_refused_without_their_token(archive):
    asker = Asker(Viewer.ANONYMOUS, enforce_csrf_checks=True)
    assert {asker.ask("POST", f"/be/{page}/")[0] for page in ("desk/sign-in", "admin/login")} == {REFUSED}


@pytest.mark.parametrize("viewer", [Viewer.ARCHIVIST, Viewer.EDITOR, Viewer.ADMINISTRATOR])
def test_what_belongs_to_another_record_is_not_found(archive, viewer):
    bare = make_interview(accession="OOU-BARE", state=DRAFT)
    bare.transcripts.all().delete()
    arguments = archive[PUBLIC_ONE] | {"accession": bare.accession}
    routes = [route for route in DESK if "<str:accession>" in route and len(re.findall("<", route)) > 2]
    assert len(routes) == 28
    asker = Asker(viewer)
    for route in routes:
        for method, act in MATRIX[route].acts.items():
            answer = NOT_FOUND if viewer in ALLOWED[act] else REFUSED
            assert asker.ask(method, _address(route, arguments))[0] == answer, (method, route)


@pytest.mark.parametrize("viewer", [Viewer.ANONYMOUS, Viewer.RESEARCHER])
def test_who_may_not_is_answered_alike_about_hidden_rows_and_rows_that_never_were(archive, viewer):
    client = _signed_in(viewer)
    for route in MATRIX:
        if _things(route) == [PUBLIC_ONE]:
            continue
        for method in METHODS:
            hidden, made_up = (_seen(client, method, route, archive[thing]) for thing in (HIDDEN_ONE, MADE_UP))
            assert hidden == made_up, (method, route)


def _seen(client: Client, method: str, route: str, arguments: dict[str, object]):
    """Return all of an answer that a viewer sees, without what was asked for and what differs at every request."""
    address = _address(route, arguments)
    response = client.generic(method, address)

    def blank(text: str) -> str:
        names = (str(arguments[name]) for name in ("accession", "code", "page", "path"))
        for asked in (address, address.removeprefix("/be"), *names):
            text = text.replace(asked, "")
        return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text)

    headers = {
        name: blank(value) for name, value in response.headers.items() if name not in ("Content-Length", "Expires")
    }
    return response.status_code, headers, blank(response.content.decode())


def test_what_stands_outside_of_the_routes_is_static_files_and_nothing_else(archive):
    for viewer in Viewer:
        asker = Asker(viewer)
        assert asker.ask("GET", "/static/css/desk.css")[0] == DONE
        for address in ("/media/OOU-OPEN/1.mp3", "/OOU-OPEN/1.mp3", "/static/../var/archive.sqlite3", "/nothing"):
            assert asker.ask("GET", address)[0] == NOT_FOUND, address


@pytest.mark.parametrize("name", ["change_user", "view_user", "add_user", "delete_interview", "delete_theme"])
def test_a_permission_given_by_hand_opens_nothing_more(archive, name):
    user = User.objects.get(username="archivist")
    user.user_permissions.add(Permission.objects.get(codename=name))
    asker, table = Asker(Viewer.ARCHIVIST), name.partition("_")[2]
    routes = [route for route in TABLES if f"/{table}/" in route and ("user" in table or "delete" in route)]
    for route in routes:
        if not route.endswith("<path:object_id>/"):
            assert asker.ask("GET", _address(route, archive[HIDDEN_ONE]))[0] == REFUSED, route


def test_the_accounts_are_not_even_named_to_others(archive):
    for viewer, answer in ((Viewer.ARCHIVIST, NOT_FOUND), (Viewer.EDITOR, NOT_FOUND), (Viewer.ADMINISTRATOR, DONE)):
        assert Asker(viewer).ask("GET", "/be/admin/auth/")[0] == answer
        front = _signed_in(viewer).get("/be/admin/").content.decode()
        assert ("/admin/auth/user/" in front) == (answer == DONE)
