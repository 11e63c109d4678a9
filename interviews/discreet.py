"""Searching without a word of it in an address: what a link would carry in its query, a button sends in a body.

A page that was asked for this way puts ``sent``, what it was asked for, into its context. The template tags ``step``,
``with_query``, ``page_links`` and ``language_switch`` then write buttons in place of links.
"""

from django.http import HttpRequest, QueryDict

STEP = "step"  # the field that holds the whole query of the link a button stands for
SWITCH = "discreet"  # the name of the button that sends an ordinary form by POST; old text browsers send it by GET


def sent(request: HttpRequest) -> QueryDict:
    """Return the parameters of a form that was sent: those of the button that was pressed, else the form's fields.

    The query of the address is left out, so that nothing on the page repeats it.
    """
    if STEP in request.POST:
        return QueryDict(request.POST[STEP].removeprefix("?"))
    rest = request.POST.copy()
    rest.pop(SWITCH, None)
    return rest
