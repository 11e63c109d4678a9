"""The one way in: from the ending of a media file to the plan that cleans it."""

from collections.abc import Callable
from typing import BinaryIO

from interviews.media import matroska, mp3, mp4, ogg, wav
from interviews.media.plan import CannotClean, Plan, Reason

_CLEANERS: dict[str, Callable[[Plan], None]] = {
    ".mp3": mp3.clean,
    ".m4a": mp4.clean,
    ".mp4": mp4.clean,
    ".ogg": ogg.clean,
    ".opus": ogg.clean,
    ".wav": wav.clean,
    ".webm": matroska.clean,
}


def clean(source: BinaryIO, ending: str) -> Plan:
    """Return the plan that takes everything but sound and pictures out of the file ``source``.

    ``ending`` is one of ``MEDIA_TYPES``; the content has to be of that kind. Reads at most once through the file and
    writes nothing. Raises :class:`CannotClean` unless the whole file was understood.
    """
    plan = Plan(source)
    cleaner = _CLEANERS.get(ending)
    if cleaner is None:
        raise CannotClean(Reason.UNKNOWN)
    cleaner(plan)
    plan.settle()
    return plan
