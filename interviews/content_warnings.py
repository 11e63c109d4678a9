"""The acts on content warnings: mark a stretch, unmark it, and what a redaction does to them."""

from django.contrib.auth.models import User

from interviews import access
from interviews.models import ContentWarning, Interview
from interviews.publishing import Act, acting, note_act


def warn(interview: Interview, by: User, warning: ContentWarning) -> None:
    """Have readers told of ``warning``, new or known, before its stretch."""
    with acting(interview, by, access.Act.EDIT_CONTENTS) as row:
        warning.interview = row
        warning.is_shown = True
        warning.save()
        note_act(row, by, Act.WARNED)


def unwarn(interview: Interview, by: User, warning: ContentWarning) -> None:
    """Take ``warning`` away."""
    with acting(interview, by, access.Act.EDIT_CONTENTS) as row:
        if row.warnings.filter(pk=warning.pk).delete()[0]:
            note_act(row, by, Act.UNWARNED)
