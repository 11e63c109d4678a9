"""An import never raises the visibility of a record that exists: which of its wishes may come true."""

from dataclasses import dataclass, replace
from datetime import date

from interviews.states import Consent, Release

# From the least to the most visible.
_CONSENT = (Consent.WITHDRAWN, Consent.PENDING, Consent.GRANTED)
_RELEASE = (Release.CLOSED, Release.RESEARCHERS, Release.PUBLIC)


@dataclass(frozen=True, slots=True)
class Access:
    """The dimensions of access that a batch speaks of. How far the archivists are (workflow) is not one of them."""

    consent: str
    release: str
    embargo_until: date | None = None
    embargo_open: bool = False


def lowered(stored: Access, wanted: Access, *, on: date) -> tuple[Access, tuple[str, ...]]:
    """Return ``wanted`` as far as no dimension of it is more open than ``stored`` is, and the columns left as they are.

    Each dimension is looked at for itself: a record that is hidden by one does not become open in another, so that
    lifting the one by hand never shows more than was shown. An embargo that has ended by ``on`` counts as none.
    """
    kept: list[str] = []
    result = wanted
    if _CONSENT.index(Consent(wanted.consent)) > _CONSENT.index(Consent(stored.consent)):
        result = replace(result, consent=stored.consent)
        kept.append("consent")
    if _RELEASE.index(Release(wanted.release)) > _RELEASE.index(Release(stored.release)):
        result = replace(result, release=stored.release)
        kept.append("release")
    if _opens(wanted, on) < _opens(stored, on):
        result = replace(result, embargo_until=stored.embargo_until, embargo_open=stored.embargo_open)
        kept.append("embargo_until")
    return result, tuple(kept)


def _opens(access: Access, on: date) -> date:
    """Return the day from which the embargo lets readers in, counted from ``on``; the last of all days for never."""
    if access.embargo_open:
        return date.max
    return max(access.embargo_until or on, on)
