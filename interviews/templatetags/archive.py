"""What the templates of every room say in one way: texts with their language, times, dates, links."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from django import template
from django.conf import settings
from django.db import models
from django.template import Context
from django.template.defaultfilters import truncatewords
from django.urls import reverse
from django.utils.encoding import iri_to_uri
from django.utils.formats import date_format
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, pgettext

from interviews import addresses, collecting, discreet, neighbours, reading
from interviews.explaining import Piece
from interviews.languages import PARTIAL_DATE, Language, shown
from interviews.models import Coding, GlossaryTerm, Interview, Recording, Segment, Theme
from interviews.romanising import romanised
from interviews.segmenting import ends_a_sentence

register = template.Library()

_WORD = re.compile(r"\S+")

_SHORT_NAMES = {"be": "Бел", "ru": "Рус", "uk": "Укр", "en": "Eng"}


def in_its_language(text: str, code: str) -> SafeString:
    """Return ``text`` escaped, in a span that names its language if that isn't the page's."""
    if not text or code == (get_language() or settings.LANGUAGE_CODE):
        return escape(text)
    return format_html('<span lang="{}">{}</span>', code, text)


@register.simple_tag(name="shown")
def shown_tag(record: models.Model | None, field: str, fallback: str = "", words: int = 0) -> SafeString:
    """Show ``field`` of ``record`` in the reader's language or the next best, cut to ``words`` if given."""
    text, code = shown(record, field) if record is not None else ("", "")
    if not text:
        return escape(fallback)
    return in_its_language(shortened(text, words) if words else text, code)


