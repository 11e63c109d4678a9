"""What may be in a zip: everything that is dangerous, damaged or foreign is refused with what to do."""

import io
import stat
import struct
import zipfile

import pytest

from interviews.formats import FormatError, read, zip_guard
from interviews.formats.packages import table_parts
from interviews.formats.zip_guard import MAX_MEMBERS
from tests.interviews.formats.making import docx, ods, p, packed, relations, rows, xlsx

GOOD = docx(p("так"))
SLIDES = {"_rels/.rels": relations({"a": ("officeDocument", "ppt/slides.xml")}), "ppt/slides.xml": "<a/>"}


def refused(data, **options):
    with pytest.raises(FormatError) as caught:
        read(data, **options)
    return caught.value.problem


def with_member(name, content=b"x", data=GOOD, **attributes):
    stream = io.BytesIO(data)
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as package:
        info = zipfile.ZipInfo(name)
        for key, value in attributes.items():
            setattr(info, key, value)
        package.writestr(info, content)
    return stream.getvalue()


def test_more_members_do_no_harm():
    assert read(with_member("word/media/picture.png")).cues[0].text == "так"


@pytest.mark.parametrize(
    "name", ["../evil.xml", "/etc/evil", "word/../../evil", "C:/evil", "word\\..\\evil", "a/..", "word/evil\0.xml"]
)
def test_names_that_lead_out_are_refused(name):
    data = with_member(name.replace("\0", "!"))
    problem = refused(data.replace(b"evil!.xml", b"evil\0.xml"))
    assert problem.code == "package-name"


def test_links_are_refused():
    assert refused(with_member("word/a", external_attr=(stat.S_IFLNK | 0o777) << 16)).code == "package-name"


@pytest.mark.parametrize("name", ["WORD/Document.xml", "word/document.xml"])
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_members_that_are_twice_are_refused(name):
    assert refused(with_member(name)).code == "package-twice"


def test_members_that_differ_in_the_form_of_their_letters_are_refused():
    data = with_member("word/и\u0306.xml", data=with_member("word/й.xml"))
    assert refused(data).code == "package-twice"


def test_a_password_is_told():
    data = bytearray(GOOD)
    at = data.index(b"PK\x01\x02")
    (flags,) = struct.unpack_from("<H", data, at + 8)
    struct.pack_into("<H", data, at + 8, flags | 1)
    assert refused(bytes(data)).code == "package-locked"
    office = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")
    problem = refused(office, name="talk.docx")
    assert problem.code == "package-locked"
    assert "talk.docx" in problem.message


def test_unusual_packing_is_refused():
    stream = io.BytesIO(GOOD)
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_BZIP2) as package:
        package.writestr("word/more.xml", "x" * 100)
    assert refused(stream.getvalue()).code == "package-method"


def test_too_many_members_are_refused():
    assert refused(packed({f"{number}.xml": "" for number in range(MAX_MEMBERS + 1)})).code == "package-too-many"


def test_bombs_are_refused_by_what_the_directory_says():
    assert refused(docx(" " * 30_000_000)).code == "package-bomb"


def test_a_package_may_unpack_to_fifty_megabytes_in_all(monkeypatch):
    monkeypatch.setattr(zip_guard, "MAX_BYTES_UNPACKED", 100_000)
    assert read(docx(p("так") + " " * 90_000)).cues
    assert refused(docx(p("так") + " " * 99_000, header1=p("не") + " " * 9_000)).code == "package-too-large"


def test_a_document_without_its_parts_is_damaged():
    assert refused(packed({"word/document.xml": "<a/>"})).code == "package-damaged"


def test_a_directory_that_lies_about_sizes_is_found_out():
    data = bytearray(docx(p("так") + " " * 3_000_000 + p("не")))
    name = b"word/document.xml"
    at = data.rindex(name) - 46
    struct.pack_into("<I", data, at + 24, 500)
    assert refused(bytes(data)).code in ("package-damaged", "package-part-damaged")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ('<!DOCTYPE w [<!ENTITY a "aaaa">]><w:document xmlns:w="w">&a;</w:document>', "package-doctype"),
        ('<!DOCTYPE w SYSTEM "file:///etc/passwd"><w/>', "package-doctype"),
        ("<w:document>", "package-part-damaged"),
        ("<a>&undeclared;</a>", "package-part-damaged"),
        ('<?xml version="1.0" encoding="klingon"?><a/>', "package-part-damaged"),
        ("", "package-part-damaged"),
        ("<a>" * 101 + "</a>" * 101, "package-too-deep"),
    ],
)
def test_xml_has_no_types_no_entities_and_a_hundred_levels(body, code):
    parts = {"_rels/.rels": relations({"a": ("officeDocument", "word/document.xml")}), "word/document.xml": body}
    problem = refused(packed(parts))
    assert problem.code == code
    assert "word/document.xml" in problem.message


@pytest.mark.parametrize("cut", [40, 200, 400, -30, -5])
def test_a_document_that_is_cut_off_is_damaged(cut):
    problem = refused(GOOD[:cut], name="talk.docx")
    assert problem.code in ("package-damaged", "package-part-damaged")
    assert "talk.docx" in problem.message


@pytest.mark.parametrize(
    ("parts", "kind"),
    [
        ({"a.txt": "слова"}, "zip archive"),
        ({"mimetype": "application/epub+zip", "a.xhtml": "a"}, "EPUB"),
        (SLIDES, "PowerPoint"),
        ({"a.docx": GOOD}, "zip archive"),
    ],
)
def test_other_packages_are_named(parts, kind):
    problem = refused(packed(parts, zipfile.ZIP_STORED), name="talk.zip")
    assert problem.code == "not-a-transcript"
    assert kind in problem.message


def test_a_relation_that_leads_out_is_not_followed():
    parts = {"_rels/.rels": relations({"a": ("officeDocument", "../../word/document.xml")}), "b.xml": "<a/>"}
    assert refused(packed(parts)).code == "not-a-transcript"


def test_what_a_package_said_is_told_in_unicode_form():
    assert read(docx(p("и\u0306\u200b"))).cues[0].text == "й"


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_a_reduced_workbook_reads_the_same_and_says_nothing_of_who_wrote_it(kind):
    said = "<p><creator>Прозвішча</creator></p>"
    core = {"docProps/core.xml": said, "meta.xml": said}
    cells = [["Пач", "Хто", "тэкст"], ["0:01", "Ян", "Так"], ["0:02", "Анна", "Не"]]
    row = "<table:table-row>%s</table:table-row>"
    cell = "<table:table-cell><text:p>%s</text:p></table:table-cell>"
    body = "".join(row % "".join(cell % text for text in line) for line in cells)
    data = xlsx({"A": rows(*cells)}) if kind == "xlsx" else ods({"A": body})
    for name, content in core.items():
        data = with_member(name, content, data)
    reduced = table_parts(data)
    with zipfile.ZipFile(io.BytesIO(reduced)) as package:
        assert not [name for name in package.namelist() if "Прозвішча" in package.read(name).decode()]
    assert read(reduced).cues == read(data).cues != ()
    left = {one.code for one in read(data).problems} - {one.code for one in read(reduced).problems}
    assert left == {"properties-left-out"}


@pytest.mark.parametrize("data", [b"", b"WEBVTT\n", b"PK\x03\x04 broken", packed({"word/document.xml": "<x/>"})])
def test_what_is_no_workbook_has_no_parts_of_a_table(data):
    assert table_parts(data) == b""
