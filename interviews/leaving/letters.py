"""The note to a narrator who leaves, in their language: a draft for the archivist to change, stored nowhere."""

from django.utils.translation import gettext

from interviews.languages import in_language
from interviews.models import Departure


def letter(case: Departure | None, language: str) -> str:
    """Return the draft of the note in ``language``, by what was decided so far. It names nobody."""
    way = case.way if case is not None and case.agreed_at is not None else ""
    with in_language(language):
        parts = [
            gettext("Hello,"),
            gettext(
                "you asked us to take your interview away. We hid it as soon as we read this: since then nobody finds "
                "or opens it in the archive."
            ),
        ]
        if way == Departure.Way.PURGE:
            parts.append(
                gettext(
                    "We delete it from the archive for good, with every version, translation and recording. Nothing "
                    "of it can be brought back, by us or by others."
                )
            )
        elif way == Departure.Way.REDACT:
            parts.append(
                gettext(
                    "We take out of it what may not be known. It stays hidden until you have seen the result and two "
                    "of us have agreed to show it again."
                )
            )
        else:
            parts.append(gettext("Nothing else is decided yet. Tell us what you wish: to take parts out, or all."))
        parts += [
            gettext(
                "What we can't reach: files that others saved, and copies in search engines until they look again. We "
                "asked those whom we know to delete theirs, and we write down who has answered. Our back-ups end by "
                "themselves; ask us for the day."
            ),
            gettext("You need not give a reason, and you may ask us anything. Delete this note when you have read it."),
        ]
    return "\n\n".join(parts) + "\n"
