"""Every address of the site with the act that it is for: what test_access_matrix.py asks the site about.

An address that is not here fails a test. Deciding who may use it is part of making it.
"""

from dataclasses import dataclass, field

from interviews.access import Act

READ = ("GET", "HEAD")
POST = ("POST",)
FORM = ("GET", "HEAD", "POST")
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")


@dataclass(frozen=True)
class Rule:
    """What an address is for.

    ``door`` is where it stands: among the readers' pages, at the desk, in the tables of the admin. ``acts`` tells by
    method what is done there; another method is not known (405). None is what nobody may. ``names`` says what the
    arguments of the address mean; ``address`` stands in where the route is a pattern.
    """

    door: str
    acts: dict[str, Act | None]
    address: str = ""
    names: dict[str, str] = field(default_factory=dict)
    answer: int | None = None  # where whoever may come in gets one answer for everything


def page(act: Act = Act.READ_PUBLIC, methods=READ, **fields) -> Rule:
    """A readers' page, the same for everybody."""
    return Rule("readers", dict.fromkeys(methods, act), **fields)


def desk(act: Act, methods=FORM, **fields) -> Rule:
    """A page behind one of the doors of the desk."""
    return Rule("desk", dict.fromkeys(methods, act), **fields)


def table(act: Act | None = Act.MANAGE_TABLES, methods=FORM, **fields) -> Rule:
    """A page of the admin."""
    return Rule("tables", dict.fromkeys(methods, act), **fields)


_FILE = r"<prefix>/^interviews/(?P<accession>[-a-zA-Z0-9_]+)/transcript\.(?P<language>[a-z]+)\.(?P<extension>[a-z]+)$"
_CITATION = (
    r"<prefix>/^interviews/(?P<accession>[-a-zA-Z0-9_]+)/passage/(?P<stretch>[-p0-9]+)/citation\.(?P<kind>[a-z.]+)$"
)
_OF_THEME = r"<prefix>/^themes/(?P<code>[-a-zA-Z0-9_]+)/passages\.(?P<kind>[a-z]+)$"
READERS = {
    "api/v1/openapi.json": page(),
    "api/v1/interviews": page(),
    "api/v1/interviews/<accession>": page(),
    "api/v1/interviews/<accession>/transcripts/<language>": page(),
    "api/v1/themes": page(),
    "api/v1/themes/<code>": page(),
    "api/v1/search": page(),
    "api/v1/suggest": page(address="api/v1/suggest?q=wo"),
    "api/v1/<path:rest>": page(answer=404),
    "api/v1/": page(methods=METHODS, answer=404),
    "health/": page(),
    "<prefix>/": page(),
    "<prefix>/interviews/": page(),
    "<prefix>/interviews/<slug:accession>/": page(),
    _FILE: page(address="<prefix>/interviews/<accession>/transcript.be.vtt"),
    "<prefix>/interviews/<slug:accession>/print/": page(),
    "<prefix>/interviews/<slug:accession>/passage/<str:stretch>/": page(
        address="<prefix>/interviews/<accession>/passage/0-20/"
    ),
    _CITATION: page(address="<prefix>/interviews/<accession>/passage/0-20/citation.ris"),
    "<prefix>/interviews/<slug:accession>/recording.<int:part>": page(),
    "<prefix>/collection/": page(methods=FORM),  # what was ticked is sent by POST and changes nothing
    "<prefix>/matrix/": page(),
    "<prefix>/matrix.csv": page(),
    "<prefix>/themes/": page(),
    "<prefix>/themes/<slug:code>/": page(),
    "<prefix>/themes/<slug:code>/counts.csv": page(),
    _OF_THEME: page(address="<prefix>/themes/<code>/passages.csv"),
    "<prefix>/pages/": page(),
    "<prefix>/pages/<slug:slug>/": page(names={"slug": "page"}),
    "<prefix>/paths/<slug:slug>/": page(names={"slug": "path"}),
    "<prefix>/safety/": page(),
    "<prefix>/search/": page(methods=FORM),  # a discreet search is sent by POST and changes nothing
    "<prefix>/search/help/": page(),
    "<prefix>/search/lines/": page(),
    r"<prefix>/search/^passages\.(?P<kind>[a-z]+)$": page(address="<prefix>/search/passages.csv"),
    "<prefix>/search/suggest/": page(methods=POST),  # so is what was typed so far
    "<prefix>/desk/sign-in/": page(methods=FORM),
    "<prefix>/desk/sign-out/": page(methods=POST),
    "<prefix>/admin/login/": page(methods=FORM),
}

