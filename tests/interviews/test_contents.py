"""The table of contents: proposed by files, accepted by people, and silent about what was taken out."""

import io

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client

from interviews import contents
from interviews.formats.cues import IndexPoint
from interviews.models import Chapter, Coding, Interview, Redaction, Theme, Upload
from interviews.publication.seen import tokens
from interviews.templatetags.archive import clock
from interviews.withholding import redacting, sealing
from tests.factories import DRAFT, make_interview, publish_by_two
from tests.interviews.desk_pages import page

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert('x')</script>"
OHMS = """<?xml version="1.0"?><ROOT><record><language>Belarusian</language>
<transcript_alt_lang>English</transcript_alt_lang>
<index>
<point><time>0</time><title>Прысяга</title><title_alt>The oath</title_alt><synopsis>Пра плац.</synopsis>
<keywords>Вайна; пагода</keywords></point>
<point><time>40</time><title>Сыход</title><title_alt>Leaving</title_alt><subjects_alt>WAR.</subjects_alt></point>
</index>
<vtt_transcript>WEBVTT

00:00:00.000 --> 00:00:20.000
Мы прымалі прысягу пад дажджом, і ўсе маўчалі.

00:00:40.000 --> 00:01:00.000
Потым я пайшоў адтуль назаўсёды і не вярнуўся.
</vtt_transcript></record></ROOT>"""


@pytest.fixture
def war():
    question = Theme.objects.create(code="why", label_en="Why they left")
    return Theme.objects.create(code="why-war", parent=question, label_be="Вайна", label_en="War")


@pytest.fixture
def record():
    return make_interview(["Раз.", "Два.", "Тры."], accession="OOU-CONT")


def add(interview, title="Прысяга", start_ms=0, status="accepted", **fields):
    return Chapter.objects.create(interview=interview, start_ms=start_ms, title_be=title, status=status, **fields)


def test_a_file_proposes_chapters_in_each_of_its_languages_and_codings_by_the_names_of_themes(record, war):
    points = [
        IndexPoint(0, "Прысяга", "Пра плац.", ("вайна.",), "be"),
        IndexPoint(0, "The oath", "", (), "en"),
        IndexPoint(40_000, "Сыход", "", ("WAR", "надвор'е"), "?"),
    ]
    assert contents.propose(record, points, language="be") == contents.Proposed(2, 2)
    first, second = record.chapters.all()
    assert (first.title_be, first.title_en, first.synopsis_be, first.end_ms) == (
        "Прысяга",
        "The oath",
        "Пра плац.",
        40_000,
    )
    assert (second.title_be, second.end_ms, second.status) == ("Сыход", None, "proposed")
    stretches = Coding.objects.values_list("theme__code", "start_ms", "end_ms", "status")
    assert list(stretches) == [("why-war", 0, 40_000, "proposed"), ("why-war", 40_000, 60_000, "proposed")]


def test_what_is_there_already_is_not_proposed_again(record, war):
    points = [IndexPoint(0, "Прысяга", "", ("Вайна",), "be")]
    contents.propose(record, points, language="be")
    Chapter.objects.update(status="accepted")
    Coding.objects.update(status="rejected")
    revision = Interview.objects.get(pk=record.pk).revision
    assert not contents.propose(record, points, language="be")
    assert Interview.objects.get(pk=record.pk).revision == revision
    assert Coding.objects.get().status == "rejected"


def test_a_title_without_end_is_told_whole_in_the_synopsis(record):
    contents.propose(record, [IndexPoint(0, "а" * 600, "б")], language="be")
    chapter = record.chapters.get()
    assert len(chapter.title_be) == 500
    assert chapter.synopsis_be == "а" * 600 + "\nб"


