"""How far an interview is translated, for the desk."""

from collections.abc import Mapping
from typing import Any

from django import template

from interviews.desk import translating
from interviews.languages import Language
from interviews.models import Interview

register = template.Library()


@register.inclusion_tag("desk/_translations.html")
def translations(interview: Interview) -> Mapping[str, Any]:
    """List how far ``interview`` is translated into each other language."""
    work = [(code, translating.work_on(interview, code)) for code in Language.values]
    return {"interview": interview, "works": [(code, one, one.counts) for code, one in work if one]}