_D = "<prefix>/desk/"
_I = f"{_D}interviews/<str:accession>/"
_T = f"{_I}transcripts/<str:language>/"
_R = f"{_I}redactions/<int:pk>/"
_L = f"{_D}leavings/<int:pk>/"
_OF_LEAVING = {"pk": "departure"}
_OF_REDACTION = {"pk": "redaction"}
_P = f"{_D}paths/<slug:slug>/"
_OF_PAGE, _OF_PATH = {"slug": "page"}, {"slug": "path"}
_MUTES = rf"{_D}^interviews/(?P<accession>[^/]+)/redactions/mutes\.(?P<ending>csv|txt)$"
DESK = {
    _D: desk(Act.READ_RELEASED),  # leads researchers on to what they may read
    f"{_D}reading/": desk(Act.READ_RELEASED, READ),
    f"{_D}reading/<str:accession>/": desk(Act.READ_RELEASED, READ),
    f"{_D}interviews/new/": desk(Act.DESCRIBE),
    _I: desk(Act.SEE_DESK, READ),
    f"{_I}record/": desk(Act.DESCRIBE),
    f"{_I}access/": desk(Act.SET_ACCESS),
    f"{_I}publish/": desk(Act.ASK_TO_PUBLISH),
    f"{_I}publish/agree/": desk(Act.PUBLISH, POST),
    f"{_I}publish/looked/": desk(Act.ASK_TO_PUBLISH, POST),
    f"{_I}hide/": desk(Act.HIDE, POST),
    f"{_I}leaving/": desk(Act.LEAVE),
    f"{_L}": desk(Act.LEAVE, READ, names=_OF_LEAVING),
    f"{_L}list/": desk(Act.LEAVE, POST, names=_OF_LEAVING),
    f"{_L}propose/": desk(Act.LEAVE, POST, names=_OF_LEAVING),
    f"{_L}agree/": desk(Act.AGREE_TO_LEAVING, POST, names=_OF_LEAVING),
    f"{_L}close/": desk(Act.LEAVE, POST, names=_OF_LEAVING),
    f"{_L}proof/": desk(Act.LEAVE, names=_OF_LEAVING),
    f"{_L}letter/": desk(Act.LEAVE, READ, names=_OF_LEAVING),
    f"{_I}drop-request/": desk(Act.ASK_TO_PUBLISH, POST),
    f"{_I}recordings/": desk(Act.CHANGE_RECORDINGS),
    f"{_I}recordings/<int:part>/": desk(Act.CHANGE_RECORDINGS, READ),
    f"{_I}recordings/<int:part>/remove/": desk(Act.CHANGE_RECORDINGS, POST),
    f"{_I}recordings/<int:part>/working-copy/": desk(Act.CHANGE_RECORDINGS, POST),
    f"{_D}components/": desk(Act.SEE_DESK, READ),
    f"{_T}hide/": desk(Act.HIDE, POST),
    f"{_T}sheet/<str:into>.<str:ending>": desk(Act.SEE_DESK, READ, address=f"{_T}sheet/en.xlsx"),
    f"{_T}provenance/": desk(Act.CORRECT, POST),
    f"{_I}translate/<str:language>/": desk(Act.TRANSLATE, READ, names={"language": "into"}),
    f"{_I}translate/<str:language>/<int:position>/": desk(Act.TRANSLATE, names={"language": "into"}),
    f"{_T}edit/": desk(Act.CORRECT),
    f"{_T}edit/now/": desk(Act.CORRECT),
    f"{_T}edit/find/": desk(Act.CORRECT),
    f"{_T}<int:position>/correct/": desk(Act.CORRECT),
    f"{_T}<int:position>/codings/": desk(Act.CODE),
    f"{_I}codings/<int:pk>/": desk(Act.ACCEPT_CODINGS, POST, names={"pk": "coding"}),
    f"{_I}codings/<int:pk>/edit/": desk(Act.CODE, names={"pk": "coding"}),
    f"{_I}codings/<int:pk>/decide/": desk(Act.ACCEPT_CODINGS, POST, names={"pk": "coding"}),
    f"{_I}coding/": desk(Act.CODE, READ),
    f"{_I}coding/words/": desk(Act.CODE, POST),
    f"{_I}coding/undo/": desk(Act.CODE, POST),
    f"{_I}coding/rounds/": desk(Act.CODE, POST),
    f"{_I}agreement/": desk(Act.SETTLE_CODINGS, READ),
    f"{_I}agreement/settle/": desk(Act.SETTLE_CODINGS, POST),
    f"{_D}codings/": desk(Act.ACCEPT_CODINGS),
    f"{_D}agreement/": desk(Act.SETTLE_CODINGS, READ),
    f"{_I}contents/": desk(Act.EDIT_CONTENTS),
    f"{_I}contents/new/": desk(Act.EDIT_CONTENTS),
    f"{_I}contents/<int:pk>/": desk(Act.EDIT_CONTENTS, names={"pk": "chapter"}),
    f"{_I}redactions/": desk(Act.REDACT, READ),
    f"{_I}redactions/new/": desk(Act.REDACT, address=f"{_I}redactions/new/?transcript=be&at=0"),
    _MUTES: desk(Act.REDACT, READ, address=f"{_I}redactions/mutes.csv"),
    f"{_R}decide/<str:language>/": desk(Act.REDACT, names=_OF_REDACTION),
    f"{_R}ask-to-lift/": desk(Act.ASK_TO_LIFT, POST, names=_OF_REDACTION),
    f"{_R}drop-lifting/": desk(Act.ASK_TO_LIFT, POST, names=_OF_REDACTION),
    f"{_R}lift/": desk(Act.LIFT, POST, names=_OF_REDACTION),
    f"{_R}edited/<int:part>/": desk(Act.MARK_EDITED, POST, names=_OF_REDACTION),
    f"{_T}versions/": desk(Act.SEE_VERSIONS, READ),
    f"{_T}versions/forget/": desk(Act.PURGE_VERSIONS, POST),
    f"{_T}versions/<int:number>/": desk(Act.SEE_VERSIONS, READ),
    f"{_T}versions/<int:number>/restore/": desk(Act.RESTORE_VERSION, POST),
    f"{_T}versions/<int:older>/compare/<int:newer>/": desk(Act.SEE_VERSIONS, READ),
    f"{_I}originals/<int:pk>/": desk(Act.SEE_VERSIONS, POST, names={"pk": "original"}),
    f"{_D}codebook/": desk(Act.EDIT_CODEBOOK, READ),
    f"{_D}codebook/new/": desk(Act.EDIT_CODEBOOK),
    f"{_D}codebook/themes/<slug:code>/": desk(Act.EDIT_CODEBOOK),
    f"{_D}codebook/themes/<slug:code>/move/": desk(Act.EDIT_CODEBOOK, POST),
    f"{_D}codebook/themes/<slug:code>/merge/": desk(Act.EDIT_CODEBOOK),
    f"{_D}codebook/themes/<slug:code>/split/": desk(Act.EDIT_CODEBOOK),
    f"{_D}codebook/themes/<slug:code>/retire/": desk(Act.EDIT_CODEBOOK),
    f"{_D}codebook/themes/<slug:code>/bring-back/": desk(Act.SHOW_THEME_AGAIN, POST),
    f"{_D}records/": desk(Act.DESCRIBE, READ),
    f"{_D}records/records.csv": desk(Act.DESCRIBE, READ),
    f"{_D}records/changes/": desk(Act.DESCRIBE),
    f"{_D}records/row/<str:accession>/": desk(Act.DESCRIBE, POST),
    f"{_D}watch-list/": desk(Act.WATCH),
    f"{_D}watch-list/<int:pk>/remove/": desk(Act.WATCH, POST, names={"pk": "watch_word"}),
    f"{_D}glossary/": desk(Act.EDIT_GLOSSARY, READ),
    f"{_D}glossary/new/": desk(Act.EDIT_GLOSSARY),
    f"{_D}glossary/entries/<slug:key>/": desk(Act.EDIT_GLOSSARY),
    f"{_D}glossary/entries/<slug:key>/delete/": desk(Act.EDIT_GLOSSARY, POST),
    f"{_D}pages/": desk(Act.EDIT_PAGES, READ),
    f"{_D}pages/new/": desk(Act.EDIT_PAGES),
    f"{_D}pages/<slug:slug>/": desk(Act.EDIT_PAGES, names=_OF_PAGE),
    f"{_D}pages/<slug:slug>/state/": desk(Act.EDIT_PAGES, POST, names=_OF_PAGE),
    f"{_D}pages/<slug:slug>/delete/": desk(Act.EDIT_PAGES, POST, names=_OF_PAGE),
    f"{_D}pages/<slug:slug>/versions/<int:number>/": desk(Act.EDIT_PAGES, names=_OF_PAGE),
    f"{_D}paths/new/": desk(Act.EDIT_PAGES),
    f"{_P}": desk(Act.EDIT_PAGES, names=_OF_PATH),
    f"{_P}state/": desk(Act.EDIT_PAGES, POST, names=_OF_PATH),
    f"{_P}delete/": desk(Act.EDIT_PAGES, POST, names=_OF_PATH),
    f"{_P}steps/new/": desk(Act.EDIT_PAGES, names=_OF_PATH),
    f"{_P}steps/<int:pk>/": desk(Act.EDIT_PAGES, names=_OF_PATH | {"pk": "step"}),
    f"{_P}steps/<int:pk>/move/": desk(Act.EDIT_PAGES, POST, names=_OF_PATH | {"pk": "step"}),
    f"{_D}featured/": desk(Act.EDIT_PAGES),
    f"{_D}featured/<int:pk>/": desk(Act.EDIT_PAGES, POST, names={"pk": "featured"}),
    f"{_D}upload/": desk(Act.UPLOAD),
    f"{_D}uploads/<int:pk>/": desk(Act.UPLOAD, names={"pk": "upload"}),
    f"{_D}uploads/<int:pk>/discard/": desk(Act.UPLOAD, POST, names={"pk": "upload"}),
}