def test_an_uploaded_file_brings_its_contents_to_the_desk_and_readers_see_what_is_accepted(
    archivist_client, person, war
):
    record = make_interview(state=DRAFT, accession="OOU-CONT")
    record.transcripts.all().delete()
    file = SimpleUploadedFile("talk.xml", OHMS.encode())
    form = {"interview": "OOU-CONT", "language": "", "provenance": "machine", "encoding": "", "file": file}
    archivist_client.post(page("upload"), form)
    kept = Upload.objects.get()
    archivist_client.post(page("preview", kept.pk), {"language": "be", "provenance": "machine"})
    assert record.chapters.count() == Coding.objects.count() == 2
    publish_by_two(record, User.objects.get(username="archivist"), person("editor"), ["be"])
    public = "/en/interviews/OOU-CONT/"
    assert "The oath" not in Client().get(public).content.decode()
    assert "The oath" in archivist_client.get(page("interview", "OOU-CONT")).content.decode()
    seen = tokens(record.chapters.all()).values()
    archivist_client.post(page("contents", "OOU-CONT"), {"do": "all-accept", "proposed": seen})
    body = Client().get(public).content.decode()
    assert "The oath" in body
    assert "?t=40&amp;transcript=be#s1" in body
    assert LogEntry.objects.filter(change_message="chapters accepted").count() == 1


@pytest.mark.parametrize("do", ["accept", "all-accept"])
@pytest.mark.parametrize("since", ["another title", "words taken out"])
def test_a_chapter_that_is_another_than_was_looked_at_is_not_accepted(archivist_client, since, do):
    record = make_interview(["Прысяга."], accession="OOU-CONT")
    chapter = Chapter.objects.create(interview=record, start_ms=0, end_ms=20_000, title_en="The oath")
    opened = archivist_client.get(page("contents", "OOU-CONT")).content.decode()
    seen = tokens([chapter])[chapter.pk]
    assert opened.count(f'value="{seen}"') == 2
    if since == "another title":
        Chapter.objects.update(title_en="A name")
    else:
        Redaction.objects.create(interview=record, reason="other", start_ms=0, end_ms=20_000)
    form = {"do": do, "proposed": seen, "chapter": seen}
    told = archivist_client.post(page("contents", "OOU-CONT"), form, follow=True).content.decode()
    assert "not accepted" in told
    assert Chapter.objects.get().status == "proposed"
    seen = tokens(list(Chapter.objects.all()))[chapter.pk]
    archivist_client.post(page("contents", "OOU-CONT"), {"do": do, "proposed": seen, "chapter": seen})
    assert Chapter.objects.get().status == "accepted"


def test_a_command_proposes_them_too(record, tmp_path):
    file = tmp_path / "talk.xml"
    file.write_text(OHMS)
    said = io.StringIO()
    call_command("import_transcript", str(file), interview="OOU-CONT", language="be", stdout=said)
    assert "+2 chapters" in said.getvalue()
    assert set(record.chapters.values_list("status", flat=True)) == {"proposed"}


@pytest.mark.parametrize(
    ("state", "shown"),
    [({}, True), ({"workflow": "hidden"}, False), ({"consent": "withdrawn"}, False), ({"embargo_open": True}, False)],
)
@pytest.mark.parametrize("status", ["accepted", "proposed"])
def test_a_chapter_is_public_with_its_interview_and_accepted(record, state, shown, status):
    add(record, status=status)
    Interview.objects.filter(pk=record.pk).update(**state)
    assert Chapter.objects.public().exists() == (shown and status == "accepted")


def test_with_the_last_transcript_the_chapters_go_too(record):
    add(record)
    record.transcripts.update(workflow="hidden")
    assert not Chapter.objects.public().exists()


def test_a_redaction_takes_back_the_chapters_around_it_and_the_desk_warns(archivist_client, person, record):
    sealing.keep_public(sealing.make_key_pair())
    around = add(record, "Прозвішча", end_ms=20_000)
    later = add(record, "Іншае", 20_000, end_ms=40_000)
    open_ended = add(record, "Да канца", 0)
    passage = record.transcripts.get().segments.get(position=0)
    record.refresh_from_db()
    choices = [redacting.Choice(passage.transcript, {0: [(0, 3)]})]
    report = redacting.redact(record, person("editor"), reason="other", choices=choices, seen=record.revision)
    assert report.chapters == 2
    assert list(Chapter.objects.public()) == [later]
    body = archivist_client.get(page("contents", record.accession)).content.decode()
    assert body.count("Words were taken out in this stretch") == 2
    assert {around.pk, open_ended.pk} == set(Chapter.objects.filter(status="proposed").values_list("pk", flat=True))


