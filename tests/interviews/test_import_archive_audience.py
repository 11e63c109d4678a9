"""Nobody's audience grows by an import: every stored state × every row × with and without --publish."""

from datetime import UTC, date, datetime
from itertools import product

import pytest
from django.utils.translation import override

from interviews import access
from interviews.access import NO_END
from interviews.exchange.batch import import_batch
from interviews.exchange.visibility import Access, lowered
from interviews.models import Interview, Transcript
from interviews.states import Consent, Release, Workflow
from tests.batches import SOUND, VTT, make_batch
from tests.factories import make_transcript

TODAY = date(2030, 5, 1)
PAST, FUTURE, LATER = date(2001, 1, 1), date(2998, 1, 1), date(2999, 1, 1)
EMBARGOES = [None, PAST, TODAY, FUTURE, LATER, NO_END]
DAYS = [PAST, TODAY, FUTURE, LATER, date.max]
STATES = list(product(Workflow.values, Consent.values, Release.values, EMBARGOES))


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


def _as_row(consent: str, release: str, embargo) -> Access:
    return Access(consent, release, None if embargo == NO_END else embargo, embargo == NO_END)


@pytest.mark.parametrize(("consent", "release"), list(product(Consent.values, Release.values)))
def test_no_row_widens_the_audience_of_any_state_on_any_day(consent, release):
    for (workflow, *stored), embargo in product(STATES, EMBARGOES):
        given, _ = lowered(_as_row(*stored), _as_row(consent, release, embargo), on=TODAY)
        after = given.consent, given.release, NO_END if given.embargo_open else given.embargo_until
        for day in DAYS[1:]:
            assert access.audience(workflow, *after, on=day) <= access.audience(workflow, *stored, on=day), stored


def test_a_row_taken_twice_gives_what_it_gave_once():
    every = [_as_row(*state) for state in product(Consent.values, Release.values, EMBARGOES)]
    for stored, wanted in product(every, every):
        once, _ = lowered(stored, wanted, on=TODAY)
        twice, _ = lowered(once, wanted, on=TODAY)
        assert once == twice


HEAD = "accession,title,language,consent,release,embargo_until\n"
CELLS = list(
    product(["", *Consent.values], ["", *Release.values], ["", "2001-01-01", "2998-01-01", "2999-01-01", "open"])
)
TELLING = [
    ("", "", ""),
    ("granted", "public", ""),
    ("granted", "public", "2001-01-01"),
    ("granted", "public", "2998-01-01"),
    ("granted", "researchers", "open"),
    ("withdrawn", "public", ""),
]
MOMENTS = [datetime(year, 6, 1, tzinfo=UTC) for year in (2030, 2998, 2999)]


def _store(cells: list[tuple], states: list[tuple], told: int) -> tuple[list[str], dict]:
    """Store a record of each of ``states`` for each of ``cells``; return the rows and the files that change them.

    About ``told`` of them have an original and an English text, by turns published, hidden and a draft; the batch has
    other words.
    """
    records, rows, files = [], [], {}
    for number, ((workflow, consent, release, embargo), cell) in enumerate(product(states, cells)):
        accession = f"A-{number}"
        stored = _as_row(consent, release, embargo)
        records.append(
            Interview(
                accession=accession,
                language="be",
                title_be="Назва",
                workflow=workflow,
                consent=consent,
                release=release,
                embargo_until=stored.embargo_until,
                embargo_open=stored.embargo_open,
            )
        )
        rows.append(f"{accession},Іншая назва,be,{','.join(cell)}\n")
    Interview.objects.bulk_create(records, batch_size=500)
    for number, record in enumerate(Interview.objects.order_by("pk")[:: max(1, len(records) // told)]):
        for language, workflow in (("be", Workflow.values[number % 3]), ("en", Workflow.values[number // 3 % 3])):
            make_transcript(record, language, ["Першы дзень быў доўгі."], workflow=workflow)
            files[f"transcripts/{record.accession}.{language}.vtt"] = VTT
        files[f"transcripts/{record.accession}.ru.vtt"] = VTT  # one that the archive does not have
    return rows, files


def _seen() -> list[set]:
    """Return who sees what, now and when each embargo ends: records and texts, for anybody and for researchers."""
    seen = []
    for moment in MOMENTS:
        public, released = Interview.objects.public(moment), Interview.objects.for_researchers(moment)
        texts = Transcript.objects.filter(workflow=Workflow.PUBLISHED)
        seen += [
            set(public.values_list("pk", flat=True)),
            set(released.values_list("pk", flat=True)),
            set(Transcript.objects.public(moment).values_list("pk", flat=True)),
            set(texts.filter(interview__in=released).values_list("pk", flat=True)),
        ]
    return seen


def _import(
    tmp_path,
    cells: list[tuple],
    publish: bool,
    *,
    words: tuple[str, ...],
    states: list[tuple] = STATES,
    told: int = 200,
) -> None:
    """Import the batch once for each of ``words``, which stands in its texts, and look each time who sees what."""
    rows, files = _store(cells, states, told)
    before = _seen()
    assert all(before)
    files |= {"interviews.csv": HEAD + "".join(rows)}
    batch = make_batch(tmp_path / "batch", dict.fromkeys(SOUND) | files)
    for word in words:
        changed = {name: text.replace("доўгі", word) for name, text in files.items()}
        report = import_batch(make_batch(batch, dict.fromkeys(SOUND) | changed), publish=publish)
        assert report.refused == []
        after = _seen()
        assert [late - early for late, early in zip(after, before, strict=True)] == [set()] * len(before)
        before = after


@pytest.mark.django_db
@pytest.mark.parametrize("publish", [pytest.param(False, marks=pytest.mark.slow), True])
def test_nobody_sees_more_after_an_import_of_some_rows(tmp_path, publish):
    # What readers may have now or later, and of the rest every seventh: no number of values shares a factor with 7.
    shown = (Workflow.PUBLISHED, Consent.GRANTED)
    states = [state for number, state in enumerate(STATES) if state[:2] == shown or number % 7 == publish]
    assert [{*values} for values in zip(*states, strict=True)] == [{*values} for values in zip(*STATES, strict=True)]
    _import(tmp_path, TELLING, publish, words=("доўгі", "кароткі"), states=states, told=45)


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("publish", [False, True])
def test_nobody_sees_more_after_an_import_of_the_most_telling_rows(tmp_path, publish):
    _import(tmp_path, TELLING, publish, words=("доўгі", "кароткі"))


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("publish", [False, True])
@pytest.mark.parametrize("part", range(4))
def test_nobody_sees_more_after_an_import_of_any_row(tmp_path, publish, part):
    _import(tmp_path, CELLS[part::4], publish, words=("кароткі",), told=50)
