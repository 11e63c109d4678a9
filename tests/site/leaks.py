"""A tiny archive with words planted in it, read whole: what the breach tests do again with a mechanism off."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from archive_site.leaktest import places
from archive_site.leaktest.canaries import LIKE_ONE
from archive_site.leaktest.planting import Garden, Place, Plot, plant
from archive_site.leaktest.report import Report
from archive_site.leaktest.running import look_at_the_disk, read
from archive_site.leaktest.seeds import Thoroughness, seeds
from search.schema import ABOUT, LEMMA, SOUND, WHOLE

TINY = Thoroughness(languages=("be",), per_path=3, short_prefixes=False, staff=False, static=False)


@contextmanager
def one_connection() -> Iterator[None]:
    """Keep the database open between requests, as Django's test client does: the test is in a transaction."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in signals:
            signal.connect(close_old_connections)


def one_record(state: str) -> Place:
    """Return a place that plants a whole record in one state."""

    def plant_it(garden: Garden) -> None:
        places.hidden_record(garden, state, places.STATES[state])

    return plant_it


def leaks(folder: Path, planted: Iterable[Place], how: Thoroughness = TINY) -> tuple[Plot, Report]:
    """Plant, read everything and look at the disk."""
    plot = plant(planted)
    with one_connection():
        report = read(plot, seeds(plot, how), folder.with_suffix(".answers"), how)
    look_at_the_disk(plot, folder, report)
    return plot, report


_OTHER_LETTERS = {f"the words of the index (field {field})" for field in (LEMMA, SOUND, ABOUT, WHOLE)}


def places_of(report: Report) -> set[str]:
    """Return the places whose words came out.

    The index also keeps words in other letters (lemmas that are guessed, sounds): there a planted word is seen to be
    one, but not which. Beside the word itself that tells nothing more.
    """
    return {one.place for one in report.findings if not (one.place == LIKE_ONE and one.where in _OTHER_LETTERS)}
