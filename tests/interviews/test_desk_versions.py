"""Versions at the desk: every change makes one; they are compared, restored, and deleted by editors."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from interviews import roles, versions
from interviews.desk.correcting import correct, fingerprint
from interviews.formats.cues import Cue
from interviews.importing import import_transcript
from interviews.models import Coding, Original, Segment, Transcript, Upload
from interviews.segmenting import Passage
from interviews.withholding import sealing
from tests.factories import make_interview
from tests.interviews.desk_pages import page

pytestmark = pytest.mark.django_db

BE = ["Першы сказ пра службу.", "Другі сказ пра дарогу.", "Трэці сказ пра дом."]


@pytest.fixture
def anna(person):
    return person(roles.ARCHIVIST, "anna")


@pytest.fixture
def interview(db):
    return make_interview(BE, translations={"en": ["One.", "Two.", "Three."]}, accession="OOU-VERS")


def mend(interview, anna, text="Другі сказ, іншы.", position=1):
    segment = Segment.objects.get(transcript__interview=interview, transcript__language="be", position=position)
    correct(segment, text, opened_on=fingerprint(segment.text), by=anna)


def original(interview) -> Transcript:
    return interview.transcripts.get(language="be")


def test_a_correction_makes_a_version_with_its_author_and_keeps_the_words_before(interview, anna):
    mend(interview, anna)
    new, old = original(interview).versions.all()
    assert (new.number, new.by, new.act) == (2, anna, "corrected")
    assert [one.text for one in versions.words_of(old)] == BE
    assert [one.text for one in versions.words_of(new)][1] == "Другі сказ, іншы."


def test_an_upload_makes_a_version_and_the_same_upload_makes_none(interview, anna):
    cues = [Cue(0, 9000, "", "Зусім новы тэкст.", 1)]
    for _ in range(2):
        import_transcript(interview=interview, cues=cues, language="be", by=anna)
    assert [one.number for one in original(interview).versions.all()] == [2, 1]


def test_the_difference_is_told_word_by_word(client, interview, anna):
    mend(interview, anna)
    client.force_login(anna)
    body = client.get(page("compare_versions", interview.accession, "be", 1, 2)).content.decode()
    assert "<del>сказ пра дарогу.</del>" in body
    assert "<ins>сказ, іншы.</ins>" in body
    assert "1 passage unchanged" in body


def test_comparing_pairs_passages_that_moved():
    old = [Passage("А", "адзін два тры", 0, 1), Passage("А", "чатыры пяць шэсць", 1, 2)]
    new = [Passage("А", "зусім новае тут", 0, 1), Passage("Б", "чатыры пяць сем", 5, 6)]
    changes = versions.compare(old, new)
    signs = [[run.sign for run in change.runs] for change in changes]
    assert signs == [["+"], ["-"], ["", "-", "+"]] or signs == [["-"], ["+"], ["", "-", "+"]]
    assert changes[-1].retimed
    assert changes[-1].speaker == ("А", "Б")


def test_restoring_makes_a_new_version_and_a_published_transcript_a_draft(client, interview, anna):
    mend(interview, anna)
    client.force_login(anna)
    client.post(page("restore_version", interview.accession, "be", 1))
    transcript = original(interview)
    assert list(transcript.segments.order_by("position").values_list("text", flat=True)) == BE
    assert (transcript.version, transcript.workflow) == (3, "draft")
    assert transcript.versions.first().act == "restored"


def test_a_translation_of_an_older_version_is_flagged_and_one_made_anew_is_not(client, interview, anna):
    Transcript.objects.filter(language="en").update(made_from=1)
    mend(interview, anna)
    client.force_login(anna)
    flag = "the original has changed since"
    assert flag in client.get(page("interview", interview.accession)).content.decode()
    assert "made from version 1" in client.get(page("versions", interview.accession, "en")).content.decode()
    cues = [Cue(n * 20_000, (n + 1) * 20_000, "", f"{n} new.", n) for n in range(3)]
    import_transcript(interview=interview, cues=cues, language="en", by=anna)
    assert flag not in client.get(page("interview", interview.accession)).content.decode()


def test_a_change_of_checking_alone_flags_no_translation(client, interview, anna):
    Transcript.objects.filter(language="en").update(made_from=1)
    client.force_login(anna)
    client.post(page("set_provenance", interview.accession, "be"), {"provenance": "machine"})
    en = interview.transcripts.get(language="en")
    assert original(interview).version == 2
    assert not versions.is_outdated(en, original(interview))


def test_editors_alone_delete_earlier_versions(client, interview, anna, person):
    mend(interview, anna)
    client.force_login(anna)
    address = page("forget_versions", interview.accession, "be")
    assert client.post(address, {"sure": "1"}).status_code == 403
    client.force_login(person(roles.EDITOR, "vera"))
    client.post(address)
    assert original(interview).versions.count() == 2
    client.post(address, {"sure": "1"})
    assert [one.number for one in original(interview).versions.all()] == [2]


def test_codings_of_an_untimed_transcript_move_with_their_passage(interview, anna, db):
    untimed = make_interview(BE, timed=False)
    theme = Coding._meta.get_field("theme").related_model.objects.create(code="why-x")
    coding = Coding.objects.create(interview=untimed, theme=theme, first_position=1, last_position=1)
    cues = [Cue(None, None, "Narrator", text, n) for n, text in enumerate(["Уступ.", *BE])]
    import_transcript(interview=untimed, cues=cues, language="be", by=anna)
    coding.refresh_from_db()
    assert (coding.first_position, coding.last_position) == (2, 2)


SRT = "1\n00:00:00,000 --> 00:00:05,000\nЗусім новыя словы канарэйка.\n"


def upload(client, interview):
    file = SimpleUploadedFile("Iван Пятроў, Барысаў.srt", f"NOTE\n{SRT}".encode())
    data = {"interview": interview.accession, "file": file, "language": "be", "provenance": "machine"}
    client.post(page("upload"), data)
    pk = Upload.objects.get().pk
    client.post(page("preview", pk), {"language": "be", "provenance": "machine", "without_lines": "1"})


def test_an_uploaded_file_is_kept_sealed_without_its_name(client, interview, anna, seal_key):
    client.force_login(anna)
    upload(client, interview)
    kept = Original.objects.get()
    assert sealing.unseal(bytes(kept.box), sealing.private_key(seal_key)).decode().endswith(SRT)
    assert "Пятроў" not in repr([Original.objects.values().get(), *Upload.objects.values()])
    response = client.post(page("original", interview.accession, kept.pk))
    assert response.content == bytes(kept.box)
    assert "Пятроў" not in str(response.headers)


def test_without_a_key_an_uploaded_file_is_not_kept(client, interview, anna):
    client.force_login(anna)
    upload(client, interview)
    assert original(interview).segments.count() == 1
    assert not Original.objects.exists()
