"""The headers of every kind of answer, by every method, exactly: one that is missing or one too many fails."""

import pytest
from django.conf import settings
from django.templatetags.static import static
from django.test import Client

from search import sync
from tests.factories import make_interview

CONSTANT = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; media-src 'self';"
        " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), browsing-topics=()",
    "X-DNS-Prefetch-Control": "off",
}
OF_THE_SERVER = {"Server", "Date", "Connection"}
# What depends on the moment or on the content: that it is there is told, what it says is not.
VARYING = {"Content-Length", "Last-Modified", "ETag", "Expires", "Set-Cookie"}
LENGTH, CHUNKED = {"Content-Length": ""}, {"Transfer-Encoding": "chunked"}
NOT_KEPT = {"Referrer-Policy": "no-referrer", "Cache-Control": "no-store"}
HTML = NOT_KEPT | {"Content-Type": "text/html; charset=utf-8"}
EN = {"Content-Language": "en"}
ZIPPED = {"Vary": "Accept-Encoding"}
BY_LANGUAGE = {"Content-Language": "be", "Vary": "Accept-Language"}
WITH_SHEET = {"Link": f"<{static('css/site.css')}>; rel=preload; as=style"}
PAGE = HTML | EN | LENGTH | ZIPPED | WITH_SHEET
REFUSED = HTML | EN | LENGTH | {"Allow": "GET, HEAD"}
STATIC = {
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "max-age=86400, public",
    "Last-Modified": "",
    "ETag": "",
} | LENGTH
JSON = NOT_KEPT | LENGTH | {"Content-Type": "application/json; charset=utf-8", "Access-Control-Allow-Origin": "*"} | EN
STAFF = HTML | EN | LENGTH | {"Referrer-Policy": "same-origin"}
UNKNOWN = HTML | LENGTH | WITH_SHEET | {"Content-Language": "be", "Vary": "Accept-Language, Accept-Encoding"}
RECORDING = (
    NOT_KEPT
    | {
        "Content-Type": "audio/mpeg",
        "Content-Disposition": 'inline; filename="OOU-7K3M.1.mp3"',
        "Accept-Ranges": "bytes",
        "Last-Modified": "",
        "ETag": "",
        "Content-Language": "en",
    }
    | LENGTH
)
SIGN_IN = STAFF | {
    "Cache-Control": "max-age=0, no-cache, no-store, must-revalidate, private",
    "Vary": "Cookie, Accept-Encoding",
    "Expires": "",
    "Set-Cookie": "",
}
TO_LANGUAGE = HTML | CHUNKED | {"Location": "/be/", "Vary": "Accept-Language, Cookie"}
TO_SLASH = HTML | CHUNKED | EN | {"Location": "/en/interviews/OOU-7K3M/"}
FORBIDDEN = STAFF | {"Vary": "Cookie, Accept-Encoding"}


def transcript(kind: str, media_type: str) -> dict[str, str]:
    return (
        NOT_KEPT
        | LENGTH
        | (ZIPPED if kind in ("vtt", "srt", "txt", "json", "tei") else {})
        | {
            "Content-Type": media_type,
            "Content-Language": "be",
            "Content-Disposition": f'attachment; filename="OOU-7K3M.be.{kind}"',
        }
    )


MATRIX = NOT_KEPT | LENGTH | ZIPPED | EN
MATRIX |= {"Content-Type": "text/csv; charset=utf-8", "Content-Disposition": 'attachment; filename="how-why.csv"'}


def found(kind: str) -> dict[str, str]:
    media_type = {"csv": "text/csv", "json": "application/json"}[kind]
    name = f'attachment; filename="passages.{kind}"'
    return (
        NOT_KEPT | LENGTH | ZIPPED | EN | {"Content-Type": f"{media_type}; charset=utf-8", "Content-Disposition": name}
    )


def themed(name: str, media_type: str = "text/csv") -> dict[str, str]:
    return (
        NOT_KEPT
        | LENGTH
        | ZIPPED
        | EN
        | {
            "Content-Type": f"{media_type}; charset=utf-8",
            "Content-Disposition": f'attachment; filename="{name}"',
        }
    )


def citation(kind: str, media_type: str) -> dict[str, str]:
    name = f"OOU-7K3M-47-be-v1.{kind}"
    return (
        NOT_KEPT
        | LENGTH
        | EN
        | {"Content-Type": f"{media_type}; charset=utf-8", "Content-Disposition": f'attachment; filename="{name}"'}
    )


