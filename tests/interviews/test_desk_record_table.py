"""Many records at once: filters, rows that are saved by themselves, and the table as a file, out and in."""

import csv
from io import StringIO

import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.html import escape
from hypothesis import given
from hypothesis import strategies as st

from interviews import publishing
from interviews.desk import record_sheet
from interviews.desk.choosing import ChoosingForm
from interviews.desk.forms import RowForm
from interviews.desk.record_sheet import Change
from interviews.exchange.report import Refused
from interviews.exporting.cells import FORMULA, plain_cell, read_cell
from interviews.models import Interview
from tests.factories import DRAFT, make_interview, make_theme
from tests.interviews.desk_pages import page

pytestmark = pytest.mark.django_db
HOSTILE = "<script>alert(1)</script>"


def chosen(**query) -> set[str]:
    return set(ChoosingForm(query).rows().values_list("accession", flat=True))


@pytest.mark.parametrize(
    "query",
    [
        {"state": "draft"},
        {"language": "uk"},
        {"branch": "army"},
        {"rank": "major"},
        {"year": "2021"},
        {"consent": "pending"},
        {"release": "closed"},
        {"coded": "yes"},
        {"machine": "yes"},
        {"q": "Капітан"},
        {"q": "oou-one"},
        {"q": "Назва"},
    ],
)
def test_each_filter_keeps_what_it_says(query):
    one = make_interview(
        ["слова"],
        accession="OOU-ONE",
        state=DRAFT | {"consent": "pending", "release": "closed"},
        language="uk",
        branch="army",
        rank="major",
        left_on="2021-05",
        narrator="Капітан К.",
        title_ru="Назва",
    )
    one.coded_for.add(make_theme("why"))
    one.transcripts.update(provenance="machine")
    make_interview(["words"], accession="OOU-TWO")
    assert chosen(**query) == {"OOU-ONE"}


@pytest.mark.parametrize("query", [{"state": "made-up"}, {"branch": "none"}, {"year": "20x1"}, {"sort": "password"}])
def test_what_is_not_known_is_left_out(query):
    make_interview(accession="OOU-ONE")
    assert chosen(**query) == {"OOU-ONE"}


def test_the_order_is_the_chosen_one():
    for accession, narrator in (("OOU-B", "А"), ("OOU-A", "Б")):
        make_interview(accession=accession, narrator=narrator)
    for sort, first in (("accession", "OOU-A"), ("narrator__name", "OOU-B")):
        assert ChoosingForm({"sort": sort}).rows().first().accession == first


def row_of(interview: Interview, **changes) -> dict[str, str]:
    form = RowForm(instance=Interview.objects.get(pk=interview.pk))
    values = {name: form[name].value() or "" for name in form.fields}
    return values | {"opened_on": form.initial["opened_on"], "back": "state=draft&sort=accession"} | changes


def test_a_row_is_saved_by_itself_and_leads_back_to_the_same_choice(archivist_client):
    interview = make_interview(accession="OOU-ROW", summary_be="Пра войска", state=DRAFT)
    form = row_of(interview, title_en="Another title", left_on="2022-01", narrator_name="Капітан К.")
    response = archivist_client.post(
        page("save_row", "OOU-ROW"), form | {"workflow": "published", "consent": "pending"}
    )
    assert response.url == f"{page('record_table')}?state=draft&sort=accession#row-OOU-ROW"
    row = archivist_client.get(response.url).content.decode().partition('id="row-OOU-ROW"')[2]
    assert "The record OOU-ROW is saved." in row  # the head of the page is out of sight there
    interview.refresh_from_db()
    assert (interview.title_en, interview.left_on, interview.narrator.name) == (
        "Another title",
        "2022-01",
        "Капітан К.",
    )
    assert (interview.summary_be, interview.workflow, interview.consent) == ("Пра войска", "draft", "granted")
    assert publishing.history(interview)[0][0].change_message == publishing.Act.DESCRIBED


def test_a_row_that_somebody_else_changed_is_told_and_not_overwritten(archivist_client):
    interview = make_interview(accession="OOU-ROW", state=DRAFT)
    form = row_of(interview, title_en="Mine")
    Interview.objects.filter(pk=interview.pk).update(title_en="Theirs")
    response = archivist_client.post(page("save_row", "OOU-ROW"), form)
    body = response.content.decode()
    assert response.status_code == 422
    assert "Mine" in body
    assert "The archive has now: Theirs" in body
    assert Interview.objects.get().title_en == "Theirs"


def test_a_row_with_a_wrong_date_keeps_what_was_typed(archivist_client):
    interview = make_interview(accession="OOU-ROW", state=DRAFT)
    response = archivist_client.post(page("save_row", "OOU-ROW"), row_of(interview, left_on="soon"))
    assert response.status_code == 422
    assert "“soon” is not a date" in response.content.decode()


def test_the_table_escapes_what_people_wrote(archivist_client):
    make_interview(accession="OOU-ROW", title_en=HOSTILE, narrator=HOSTILE)
    for address in (page("record_table"), f"{page('record_table')}?q={HOSTILE}"):
        body = archivist_client.get(address).content.decode()
        assert HOSTILE not in body
        assert escape(HOSTILE) in body


