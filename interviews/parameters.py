"""The parameters of the JSON API: one that is unknown is refused, because a misspelt filter would find too much."""

from django.http import HttpRequest
from django.utils.translation import ngettext
from ninja import Schema
from ninja.errors import HttpError


def refuse_unknown(request: HttpRequest, known: type[Schema]) -> None:
    """Answer 400, naming them, if the address has parameters that ``known`` does not have."""
    unknown = sorted(request.GET.keys() - known.model_fields.keys())
    if unknown:
        message = ngettext(
            "There is no parameter %(names)s. Take it out: a filter that is misspelt would find too much.",
            "There are no parameters %(names)s. Take them out: a filter that is misspelt would find too much.",
            len(unknown),
        )
        raise HttpError(400, message % {"names": ", ".join(f"“{name}”" for name in unknown)})