PAGES = [
    "/en/pages/",
    *("/en/", "/en/interviews/", "/en/interviews/?language=be", "/en/interviews/OOU-7K3M/", "/en/themes/"),
    *("/en/interviews/OOU-7K3M/?t=60&transcript=en", "/en/themes/why/", "/en/themes/why-orders/", "/en/safety/"),
    "/en/interviews/OOU-7K3M/?transcript=be&beside=en",
    *("/en/interviews/OOU-7K3M/print/", "/en/interviews/OOU-7K3M/print/?language=be&beside=en"),
    *("/en/interviews/OOU-7K3M/passage/60-90/", "/en/interviews/OOU-7K3M/passage/60-90/?transcript=en&v=1"),
    *("/en/themes/why-orders/?left=2021&readable=en", "/en/themes/why-orders/?rank=none"),
    "/en/interviews/OOU-7K3M/passage/60-90/?title=none",
    *("/en/search/help/", "/en/matrix/", "/en/matrix/?rows=how&columns=year"),
    *("/en/search/lines/", "/en/search/lines/?q=oath&order=left"),
]
SEARCHES = {"/en/search/": 200, "/en/search/?q=oath": 200, "/en/search/?q=a*": 400, "/en/search/?page=99": 400}
FILES = {
    "vtt": "text/vtt; charset=utf-8",
    "srt": "application/x-subrip; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
    "json": "application/json",
    "tei": "application/tei+xml; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
STATICS = {
    "css/site.css": 'text/css; charset="utf-8"',
    "js/site.js": 'text/javascript; charset="utf-8"',
    "icons/mark.svg": "image/svg+xml",
}
FONT = next((settings.BASE_DIR / "static/fonts").glob("literata.*.woff2")).name
# Their address names their content: each may be kept for good.
KEPT = {
    f"/static/fonts/{FONT}": "font/woff2",
    static("css/site.css"): STATICS["css/site.css"],
    static("js/site.js"): STATICS["js/site.js"],
}
CITATIONS = {
    "txt": "text/plain",
    "bib": "application/x-bibtex",
    "ris": "application/x-research-info-systems",
    "csl.json": "application/vnd.citationstyles.csl+json",
}
COLLECTION = {"/en/collection/": 200}
API = {"/api/v1/interviews": 200, "/api/v1/search?page=x": 400, "/api/v1/nope": 404, "/api/v1/themes": 200}

# Address → (status, headers) of GET, and of every method that may not be used there.
TABLE: dict[str, tuple[tuple[int, dict[str, str]], tuple[int, dict[str, str]]]] = {
    **dict.fromkeys(PAGES, ((200, PAGE), (405, REFUSED))),
    **{
        address: ((status, PAGE), (405, REFUSED | {"Allow": "GET, HEAD, POST"}))
        for address, status in (SEARCHES | COLLECTION).items()
    },
    **{
        f"/en/interviews/OOU-7K3M/transcript.be.{kind}": ((200, transcript(kind, media_type)), (405, REFUSED))
        for kind, media_type in FILES.items()
    },
    **{
        f"/en/interviews/OOU-7K3M/passage/60-90/citation.{kind}": ((200, citation(kind, media)), (405, REFUSED))
        for kind, media in CITATIONS.items()
    },
    "/en/matrix.csv?rows=how&columns=why": ((200, MATRIX), (405, REFUSED)),
    **{f"/en/search/passages.{kind}?q=oath": ((200, found(kind)), (405, REFUSED)) for kind in ("csv", "json")},
    "/en/themes/why/counts.csv": ((200, themed("why-counts.csv")), (405, REFUSED)),
    "/en/themes/why-orders/passages.csv": ((200, themed("why-orders.csv")), (405, REFUSED)),
    "/en/themes/why/passages.json": ((200, themed("why.json", "application/json")), (405, REFUSED)),
    "/en/interviews/OOU-7K3M/recording.1": ((200, RECORDING), (405, REFUSED)),
    **{
        f"/static/{name}": (
            (200, STATIC | {"Content-Type": media_type}),
            (405, NOT_KEPT | CHUNKED | {"Allow": "GET, HEAD"}),
        )
        for name, media_type in STATICS.items()
    },
    **{
        address: (
            (200, STATIC | {"Cache-Control": "max-age=31536000, public, immutable", "Content-Type": media_type}),
            (405, NOT_KEPT | CHUNKED | {"Allow": "GET, HEAD"}),
        )
        for address, media_type in KEPT.items()
    },
    "/static/css/site.css?v=0000000000": (
        (200, STATIC | {"Content-Type": STATICS["css/site.css"]}),
        (405, NOT_KEPT | CHUNKED | {"Allow": "GET, HEAD"}),
    ),
    **{
        address: (
            (status, JSON | {"Vary": "Accept-Language" + (", Accept-Encoding" if status == 200 else "")}),
            (405, HTML | BY_LANGUAGE | LENGTH | {"Allow": "GET, HEAD"}),
        )
        for address, status in API.items()
    },
    "/api/v1/openapi.json": (
        (200, JSON | {"Content-Type": "application/json"} | BY_LANGUAGE | {"Vary": "Accept-Language, Accept-Encoding"}),
        (405, HTML | BY_LANGUAGE | LENGTH | {"Allow": "GET, HEAD", "Access-Control-Allow-Origin": "*"}),
    ),
    "/health/": (
        (200, NOT_KEPT | LENGTH | BY_LANGUAGE | {"Content-Type": "application/json"}),
        (405, HTML | LENGTH | BY_LANGUAGE | {"Allow": "GET, HEAD"}),
    ),
    "/en/search/suggest/": ((405, REFUSED | {"Allow": "POST"}), (405, REFUSED | {"Allow": "POST"})),
    "/en/no-such/": ((404, PAGE), (404, PAGE)),
    "/en/interviews/OOU-NONE/": ((404, PAGE), (405, REFUSED)),
    "/no-such": ((404, UNKNOWN), (404, UNKNOWN)),
    "/static/no-such.css": ((404, UNKNOWN), (404, UNKNOWN)),
    "/": ((302, TO_LANGUAGE), (302, TO_LANGUAGE)),
    "/en/interviews/OOU-7K3M": ((301, TO_SLASH), (301, TO_SLASH)),
    "/en/desk/": (
        (302, STAFF | {"Location": "/en/desk/sign-in/?next=/en/desk/", "Vary": "Cookie"}),
        (403, FORBIDDEN),
    ),
    "/en/desk/sign-in/": ((200, SIGN_IN), (403, FORBIDDEN)),
    "/en/admin/login/": ((200, SIGN_IN), (403, FORBIDDEN)),
}
METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "DELETE")
# Staff pages answer OPTIONS by their own rules, which are Django's.
ELSEWHERE = {("OPTIONS", "/en/desk/"), ("OPTIONS", "/en/desk/sign-in/"), ("OPTIONS", "/en/admin/login/")}
ELSEWHERE |= {("POST", "/en/search/suggest/")}  # in the next test


