"""The interface speaks all four languages, whole."""

import ast
import re

import pytest
from django.utils import translation

from tests import catalogues
from tests.catalogues import LANGUAGES, ROOT

CYRILLIC = re.compile(r"[а-яёіїєґў]", re.I)
FOREIGN = {"be": re.compile(r"[иИщЩъЪїЇєЄґҐ]"), "ru": re.compile(r"[іІўЎїЇєЄґҐ]"), "uk": re.compile(r"[ыЫэЭёЁъЪўЎ]")}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_message_is_missing_or_fuzzy(language):
    assert catalogues.faults(language) == []


def test_no_message_stands_inside_an_f_string_where_it_would_not_be_extracted():
    for path, method in catalogues.sources():
        if method == "python":
            written = (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.JoinedStr))
            calls = (node for one in written for node in ast.walk(one) if isinstance(node, ast.Call))
            names = {getattr(call.func, "id", "") for call in calls}
            assert names.isdisjoint(catalogues.KEYWORDS), path


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_letter_of_another_language_slipped_in(language):
    names = ("Беларуская", "Русский", "Українська")  # each language names itself
    for message in catalogues.kept(language):
        if not message.id:
            continue
        for text in [message.string] if isinstance(message.string, str) else message.string:
            for name in names:
                text = text.replace(name, "")
            text = re.sub(r"\b(?:АБО|АЛЬБО|ИЛИ|И|НЕ|І|ТА|Й)\b|«[^»]*»", "", text)
            assert not FOREIGN[language].search(text), (message.id, text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_dashes_and_apostrophes_are_those_that_print_has(language):
    """Between words stands a long dash, between numbers a short one; an apostrophe is no sign of a typewriter."""
    for message in catalogues.kept(language):
        for text in [message.string] if isinstance(message.string, str) else message.string:
            assert not re.search(r"[а-яёіїєґў»)] [–-] [а-яёіїєґў«(]", text, re.I), (message.id, text)
            assert not re.search(r"[а-яёіїєґў]'[а-яёіїєґў]", text, re.I), (message.id, text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_plural_forms_follow_the_number(language):
    messages = [m for m in catalogues.kept(language) if m.pluralizable and not m.context]
    assert messages
    with translation.override(language):
        for message in messages:
            for number, form in {1: 0, 2: 1, 5: 2, 11: 2, 21: 0, 22: 1, 25: 2, 111: 2}.items():
                assert translation.ngettext(*message.id, number) == message.string[form]


def test_no_visible_text_in_templates_is_outside_gettext():
    bare = []
    for path in sorted((ROOT / "templates").rglob("*.html")):
        text = path.read_text()
        text = re.sub(r"\{% comment.*?endcomment %\}|\{#.*?#\}|<!--.*?-->", "", text, flags=re.S)
        text = re.sub(r"\{% blocktrans(?:late)?.*?endblocktrans(?:late)? %\}", "", text, flags=re.S)
        text = re.sub(r"\{% block page_class %\}.*?\{% endblock %\}", "", text)
        text = re.sub(r"\{[%{].*?[%}]\}", "", text, flags=re.S)
        attributes = re.findall(r"(?:aria-label|title|placeholder|alt)=\"([^\"]*)\"", text)
        text = re.sub(r"<[^>]*>", " ", text, flags=re.S)
        for piece in [*text.split("\n"), *attributes]:
            words = re.sub(r"&\w+;|One of Us|OpenAPI|BibTeX|RIS|CSL|JSON|WebVTT|SRT|TXT|API", "", piece)
            if re.search(r"[^\W\d_]{2,}", words):
                bare.append(f"{path.relative_to(ROOT)}: {piece.strip()}")
    assert bare == []