_A = "<prefix>/admin/"


def _rows(name: str, act: Act, *, add: Act | None = None, delete: Act) -> dict[str, Rule]:
    """The pages of one table; ``add`` is None where rows come in another way."""
    at, names = f"{_A}{name}/", {"object_id": name.partition("/")[2]}
    return {
        at: table(act),
        f"{at}add/": table(add),
        f"{at}<path:object_id>/": table(Act.MANAGE_TABLES, names=names),  # leads on to the next
        f"{at}<path:object_id>/change/": table(act, names=names),
        f"{at}<path:object_id>/history/": table(act, names=names),
        f"{at}<path:object_id>/delete/": table(delete, names=names),
    }


MADE_ELSEWHERE = ("transcript", "segment", "recording", "upload")
TABLES = {
    _A: table(),
    f"{_A}logout/": table(methods=POST),
    f"{_A}password_change/": table(),
    f"{_A}password_change/done/": table(methods=READ),
    f"{_A}jsi18n/": table(methods=READ),
    f"{_A}autocomplete/": table(
        methods=READ,
        address=f"{_A}autocomplete/?app_label=interviews&model_name=interview&field_name=narrator&term=N",
    ),
    f"{_A}r/<path:content_type_id>/<path:object_id>/": table(
        names={"content_type_id": "content_type", "object_id": "interview"}
    ),
    f"{_A}^<app_label>/$": table(address=f"{_A}interviews/"),
    f"{_A}(?P<url>.*)$": table(address=f"{_A}nothing/here", answer=404),
    f"{_A}auth/user/<id>/password/": table(Act.MANAGE_ACCOUNTS, names={"id": "user"}),
}
for name in ("group", "user"):
    TABLES |= _rows(f"auth/{name}", Act.MANAGE_ACCOUNTS, add=Act.MANAGE_ACCOUNTS, delete=Act.MANAGE_ACCOUNTS)
for name in (
    *("interview", "transcript", "segment", "theme", "coding", "recording", "series", "narrator"),
    *("branch", "rank", "glossaryterm", "upload"),
):
    TABLES |= _rows(
        f"interviews/{name}",
        Act.MANAGE_TABLES,
        add=None if name in MADE_ELSEWHERE else Act.MANAGE_TABLES,
        delete=Act.DELETE_ROWS,
    )

MATRIX = {**READERS, **DESK, **TABLES}
KEPT_ONCE_SHOWN = ("interview", "transcript", "segment")
"""The tables whose rows nobody deletes once readers have seen the record or somebody has hidden it."""