def _differences(status, headers, wanted_status, wanted) -> list[str]:
    told = {name: value for name, value in headers if name not in OF_THE_SERVER}
    if "Allow" in told:
        told["Allow"] = ", ".join(sorted(told["Allow"].split(", ")))  # some are listed in any order
    found = [] if len(told) == len([1 for name, _ in headers if name not in OF_THE_SERVER]) else ["a header twice"]
    wanted = CONSTANT | wanted
    if status != wanted_status:
        found.append(f"status {status}, not {wanted_status}")
    for name in sorted(told.keys() | wanted.keys()):
        is_right = name in told and name in wanted and (name in VARYING or told[name] == wanted[name])
        if not is_right:
            found.append(f"{name}: {told.get(name)!r}, not {wanted.get(name)!r}")
    return found


@pytest.mark.parametrize("method", METHODS)
def test_every_answer_carries_exactly_its_headers(served, method):
    wrong = {}
    for address, (good, refused) in TABLE.items():
        if (method, address) in ELSEWHERE:
            continue
        is_discreet = method == "POST" and address in SEARCHES | COLLECTION
        wanted_status, wanted = good if method in ("GET", "HEAD") else (200, PAGE) if is_discreet else refused
        if method == "HEAD":
            wanted = {name: value for name, value in wanted.items() if name != "Transfer-Encoding"}
        status, headers, body = served.send(method, address, b"" if method in ("POST", "PUT") else None)
        if differences := _differences(status, headers, wanted_status, wanted):
            wrong[address] = differences
        assert method != "HEAD" or body == b""
    assert wrong == {}


@pytest.mark.parametrize(
    ("method", "address", "sent", "body", "wanted"),
    [
        (
            "GET",
            "/en/interviews/OOU-7K3M/recording.1",
            {"Range": "bytes=0-9"},
            None,
            (206, RECORDING | {"Content-Range": "bytes 0-9/984398"}),
        ),
        (
            "GET",
            "/en/interviews/OOU-7K3M/recording.1",
            {"Range": "bytes=999999999-"},
            None,
            (416, NOT_KEPT | CHUNKED | EN | {"Content-Range": "bytes */984398"}),
        ),
        (
            "POST",
            "/en/search/suggest/",
            {"Content-Type": "application/x-www-form-urlencoded"},
            b"q=zzzz",
            (200, NOT_KEPT | EN | LENGTH | {"Content-Type": "application/json"}),
        ),
        ("GET", "/en/", {"Accept-Encoding": "gzip"}, None, (200, PAGE | {"Content-Encoding": "gzip"})),
        (
            "POST",
            "/en/search/",
            {},
            b"x" * 70_000,
            (413, NOT_KEPT | EN | LENGTH | {"Content-Type": "text/plain; charset=utf-8"}),
        ),
        ("POST", "/en/search/", {"Content-Type": "application/x-www-form-urlencoded"}, b"q=a*", (400, PAGE)),
        ("POST", "/en/search/", {"Content-Type": "multipart/form-data"}, b"q=oath", (400, PAGE)),
    ],
)
def test_ranges_compression_long_and_discreet_requests_too(served, method, address, sent, body, wanted):
    status, headers, _ = served.send(method, address, body, sent)
    assert _differences(status, headers, *wanted) == []