def test_a_name_that_is_taken_out_is_found_in_a_chapter(record):
    make = record.transcripts.get()
    segment = make.segments.get(position=0)
    segment.text = "Сяргей прыйшоў."
    segment.save()
    add(record, "Пра Сяргея")
    found = redacting.echoes(record, [redacting.Choice(make, {0: [(0, 6)]})])
    assert any("Пра Сяргея" in where for _name, where in found)


def opened(client, address):
    """Return what a browser would send back of a form that nobody touched."""
    form = client.get(address).context["form"]
    return {name: value for name in form.fields if (value := form[name].value()) not in (None, "")}


def test_an_archivist_writes_a_chapter_from_passage_to_passage(archivist_client, record):
    passages = list(record.transcripts.get().segments.order_by("position"))
    address = page("new_chapter", record.accession)
    assert passages[1].text in archivist_client.get(address).content.decode()
    form = {"begins": clock(passages[0].start_ms), "ends": clock(passages[1].start_ms), "title_en": "The <b>oath</b>"}
    assert archivist_client.post(address, form).status_code == 302
    chapter = record.chapters.get()
    assert (chapter.start_ms, chapter.end_ms) == (passages[0].start_ms, passages[1].end_ms)
    assert chapter.status == "proposed"
    assert "oath" not in Client().get(f"/en/interviews/{record.accession}/").content.decode()
    again = page("chapter", record.accession, chapter.pk)
    assert opened(archivist_client, again)["ends"] == form["ends"]
    change = opened(archivist_client, again) | {"ends": clock(passages[2].start_ms), "accept": "1"}
    assert archivist_client.post(again, change).status_code == 302
    chapter.refresh_from_db()
    assert (chapter.end_ms, chapter.status) == (passages[2].end_ms, "accepted")
    assert "The &lt;b&gt;oath" in Client().get(f"/en/interviews/{record.accession}/").content.decode()
    archivist_client.post(again, {"remove": "1"})
    assert not record.chapters.exists()
    said = set(LogEntry.objects.values_list("change_message", flat=True))
    assert said >= {"chapter added", "chapter changed", "chapters rejected"}


def test_a_chapter_without_an_end_goes_to_the_next_one(archivist_client, record):
    passages = list(record.transcripts.get().segments.order_by("position"))
    for passage in (passages[2], passages[0]):
        form = {"begins": clock(passage.start_ms), "title_be": "Назва"}
        archivist_client.post(page("new_chapter", record.accession), form)
    assert list(record.chapters.values_list("start_ms", "end_ms")) == [
        (passages[0].start_ms, passages[2].start_ms),
        (passages[2].start_ms, None),
    ]


@pytest.mark.parametrize(
    ("form", "name"),
    [
        ({"begins": "0:00"}, "title_be"),
        ({"title_be": "Назва"}, "begins"),
        ({"title_be": "Назва", "begins": "zzz"}, "begins"),
        ({"title_be": "Назва", "begins": "9:00:00"}, "begins"),
        ({"title_be": "Назва", "begins": "0:40", "ends": "0:00"}, "ends"),
    ],
)
def test_a_chapter_that_says_too_little_is_not_saved_and_stays_in_the_form(archivist_client, record, form, name):
    response = archivist_client.post(page("new_chapter", record.accession), form)
    assert response.status_code == 422
    assert name in response.context["form"].errors
    assert not record.chapters.exists()


