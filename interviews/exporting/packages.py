"""Zip packages and XML, written the same to the byte every time and with nothing in them of who wrote them or when."""

import io
import re
import zipfile
from collections.abc import Iterable, Mapping
from xml.sax.saxutils import escape, quoteattr

DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
# The earliest time that a zip can hold.
_TIME = (1980, 1, 1, 0, 0, 0)
# What XML 1.0 (2.2) has no way to write.
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def package(members: Mapping[str, str]) -> bytes:
    """Return a zip of ``members`` (text by name), in their order."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            info = zipfile.ZipInfo(name, _TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 0
            archive.writestr(info, text.encode())
    return kept.getvalue()


def content_types(parts: Mapping[str, str]) -> str:
    """Return the list of the kinds of ``parts`` (by name) of an Office document (ECMA-376-2)."""
    rows = "".join(f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in parts.items())
    return (
        f'{DECLARATION}<Types xmlns="{_TYPES}">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{rows}</Types>'
    )


def relations(targets: Iterable[tuple[str, str]]) -> str:
    """Return the list by which a part of an Office document refers to others: kinds and targets, ``rId1`` and so on."""
    rows = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'{DECLARATION}<Relationships xmlns="{_RELATIONSHIPS}">{rows}</Relationships>'


def xml_text(text: str) -> str:
    """Return ``text`` as the content of an element, without the characters that XML can't hold."""
    return escape(_NO_XML.sub("", text))


def xml_attribute(text: str) -> str:
    """Return ``text`` as the value of an attribute, in its quotes."""
    return quoteattr(_NO_XML.sub("", text))
