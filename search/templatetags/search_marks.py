"""The template filter that marks matches."""

from collections.abc import Iterable

from django import template
from django.utils.safestring import SafeString

from search.highlighting import mark

register = template.Library()


@register.filter
def marked(text: object, matches: Iterable[tuple[int, int]]) -> SafeString:
    """Mark ``matches`` in ``text``: ``{{ hit.segment.text|marked:hit.matches }}``."""
    return mark(str(text), matches or ())