def test_times_that_came_with_a_file_stay_until_somebody_chooses_others(archivist_client, record):
    chapter = add(record, start_ms=1_234, end_ms=21_987)
    address = page("chapter", record.accession, chapter.pk)
    archivist_client.post(address, opened(archivist_client, address) | {"title_ru": "Присяга"})
    chapter.refresh_from_db()
    assert (chapter.title_ru, chapter.start_ms, chapter.end_ms) == ("Присяга", 1_234, 21_987)


def test_without_times_there_is_nothing_to_begin_a_chapter_with(archivist_client, record):
    record.transcripts.get().segments.update(start_ms=None, end_ms=None)
    assert "contents/new/" not in archivist_client.get(page("contents", record.accession)).content.decode()
    form = {"begins": "0:00", "title_be": "Назва"}
    assert archivist_client.post(page("new_chapter", record.accession), form).status_code == 422


def test_a_chapter_that_is_written_or_moved_to_where_words_were_taken_out_waits_for_a_look(
    archivist_client, person, record
):
    sealing.keep_public(sealing.make_key_pair())
    passages = list(record.transcripts.get().segments.order_by("position"))
    later = add(record, "Іншае", passages[1].start_ms, end_ms=passages[1].end_ms)
    record.refresh_from_db()
    choices = [redacting.Choice(passages[0].transcript, {0: [(0, 3)]})]
    redacting.redact(record, person("editor"), reason="other", choices=choices, seen=record.revision)
    form = {"begins": clock(passages[0].start_ms), "title_be": "Назва", "accept": "1"}
    body = archivist_client.post(page("new_chapter", record.accession), form, follow=True).content.decode()
    assert "not accepted yet" in body
    address = page("chapter", record.accession, later.pk)
    archivist_client.post(address, opened(archivist_client, address) | {"begins": clock(passages[0].start_ms)})
    assert set(record.chapters.values_list("status", flat=True)) == {"proposed"}


def test_chapters_are_changed_and_rejected_at_the_desk(archivist_client, record):
    chapter, other = add(record, status="proposed"), add(record, "Іншае", 5000, status="proposed")
    address = page("chapter", record.accession, chapter.pk)
    form = opened(archivist_client, address) | {"title_be": "Новая назва", "synopsis_en": "About.", "accept": "1"}
    assert archivist_client.post(address, form).status_code == 302
    chapter.refresh_from_db()
    assert (chapter.title_be, chapter.synopsis_en, chapter.status) == ("Новая назва", "About.", "accepted")
    archivist_client.post(page("contents", record.accession), {"do": "reject", "chapter": [other.pk]})
    assert list(record.chapters.all()) == [chapter]
    archivist_client.post(page("contents", record.accession), {"do": "take-back", "chapter": [chapter.pk]})
    assert record.chapters.get().status == "proposed"
    said = set(LogEntry.objects.values_list("change_message", flat=True))
    assert said >= {"chapter changed", "chapters accepted", "chapters rejected", "chapter taken back"}


def test_an_old_window_does_not_undo_what_somebody_else_wrote(archivist_client, record):
    chapter = add(record)
    address = page("chapter", record.accession, chapter.pk)
    form = opened(archivist_client, address)
    Chapter.objects.filter(pk=chapter.pk).update(title_be="Іншай рукой")
    response = archivist_client.post(address, form | {"title_be": "Мая назва"})
    assert response.status_code == 422
    assert Chapter.objects.get().title_be == "Іншай рукой"


def test_a_title_is_text_and_never_code(archivist_client, record):
    chapter = add(record, HOSTILE, synopsis_be=HOSTILE)
    pages = [
        Client().get(f"/be/interviews/{record.accession}/"),
        archivist_client.get(page("interview", record.accession)),
        archivist_client.get(page("contents", record.accession)),
        archivist_client.get(page("chapter", record.accession, chapter.pk)),
    ]
    record.transcripts.get().segments.update(text=HOSTILE)
    pages.append(archivist_client.get(page("new_chapter", record.accession)))
    for response in pages:
        assert response.status_code == 200
        assert HOSTILE not in response.content.decode()
        assert "&lt;script&gt;" in response.content.decode()
