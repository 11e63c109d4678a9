"""The house rules that no linter knows."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
HOSTS = re.compile(
    "|".join(["pypi" + r"\.org", "python" + "hosted", "npmjs" + r"\.(?:org|com)", "registry" + r"\.\w+\.\w+"])
)
PATHS = re.compile(r"(?<![\w.])/(?:" + "|".join(["home", "root", "Users"]) + r")/\w+")


def _tracked() -> list[Path]:
    names = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    return [ROOT / name for name in names.splitlines() if (ROOT / name).is_file()]


def _texts():
    for path in _tracked():
        if path.suffix in (".woff2", ".png", ".mp3", ".m4a", ".ogg", ".mo") or path.name == "axe.min.js":
            continue
        yield path, path.read_text(encoding="utf-8", errors="replace")


def test_no_file_names_a_package_registry_or_a_path_of_one_machine():
    found = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path, text in _texts()
        for match in [*HOSTS.finditer(text), *PATHS.finditer(text)]
    ]
    assert found == []


def test_modules_stay_readable():
    long = {
        str(path.relative_to(ROOT)): lines
        for path, text in _texts()
        if path.suffix == ".py" and "migrations" not in path.parts and (lines := text.count("\n")) > 500
    }
    assert long == {}


def test_no_module_is_called_by_a_name_that_says_nothing():
    assert [path for path in _tracked() if path.stem in ("utils", "helpers", "common", "misc")] == []


def test_the_top_level_is_the_agreed_one():
    allowed = {
        *("archive_site", "interviews", "search", "templates", "tests", "manage.py", "pyproject.toml", "README.md"),
        *(
            "CHANGELOG.md",
            "Makefile",
            "docs",
            "static",
            "locale",
            "benchmarks",
            "sample",
            "deploy",
            ".ci",
            ".gitignore",
        ),
        *("requirements.lock", "requirements-dev.lock", "LICENSE"),
    }
    assert {path.relative_to(ROOT).parts[0] for path in _tracked()} <= allowed


def test_nobody_finds_a_stock_highlighter_or_trusted_text_in_a_template():
    for path, text in _texts():
        if path.suffix in (".html", ".txt") and "templates" in path.parts:
            assert not re.search(r"\|\s*safe\b|autoescape off|load highlight|\|\s*safeseq", text), path
