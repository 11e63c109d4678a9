"""The order of the letters in which people look words up, one for the four languages and łacinka."""

import unicodedata

# Each alphabet's own order is kept in this one: і after з, ґ after г, ў after у. Unicode has them behind я.
_CYRILLIC = "абвгґдеёєжзиіїйклмнопрстуўфхцчшщъыьэюя"
_PLACES = {ord(letter): chr(0xE000 + place) for place, letter in enumerate(_CYRILLIC)} | {ord("ł"): "l\u0335"}


def in_alphabet(text: str) -> str:
    """Return what ``text`` is sorted by; capitals count as small letters, and Latin words come first."""
    letters = unicodedata.normalize("NFC", text).casefold().translate(_PLACES)
    return unicodedata.normalize("NFD", letters)