def table(*rows: dict[str, str]) -> bytes:
    out = StringIO()
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def test_what_goes_out_comes_back_without_a_difference(archivist_client):
    make_interview(title_be="=1+1", summary_ru='-1, "два"\nтры', narrator="@home", branch="army", left_on="2021")
    make_interview(state=DRAFT, title_en="'quoted'")
    response = archivist_client.get(page("record_csv"))
    assert response.headers["Content-Disposition"] == 'attachment; filename="records.csv"'
    lines = list(csv.reader(StringIO(response.content.decode("utf-8-sig"))))
    assert not any(cell.startswith(FORMULA) for line in lines for cell in line)
    found = record_sheet.differences(response.content)
    assert (found.changes, found.findings) == ([], [])
    assert (
        len(list(csv.reader(StringIO(archivist_client.get(page("record_csv"), {"state": "draft"}).content.decode()))))
        == 2
    )


@given(st.text(max_size=20) | st.text("'=+-@＝ a\n", max_size=4))
def test_a_cell_is_never_a_formula_and_always_comes_back(cell):
    assert not plain_cell(cell).startswith(FORMULA)
    assert read_cell(plain_cell(cell)) == cell


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_no_sign_that_spreadsheets_reckon_with_begins_a_cell(sign):
    assert plain_cell(f"{sign}1+1") == f"'{sign}1+1"


@pytest.mark.parametrize("column", ["workflow", "consent", "release", "embargo_until", "was_public", "id", "made_up"])
def test_another_column_is_refused_by_its_name(column):
    make_interview(accession="OOU-CSV")
    with pytest.raises(Refused) as refused:
        record_sheet.differences(table({"accession": "OOU-CSV", column: "granted"}))
    assert column in str(refused.value)


def test_what_cannot_be_taken_in_is_told_by_its_line():
    make_interview(accession="OOU-CSV")
    rows = [
        {"accession": "OOU-NONE", "branch": "", "left_on": ""},
        {"accession": "OOU-CSV", "branch": "navy", "left_on": "soon"},
        {"accession": "OOU-CSV", "branch": "", "left_on": ""},
    ]
    found = record_sheet.differences(table(*rows))
    assert found.changes == []
    assert {one.line for one in found.findings} == {2, 3, 4}


def _compare(client, *rows):
    return client.post(page("record_changes"), {"file": SimpleUploadedFile("records.csv", table(*rows))})


def test_only_what_is_ticked_is_stored_and_logged(archivist_client):
    make_interview(accession="OOU-CSV", title_be="Старая", title_en="Old", branch="army", left_on="2021")
    make_interview(accession="OOU-ELSE", branch="navy")
    body = _compare(
        archivist_client,
        {"accession": "OOU-CSV", "title_be": HOSTILE, "title_en": "New", "branch": "navy", "left_on": ""},
    ).content.decode()
    assert Interview.objects.get(accession="OOU-CSV").title_en == "Old", "a preview stores nothing"
    assert HOSTILE not in body
    changes = record_sheet.differences(
        table({"accession": "OOU-CSV", "title_be": "Новая", "title_en": "New", "branch": "navy", "left_on": ""})
    ).changes
    assert [(one.column, one.old, one.new) for one in changes] == [
        ("title_be", "Старая", "Новая"),
        ("title_en", "Old", "New"),
        ("branch", "army", "navy"),
        ("left_on", "2021", ""),
    ]
    packed = {f"change-{n}": one.packed() for n, one in enumerate(changes)}
    archivist_client.post(page("record_changes"), packed | {"compared": "1", "take": ["1", "2"]})
    stored = Interview.objects.get(accession="OOU-CSV")
    assert (stored.title_be, stored.title_en, stored.branch.code, stored.left_on) == ("Старая", "New", "navy", "2021")
    assert LogEntry.objects.get().change_message == publishing.Act.DESCRIBED


def test_a_value_that_changed_since_the_comparison_is_not_overwritten(person):
    make_interview(accession="OOU-CSV", title_en="Old")
    (change,) = record_sheet.differences(table({"accession": "OOU-CSV", "title_en": "New"})).changes
    Interview.objects.update(title_en="Theirs")
    done, told = record_sheet.store([change], person("archivist"))
    assert (done, len(told)) == (0, 1)
    assert Interview.objects.get().title_en == "Theirs"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"a": 1, "c": "title_en", "n": "x", "b": "y"}',
        '{"a": "A", "c": "workflow", "n": "published", "b": ""}',
    ],
)
def test_what_was_forged_is_no_change(text):
    assert Change.unpacked(text) is None


@pytest.mark.parametrize("column", record_sheet.COLUMNS)
def test_no_column_opens_a_record(person, column):
    interview = make_interview(["words"], accession="OOU-CSV", state=DRAFT, branch="army", rank="major")
    before = {name: getattr(interview, name) for name in publishing._DECIDED if name not in ("id", "revision")}
    change = Change("OOU-CSV", column, "", "", record_sheet.fingerprint(record_sheet.value_of(interview, column)))
    record_sheet.store([change], person("archivist"))
    interview.refresh_from_db()
    assert {name: getattr(interview, name) for name in before} == before