@register.filter
def shortened(text: str, words: int) -> str:
    """Return ``text`` if it has about ``words`` words, else the whole sentences of its first ``words`` and an ellipsis.

    What is a third longer at most stays whole: a passage that loses its last three words loses its point.
    """
    ends = [word.end() for word in _WORD.finditer(text)]
    if len(ends) <= words * 4 // 3:
        return text
    for end in reversed(ends[words // 2 : words]):
        if ends_a_sentence(text[:end]):
            return f"{text[:end]} …"
    return truncatewords(text, words)


@register.simple_tag
def shown_text(record: models.Model | None, field: str, fallback: str = "") -> str:
    """Return the text of ``shown`` alone, for attributes and titles."""
    return (shown(record, field)[0] if record is not None else "") or fallback


@register.simple_tag
def theme_chip(theme: Theme) -> SafeString:
    """Link a theme by its label. A page that shows the same theme many times has its link made once."""
    made: dict[str, SafeString] = theme.__dict__.setdefault("_chips", {})
    language = get_language() or settings.LANGUAGE_CODE
    if language not in made:
        label = shown_tag(theme, "label", theme.code)
        made[language] = format_html('<a class="chip" href="{}">{}</a>', theme.get_absolute_url(), label)
    return made[language]


@register.filter
def has_text(record: models.Model, field: str) -> bool:
    """Tell whether ``field`` of ``record`` holds anything in any language."""
    return bool(shown(record, field)[0])


@register.filter
def in_languages(record: models.Model, field: str) -> list[tuple[str, str]]:
    """Return ``field`` of ``record`` in every language that it is written in, with the language's code."""
    texts = ((code, getattr(record, f"{field}_{code}") or "") for code in Language.values)
    return [(code, text) for code, text in texts if text]


@register.filter
def clock(ms: int | None) -> str:
    """Write milliseconds as ``1:23`` or ``1:02:03``; nothing for what has no time."""
    if ms is None:
        return ""
    minutes, seconds = divmod(ms // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


@register.filter
def iso_duration(ms: int | None) -> str:
    """Write milliseconds as the ``datetime`` of a ``<time>``: ``PT83S``."""
    return f"PT{(ms or 0) // 1000}S"


@register.filter
def minutes(ms: int | None) -> int:
    """Round milliseconds to whole minutes, at least one."""
    return max(1, round((ms or 0) / 60_000))


@register.filter
def partial_date(value: str) -> str:
    """Write ``2021``, ``2021-03`` or ``2021-03-05`` as people do; anything else as it stands."""
    match = PARTIAL_DATE.fullmatch(value or "")
    if not match or not match[2]:
        return value
    day = date(int(match[1]), int(match[2]), int(match[3] or 1))
    return date_format(day, "j E Y" if match[3] else "F Y")


@register.filter
def language_name(code: str) -> str:
    """Name a language in itself."""
    return str(Language(code).label) if code in Language.values else code


@register.filter
def in_this_language(code: str) -> str:
    """Name a language in the reader's."""
    names = {
        "be": pgettext("language", "Belarusian"),
        "ru": pgettext("language", "Russian"),
        "uk": pgettext("language", "Ukrainian"),
        "en": pgettext("language", "English"),
    }
    return names.get(code, code)


@register.filter
def named_address(path: str) -> str:
    """Return where ``path`` is found, in words: on paper a link says nothing."""
    return addresses.named(path)


@register.filter
def passage_url(segment: Segment) -> str:
    """Return where ``segment`` opens."""
    return reading.passage_url(segment)


@register.simple_tag
def term_name(term: GlossaryTerm) -> SafeString:
    """Name an entry of the glossary in the reader's language, or in the next best."""
    for code in (get_language() or settings.LANGUAGE_CODE, *Language.values):
        if forms := term.forms(code):
            return in_its_language(forms[0], code)
    return escape(term.key)


@register.filter
def with_marks(piece: Piece) -> SafeString:
    """Show a part of a passage with what was looked for in it marked."""
    done, parts = 0, []
    for start, end in piece.marks:
        parts += [(piece.text[done:start], piece.text[start:end])]
        done = end
    return format_html("{}{}", format_html_join("", "{}<mark>{}</mark>", parts), piece.text[done:])


@register.simple_tag
def narrator_name(interview: Interview) -> SafeString:
    """Name the narrator as recorded; on English pages, in brackets, also in Latin letters where it has none."""
    name = interview.narrator.name if interview.narrator else ""
    latin = romanised(name, interview.language) if get_language() == "en" else ""
    if not latin:
        return format_html("<bdi>{}</bdi>", name)
    code = interview.language
    return format_html('<bdi lang="{}">{}</bdi> <bdi lang="{}-Latn">({})</bdi>', code, name, code, latin)


@register.filter
def pick(segments: Sequence[Segment]) -> str:
    """Name a passage as a form names it that takes it along; its transcript and interview are joined."""
    return str(collecting.Pick.of(segments)) if segments else ""


@register.filter
def plays_at(interview: Interview, start_ms: int | None) -> bool:
    """Tell whether the page of ``interview``, fetched with what is playable, plays a moment by itself."""
    recordings: list[Recording] = interview.__dict__.get("public_recordings", [])
    return bool(recordings) and start_ms is not None and not reading.kept_by(recordings, start_ms)


@register.filter
def opens_at(coding: Coding) -> str:
    """Return where a coded stretch of another interview opens."""
    return neighbours.opens_at(coding)


@register.simple_tag
def leave_for() -> str:
    """Return the address of the page that "leave now" opens."""
    return str(settings.LEAVE_FOR)


@register.simple_tag
def onion_address() -> str:
    """Return the archive's address inside Tor, or nothing if it has none."""
    return str(settings.ONION_ADDRESS)


@register.filter
def host(address: str) -> str:
    """Return the host name in an address."""
    return urlsplit(address).hostname or ""


@register.simple_tag(takes_context=True)
def current(context: Context, name: str) -> str:
    """Mark a link of the navigation as the current page."""
    request = context.get("request")
    here = getattr(request, "path", "") == reverse(name)
    return format_html(' aria-current="{}"', "page") if here else ""


@register.simple_tag(takes_context=True)
def with_query(context: Context, **changes: Any) -> str:
    """Return the query of this page with ``changes``; an empty value takes a parameter out.

    Of a page that was asked for by a form, it is what was sent.
    """
    query = (context["request"].GET if context.get("sent") is None else context["sent"]).copy()
    for key, value in changes.items():
        if value in ("", None):
            query.pop(key, None)
        else:
            query[key] = str(value)
    return f"?{query.urlencode()}" if query else "?"


_REL = {"nofollow": format_html(' rel="{}"', "nofollow")}


@register.simple_block_tag(takes_context=True)
def step(context: Context, content: SafeString, address: str, kind: str = "", rel: str = "", on: bool = False) -> str:
    """Lead from one search to another, of the class ``kind``: by a link, or by a button if this search is discreet.

    Such a button stands inside a form that is sent to the search page.
    """
    return stepping(content, address, kind=kind, rel=rel, on=on, discreetly=bool(context.get("discreet")))


def stepping(content: SafeString, address: str, *, kind: str, rel: str, on: bool, discreetly: bool) -> SafeString:
    """Return what ``step`` writes."""
    if not (discreetly or kind or on):
        return format_html('<a href="{}"{}>{}</a>', address, _REL.get(rel, ""), content)
    if discreetly:
        tag, kind = "button", f"step {kind}".rstrip()
        attributes = {"class": kind, "type": "submit", "name": discreet.STEP, "value": address}
    else:
        tag, attributes = "a", {"class": kind, "href": address, "rel": rel}
    attributes["aria-current"] = "true" if on else ""
    written = format_html_join("", ' {}="{}"', [pair for pair in attributes.items() if pair[1]])
    return format_html("<{}{}>{}</{}>", tag, written, content, tag)


@register.inclusion_tag("interviews/_languages.html", takes_context=True)
def language_switch(context: Context, home: bool = False) -> Mapping[str, Any]:
    """Link the same page, query and all, in the other languages; ``home`` links the front page instead.

    The links are paths: a page never learns from them, or tells, under which name the site was reached. What was sent
    by a form is sent again by a button, and stands in no address.
    """
    request = context.get("request")
    here = get_language()
    rest = ""
    sent = context.get("sent")
    if request is not None and not home:
        address = request.get_full_path() if sent is None else iri_to_uri(request.path)
        match = re.match(r"/[a-z]{2}/(.*)", address, re.DOTALL)
        rest = match[1] if match else ""
    return {
        "again": None if sent is None else {"name": discreet.STEP, "value": f"?{sent.urlencode()}"},
        "links": [
            {"code": code, "name": name, "short": _SHORT_NAMES[code], "url": f"/{code}/{rest}", "current": code == here}
            for code, name in settings.LANGUAGES
        ],
    }


@register.inclusion_tag("interviews/_page_links.html", takes_context=True)
def page_links(context: Context, page: int, pages: int) -> Mapping[str, Any]:
    """Link the first, the last and the neighbouring pages of a list."""
    near = sorted({1, pages, *(n for n in range(page - 2, page + 3) if 1 <= n <= pages)})
    links: list[dict[str, Any]] = []
    for before, number in zip([0, *near], near, strict=False):
        url = with_query(context, page=number if number > 1 else "")
        links.append({"number": number, "url": url, "current": number == page, "gap": number - before > 1})
    by_number = {link["number"]: link["url"] for link in links}
    return {
        "links": links,
        "pages": pages,
        "before": by_number.get(page - 1),
        "after": by_number.get(page + 1),
        "discreet": context.get("discreet"),
    }