def test_nothing_but_static_files_may_be_kept_and_nothing_but_staff_pages_sets_a_cookie():
    for address, answers in TABLE.items():
        for _, headers in answers:
            is_kept = "no-store" not in headers["Cache-Control"]
            assert is_kept == (
                address.startswith("/static/")
                and headers.get("Content-Type", "x") in {*STATICS.values(), *KEPT.values()}
            )
            assert "Set-Cookie" not in headers or "/desk/" in address or "/admin/" in address


def observatory(headers: dict[str, str]) -> int:
    """Score as MDN's HTTP Observatory publishes it, for a page without cookies whose scripts are its own."""
    policy = dict(part.strip().partition(" ")[::2] for part in headers["Content-Security-Policy"].split(";"))
    score = 100
    strict = policy["default-src"] == "'none'" and "unsafe" not in str(policy) and "*" not in str(policy)
    score += 10 if strict else -25
    age = int(headers.get("Strict-Transport-Security", "max-age=0").partition("max-age=")[2].partition(";")[0])
    score += 0 if age >= 15_768_000 else -20
    score += 5 if headers["Referrer-Policy"] in ("no-referrer", "same-origin", "strict-origin") else 0
    score += 5 if policy.get("frame-ancestors") == "'none'" else 0
    score += 10 if headers["Cross-Origin-Resource-Policy"] == "same-origin" else 0
    score += 0 if headers["X-Content-Type-Options"] == "nosniff" else -5
    return score


@pytest.fixture
def over_https(settings, db):
    """Return a client of the archive as it runs behind TLS."""
    make_interview(["The oath."], language="en")
    sync.work_off()
    settings.SECURE_HSTS_SECONDS = 63_072_000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True
    return Client(headers={"host": "archive.example"})


def test_the_observatory_would_give_the_front_page_125_or_more(over_https):
    headers = dict(over_https.get("/en/", secure=True).headers)
    assert observatory(headers) >= 125
    assert headers["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains; preload"
    assert "Strict-Transport-Security" not in over_https.get("/en/", secure=False).headers
    assert observatory(headers | {"Content-Security-Policy": "default-src 'self' 'unsafe-inline'"}) < 125


ONION = f"http://{'a' * 56}.onion"


@pytest.mark.parametrize(
    ("address", "wanted"),
    [
        ("/en/", "/en/"),
        ("/be/interviews/?language=be", "/be/interviews/?language=be"),
        ("/en/safety/", "/en/safety/"),
        ("/en/search/", "/en/search/"),
        ("/en/search/?q=oath", "/en/search/"),
        ("/en/search/?theme=x&q=oath", None),
        ("/en/?q=%D0%BA", "/en/"),
        ("/en/interviews/?find=oath", "/en/interviews/"),
        ("/en/no-such/", None),
        ("/", None),
        ("/static/css/site.css", None),
        ("/api/v1/interviews", None),
        ("/en/desk/sign-in/", None),
    ],
)
def test_the_onion_is_named_on_pages_over_https_and_never_with_words(over_https, settings, address, wanted):
    assert "Onion-Location" not in over_https.get(address, secure=True).headers
    settings.ONION_ADDRESS = ONION
    said = over_https.get(address, secure=True).headers.get("Onion-Location")
    assert said == (None if wanted is None else ONION + wanted)
    assert "Onion-Location" not in over_https.get(address).headers


@pytest.mark.parametrize("host", ["a.onion", "A.ONION", "a.onion:8080", "a.onion."])
def test_the_onion_does_not_name_itself(over_https, settings, host):
    settings.ONION_ADDRESS = ONION
    assert "Onion-Location" not in over_https.get("/en/", secure=True, headers={"host": host}).headers


def test_a_discreet_search_puts_nothing_into_the_address_of_the_onion(over_https, settings):
    settings.ONION_ADDRESS = ONION
    answer = over_https.post("/en/search/?x=canary", {"q": "oath"}, secure=True)
    assert answer.headers["Onion-Location"] == f"{ONION}/en/search/"


@pytest.mark.parametrize("cookie", ["csrftoken=spoilt", "sessionid=spoilt", "django_language=uk", "messages=spoilt"])
@pytest.mark.parametrize("address", ["/en/", "/en/no-such/", "/en/search/?q=a*", "/no-such", "/", "/api/v1/no-such"])
def test_a_spoilt_cookie_is_answered_with_none(client, db, cookie, address):
    response = client.get(address, headers={"cookie": cookie})
    assert "Set-Cookie" not in response.headers
    assert not response.cookies
