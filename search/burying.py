"""Purging an interview whole: the records, then the index and the files of the database."""

from collections.abc import Callable

from interviews import purging
from interviews.models import Interview
from interviews.purging import Purged
from search import sync


def purge(interview: Interview, told: Callable[[str], object] = str) -> Purged:
    """Purge ``interview``, build the index anew, clean the database's files and look for traces of it.

    ``told`` hears of each step, because the later ones take long on a large archive.
    """
    told("records")
    done = purging.purge(interview)
    return _finish([done], told)


def apply_tombstones(told: Callable[[str], object] = str) -> Purged:
    """Purge again what an older copy of the database has brought back, and clean up as :func:`purge` does."""
    told("records")
    return _finish(purging.apply_tombstones(), told)


def _finish(several: list[Purged], told: Callable[[str], object]) -> Purged:
    whole = Purged(files=sum(one.files for one in several), probes=tuple(p for one in several for p in one.probes))
    for one in several:
        for name, count in one.rows.items():
            whole.rows[name] = whole.rows.get(name, 0) + count
    told("index")
    sync.rebuild()
    told("files")
    purging.clean(whole)
    told("outbox")
    sync.work_off()
    return whole
