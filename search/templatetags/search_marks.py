"""What the search page shows many times over: marked matches, and the values of facets."""

from collections.abc import Iterable

from django import template
from django.template import Context
from django.utils.formats import localize
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from interviews.templatetags.archive import stepping
from search.highlighting import mark
from search.views import FacetLink

register = template.Library()


@register.filter
def marked(text: object, matches: Iterable[tuple[int, int]]) -> SafeString:
    """Mark ``matches`` in ``text``: ``{{ hit.segment.text|marked:hit.matches }}``."""
    return mark(str(text), matches or ())


@register.simple_tag(takes_context=True)
def facet_links(context: Context, links: Iterable[FacetLink]) -> SafeString:
    """Write the values of a facet as items of a list: there may be a hundred, so that a tag for each would be slow."""
    discreetly = bool(context.get("discreet"))
    return format_html_join("", "<li>{}</li>", ((_facet_link(link, discreetly),) for link in links))


def _facet_link(link: FacetLink, discreetly: bool) -> SafeString:
    count = localize(link.count)
    label = format_html('<span class="facet-label">{}</span> <span class="facet-count">{}</span>', link.label, count)
    return stepping(label, link.url, kind="", rel="nofollow", on=link.selected, discreetly=discreetly)
