"""Addresses of readers' pages: those that one page links many times over, and those that files carry away."""

from functools import lru_cache

from django.conf import settings
from django.urls import get_script_prefix, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _


def address(name: str, argument: str) -> str:
    """Return the path of the page ``name`` with its one argument, in the language of this moment.

    Django works a path out anew for each of the hundred links of a page of results, which took a twentieth of its time.
    """
    return _worked_out(name, argument, get_language(), get_script_prefix())


@lru_cache(maxsize=4096)
def _worked_out(name: str, argument: str, language: str | None, prefix: str) -> str:
    return reverse(name, args=[argument])


def in_full(path: str) -> str:
    """Return ``path`` with the archive's name before it, for files that leave the site; the path where none was set.

    The name is a setting. What a request calls the site is never taken for it: a file would tell by which mirror or
    onion its owner came, and whoever forges the header could have readers keep links to another site.
    """
    return f"{settings.SITE_ADDRESS}{path}"


def archive_name() -> str:
    """Return what a file calls the archive, in the active language."""
    return _("Archive “One of Us”")


def named(path: str) -> str:
    """Return where ``path`` is found, in words: its full address, else the archive's name and the path."""
    return in_full(path) if settings.SITE_ADDRESS else f"{archive_name()}, {path}"


def about_addresses() -> list[tuple[str, str]]:
    """Return, for the foot of a file, the archive's name and, where it has no address, what its paths are."""
    told = [(_("Archive"), archive_name())]
    if not settings.SITE_ADDRESS:
        told.append(("", _("Addresses are paths on its site: write before them the name by which you reach it.")))
    return told
