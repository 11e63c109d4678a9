"""The docs say what is true."""

import re
import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import get_commands

ROOT = Path(__file__).resolve().parent.parent.parent
DOCS = sorted(ROOT.glob("docs/*.md")) + [ROOT / "README.md", ROOT / "CHANGELOG.md"]


def _names(requirements: list[str]) -> set[str]:
    return {re.match(r"[\w-]+", line)[0].lower() for line in requirements}


def test_every_dependency_is_named_with_its_purpose():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    needed = _names(project["dependencies"]) | {
        name for group in project["optional-dependencies"].values() for name in _names(group)
    }
    text = (ROOT / "docs/dependencies.md").read_text()
    told = {
        name.strip().lower()
        for row in re.findall(r"^\| ([\w, -]+) \| [^|]+ \| [^|]+ \|", text, re.M)
        for name in row.split(",")
    }
    assert needed <= told, needed - told


def test_every_setting_of_the_environment_is_explained():
    code = "".join((ROOT / name).read_text() for name in ("archive_site/settings.py", "archive_site/environment.py"))
    code += (ROOT / "deploy/gunicorn.conf.py").read_text()
    used = set(re.findall(r"(?:environ\.get\(|environ\[|_flag\(|_list\()\"([A-Z_]+)\"", code)) | {"DATABASE_URL"}
    told = set(re.findall(r"`([A-Z_]+)`", (ROOT / "docs/operations.md").read_text()))
    assert used <= told, used - told


def test_every_command_of_ours_is_explained():
    ours = {name for name, app in get_commands().items() if app in ("archive_site", "interviews", "search")}
    text = (ROOT / "docs/operations.md").read_text()
    assert {name for name in ours if f"`{name}" not in text} == set()


def test_the_glossary_names_real_models_and_every_model():
    text = (ROOT / "docs/glossary.md").read_text()
    told = set(re.findall(r"\| `([A-Z]\w+)[`.]", text)) | set(re.findall(r"`([A-Z]\w+)`", text))
    real = {model.__name__ for model in apps.get_app_config("interviews").get_models()}
    assert told >= real, real - told
    assert told - real == set(), told - real


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
def test_links_between_the_docs_lead_somewhere(path):
    for target in re.findall(r"\]\(([^)#:]+)\)", path.read_text()):
        assert (path.parent / target).exists(), target


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
def test_files_that_the_docs_name_exist(path):
    for name in re.findall(
        r"`((?:archive_site|interviews|search|deploy|tests|static|locale|sample|docs)/[\w./-]*)`", path.read_text()
    ):
        assert (ROOT / name).exists(), name


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
def test_make_targets_that_the_docs_name_exist(path):
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.M))
    for name in re.findall(r"(?:^ {4}|`)(?:PORT=\d+ )?make ([a-z-]+)", path.read_text(), re.M):
        assert name in targets, name
