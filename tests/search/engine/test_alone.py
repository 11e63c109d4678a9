"""The engine stands alone: it could be lifted out of the archive as it is."""

STRANGERS = ("django", "haystack", "interviews", "archive_site")


def test_the_engine_needs_neither_django_nor_the_archive(started):
    said, _errors = started("list_modules").communicate()
    loaded = said.split()
    assert "search.whoosh_engine.engine" in loaded
    assert [name for name in loaded if name.split(".")[0] in STRANGERS] == []
    assert [name for name in loaded if name.startswith("search.") and not name.startswith("search.whoosh_engine")] == []
