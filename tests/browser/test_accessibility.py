"""No page keeps anybody out: every rule of axe-core on every template, in four languages, light and dark."""

from pathlib import Path

import pytest
from django.contrib.auth.models import Group, User
from django.template.loader import render_to_string
from django.utils.translation import override

from interviews import roles
from interviews.models import Interview, Segment, Upload
from interviews.withholding import redacting
from interviews.withholding.redacting import Choice
from tests.browser.walking import DESK, TEMPLATES, load_sample

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
AXE = (Path(__file__).parent / "axe.min.js").read_text()
RUN = """async (options) => {
  const found = await axe.run(document, options);
  return found.violations.map(v => `${v.impact} ${v.id}: ${v.nodes[0].html.slice(0, 160)} (${v.nodes.length})`);
}"""
EVERY_RULE = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "rules": {"color-contrast-enhanced": {"enabled": True}, "target-size": {"enabled": True}},
    "resultTypes": ["violations"],
}
# The schemes differ in colours alone, which tests/site/test_design.py holds: the other rules would say the same twice.
RULES_OF_COLOUR = {
    "runOnly": {"type": "rule", "values": ["color-contrast", "color-contrast-enhanced", "link-in-text-block"]},
    "resultTypes": ["violations"],
}


def violations(page) -> list[str]:
    """Ask axe about the page as it stands, in a light and in a dark scheme."""
    page.evaluate(AXE)  # through the debugger, so the page's own policy against foreign scripts stays in force
    found = []
    for scheme, rules in (("light", EVERY_RULE), ("dark", RULES_OF_COLOUR)):
        # A colour that is fading into the other scheme's is neither.
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        found += [f"{scheme}: {line}" for line in page.evaluate(RUN, rules)]
    page.emulate_media(color_scheme="light")
    return found


@pytest.mark.parametrize("language", ["be", "ru", "uk", "en"])
def test_readers_pages_have_no_violation(visit, transactional_db, language):
    load_sample()
    found = {}
    for width in (360, 1280):
        page = visit(viewport={"width": width, "height": 800}).page
        for name, address in TEMPLATES.items():
            page.goto(f"/{language}{address}")
            if lines := violations(page):
                found[f"{name} {width}"] = lines
    assert found == {}


def redacted(accession: str, by: User) -> int:
    """Take a word out of the second passage, leave one language undecided, have it asked back; return its key."""
    interview = Interview.objects.get(accession=accession)
    segment = Segment.objects.get(transcript__interview=interview, transcript__language="be", position=1)
    choices = [
        Choice(one, {1: [(0, 3)]} if one.language == "be" else {})
        for one in redacting.counterparts(interview, redacting.stretch_of([segment]))
    ]
    redaction = redacting.redact(interview, by, reason="other", choices=choices, seen=interview.revision).redaction
    redaction.decisions.filter(transcript__language="ru").update(outcome="undecided")
    redaction.lift_asked_by = User.objects.create_user("somebody")
    redaction.lift_asked_by.groups.add(Group.objects.get(name=roles.ARCHIVIST))
    redaction.save()
    return redaction.pk


@pytest.mark.parametrize("language", ["be", "ru", "uk", "en"])
def test_the_desk_has_no_violation(visit, transactional_db, person, client, seal_key, language):
    load_sample()
    client.force_login(person(roles.EDITOR))
    window = visit()
    cookie = client.cookies["sessionid"]
    window.context.add_cookies([{"name": "sessionid", "value": cookie.value, "url": window.base}])
    upload = Upload.objects.create(
        interview=Interview.objects.get(accession="OOU-7K3M"),
        by=User.objects.get(),
        language="be",
        format="webvtt",
        encoding="utf-8",
        cues=[{"start_ms": 0, "end_ms": 900, "speaker": "A", "text": "Так.", "line": 3}],
        problems=[{"line": 5, "message": "Left out.", "code": "x", "params": {}, "refuses": True}],
    )
    pk = redacted("OOU-7K3M", User.objects.get())
    more = {
        "preview": f"/desk/uploads/{upload.pk}/",
        "decide": f"/desk/interviews/OOU-7K3M/redactions/{pk}/decide/ru/",
        "compare": "/desk/interviews/OOU-7K3M/transcripts/be/versions/1/compare/2/",
    }
    found = {}
    for name, address in {**DESK, **more}.items():
        window.page.goto(f"/{language}{address}")
        if lines := violations(window.page):
            found[name] = lines
    assert found == {}


@pytest.mark.parametrize("language", ["be", "ru", "uk", "en"])
def test_pages_of_trouble_have_no_violation(visit, transactional_db, person, client, language):
    client.force_login(person(roles.RESEARCHER))
    window = visit()
    window.page.goto(f"/{language}/search/?q=oath")  # there is no index: search is being repaired
    assert window.page.locator("[role=alert]").count() == 1
    found = violations(window.page)
    with override(language):
        window.page.set_content(render_to_string("500.html"))
    found += violations(window.page)
    cookie = client.cookies["sessionid"]
    window.context.add_cookies([{"name": "sessionid", "value": cookie.value, "url": window.base}])
    window.page.goto(f"/{language}/desk/upload/")  # not for researchers
    found += violations(window.page)
    assert found == []
