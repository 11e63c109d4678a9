"""The texts that an archive begins with, and how they come in."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from interviews.models import FeaturedPassage, Page, PathStep, ReadingPath
from tests.factories import make_interview, make_theme

pytestmark = pytest.mark.django_db
FIRST = Path(__file__).resolve().parents[2] / "interviews/first_pages"
LANGUAGES = ("be", "ru", "uk", "en")


def bring(folder, **options):
    out, errors = StringIO(), StringIO()
    call_command("import_pages", str(folder), stdout=out, stderr=errors, **options)
    return out.getvalue()


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages/about.en.md").write_text("# About\n\nWrite to [[contact]].\n")
    (tmp_path / "fill.toml").write_text('[contact]\nen = "us"\n')
    return tmp_path


def test_every_page_is_there_in_every_language():
    names = {path.name for path in (FIRST / "pages").iterdir()}
    assert names == {f"{slug}.{code}.md" for slug in Page.Fixed.values for code in LANGUAGES}


def test_the_texts_of_the_sample_come_in_published_and_without_a_gap():
    for accession in ("OOU-7K3M", "OOU-2QHV", "OOU-9XPD", "OOU-4TWN"):
        make_interview(["words"], accession=accession)
    make_theme("how-media")
    bring(FIRST, publish=True)
    assert Page.objects.public().count() == len(Page.Fixed.values)
    assert ReadingPath.objects.public().count() == 5
    assert PathStep.objects.count() == 20
    assert FeaturedPassage.objects.count() == 2
    for row in [*ReadingPath.objects.all(), *PathStep.objects.all()]:
        assert all(getattr(row, f"frame_{code}") for code in LANGUAGES), row


def test_what_nobody_fills_in_stays_a_draft_with_a_note(folder):
    (folder / "fill.toml").unlink()
    assert "[[" in bring(folder, publish=True)
    assert not Page.objects.get().is_published
    assert Page.objects.get().versions.count() == 1


def test_a_second_import_changes_nothing(folder):
    bring(folder, publish=True)
    Page.objects.update(body_en="Changed at the desk.", state="draft")
    assert "unchanged 1" in bring(folder, publish=True)
    page = Page.objects.get()
    assert (page.body_en, page.state) == ("Changed at the desk.", "draft")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("pages/about.xx.md", "# About"),
        ("pages/about.be.md", "About"),
        ("pages/about.be.md", "# About\n\n[x](http://a.example/)"),
        ("fill.toml", "contact"),
        ("paths.toml", '[[path]]\nslug = "A b"'),
        ("paths.toml", '[[path]]\nslug = "a"\n[[path.step]]\ninterview = "OOU-NONE"\nstart = "1"\nend = "2"'),
        ("paths.toml", '[[path]]\nslug = "a"\n[[path.step]]\ninterview = "OOU-IS"\nstart = "2"\nend = "1"'),
        ("paths.toml", '[[path]]\nslug = "a"\n[[path.step]]\ninterview = "OOU-IS"\nstart = "soon"\nend = "1"'),
        ("paths.toml", '[[featured]]\ninterview = "OOU-IS"\nstart = "0"\nend = "1"\ntheme = "none"'),
    ],
)
def test_what_is_wrong_is_refused_by_file_and_the_rest_goes_in(folder, name, text):
    make_interview(["words"], accession="OOU-IS")
    (folder / name).write_text(text)
    errors = StringIO()
    with pytest.raises(CommandError):
        call_command("import_pages", str(folder), stdout=StringIO(), stderr=errors)
    assert name in errors.getvalue()
    assert Page.objects.filter(slug="about").exists()
    assert not ReadingPath.objects.exists()


def test_something_that_is_no_folder_is_named(tmp_path):
    with pytest.raises(CommandError, match="nothing"):
        call_command("import_pages", str(tmp_path / "nothing"))
