"""Any name leads here, and none is written into an answer: mirrors, onions and addresses without a name work alike."""

import json
import re
from collections import deque
from urllib.parse import urljoin, urlsplit

import pytest

HOST = "mirror-of-the-archive.example"
MOST = 120
ADDRESS = re.compile(r'(?:href|src|action|formaction|poster|data)="([^"]*)"')
KINDS = re.compile(r"/interviews/[^/?]+|/themes/[^/?]+|[?].*")


def _links(path: str, text: str) -> list[str]:
    found = [address.replace("&amp;", "&") for address in ADDRESS.findall(text)]
    return [urljoin(path, address).partition("#")[0] for address in found]


@pytest.mark.parametrize(
    "host",
    [
        f"{'a' * 56}.onion",
        *(pytest.param(one, marks=pytest.mark.slow) for one in (HOST, "192.0.2.7:8080", "[2001:db8::1]")),
    ],
)
def test_every_link_is_followed_under_another_name_without_leaving_it(served, host):
    """Follow links from the front page, the API's too, and see no absolute address of ours in anything that comes."""
    waiting, seen, answered = deque(["/en/", "/api/v1/interviews"]), set(), 0
    per_kind: dict[str, int] = {}
    while waiting and answered < MOST:
        path = waiting.popleft()
        kind = KINDS.sub("*", path)
        per_kind[kind] = per_kind.get(kind, 0) + 1
        if path in seen or per_kind[kind] > 12:
            continue
        seen.add(path)
        status, headers, body = served.send("GET", path, headers={"Host": host})
        answered += 1
        assert status in (200, 301, 302), (path, status)
        told = f"{headers}\n{body.decode(errors='replace')}"
        for name in (host.rpartition(":")[0] if "]" not in host and ":" in host else host, "127.0.0.1", "localhost"):
            assert name not in told, (path, name)
        assert b"<base" not in body
        location = dict(headers).get("Location", "")
        assert not urlsplit(location).netloc, path
        if "text/html" in dict(headers)["Content-Type"]:
            links = _links(path, body.decode())
            foreign = {urlsplit(link).netloc for link in links if urlsplit(link).netloc}
            assert foreign <= {"www.google.com", "video.example", *_hosts_of_videos(body)}, path
            waiting += [link for link in links if link.startswith("/") and not urlsplit(link).netloc]
    assert answered > 60


def _hosts_of_videos(body: bytes) -> set[str]:
    """Return the hosts of links that say of themselves that they lead away."""
    links = re.findall(rb'href="(https://[^"]+)" rel="noreferrer noopener external"', body)
    return {urlsplit(link.decode()).netloc for link in links}


def test_the_addresses_of_the_api_are_paths(served):
    def addresses(value):
        if isinstance(value, dict):
            for key, inner in value.items():
                if isinstance(inner, str) and (key == "url" or key.endswith("_url")):
                    yield key, inner
                yield from addresses(inner)
        elif isinstance(value, list):
            for inner in value:
                yield from addresses(inner)

    found = []
    for path in (
        "/api/v1/interviews",
        "/api/v1/search?q=oath",
        "/api/v1/suggest?q=oath",
        "/api/v1/interviews/OOU-7K3M",
    ):
        found += addresses(json.loads(served.send("GET", path, headers={"Host": HOST})[2]))
    assert len(found) > 5
    assert [one for one in found if not one[1].startswith("/") and "video" not in one[1] and "//" in one[1]] == []
