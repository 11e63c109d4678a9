"""Addresses of the desk in English, for the tests that read what a page says."""

from django.urls import reverse
from django.utils.translation import override


def page(name: str, *args: object) -> str:
    """Return the address of the desk's page ``name``."""
    with override("en"):
        return reverse(f"desk:{name}", args=args)
