"""Redaction is real: the words are in one table, sealed, and nowhere else, in every language version at once."""

import base64
import json

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from interviews import exporting, roles, versions
from interviews.desk.correcting import SignsMissing, correct, fingerprint
from interviews.formats.cues import Cue
from interviews.importing import import_transcript, restore
from interviews.models import (
    Interview,
    RedactedText,
    Redaction,
    RedactionDecision,
    Segment,
    Transcript,
    TranscriptVersion,
    Upload,
)
from interviews.publication import asking
from interviews.publishing import Refused
from interviews.withholding import gaps, redacting, sealing
from interviews.withholding.redacting import Choice
from tests.factories import PUBLIC, make_coding, make_interview, make_ready, make_transcript

pytestmark = pytest.mark.django_db

BE = ["Мяне завуць Алесь і я служыў у Барысаве два гады.", "Потым я паехаў адтуль дамоў да маці і сястры."]
EN = ["My name is Ales and I served in Barysau for two years.", "Then I went home from there to mother and sister."]
NAME_BE, NAME_EN = "Алесь", "Ales"


@pytest.fixture
def anna(person, seal_key):
    return person(roles.ARCHIVIST, "anna")


@pytest.fixture
def vera(person):
    return person(roles.ARCHIVIST, "vera")


def interview_in_two(**fields) -> Interview:
    return make_interview(BE, translations={"en": EN}, **fields)


def words(transcript: Transcript, position: int, *runs: str) -> dict[int, list[tuple[int, int]]]:
    text = transcript.segments.get(position=position).text
    return {position: [(text.index(run), text.index(run) + len(run)) for run in runs]}


def text_of(interview: Interview, language: str) -> list[str]:
    rows = Segment.objects.filter(transcript__interview=interview, transcript__language=language)
    return list(rows.order_by("position").values_list("text", flat=True))


def take_out(interview, by, be=NAME_BE, en=NAME_EN, position=0, **options):
    be_row, en_row = (interview.transcripts.get(language=code) for code in ("be", "en"))
    choices = [
        Choice(be_row, words(be_row, position, be) if be else {}),
        Choice(en_row, words(en_row, position, en) if en else {}),
    ]
    interview.refresh_from_db()
    return redacting.redact(
        interview, by, reason=Redaction.Reason.NARRATOR, choices=choices, seen=interview.revision, **options
    )


def everything_stored() -> str:
    """Return all rows of all tables as text, binary cells decoded as far as they are text."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            found += [f"{table} {row!r}" for row in cursor.fetchall()]
    for version in TranscriptVersion.objects.all():
        found += [one.text for one in versions.words_of(version)]
    return "\n".join(found)


def test_the_words_are_gone_from_the_text_in_every_language_and_a_sign_stands_there(anna):
    interview = interview_in_two()
    take_out(interview, anna)
    assert text_of(interview, "be")[0] == "Мяне завуць […] і я служыў у Барысаве два гады."
    assert text_of(interview, "en")[0] == "My name is […] and I served in Barysau for two years."


def test_no_row_of_any_table_holds_the_words_in_the_open(anna):
    interview = interview_in_two(summary_be="Пра службу.")
    Upload.objects.create(interview=interview, by=anna, language="be", format="srt", encoding="utf-8", cues=[{"t": BE}])
    segment = Segment.objects.get(transcript__interview=interview, transcript__language="be", position=0)
    correct(segment, f"{BE[0]} Так.", opened_on=fingerprint(BE[0]), by=anna)
    assert NAME_BE in everything_stored()
    take_out(interview, anna)
    stored = everything_stored()
    assert NAME_BE not in stored
    assert NAME_BE.encode("utf-8").hex() not in stored
    assert "Ales " not in stored
    assert "Барысаве" in stored


def test_the_private_key_opens_the_words_and_no_other_key_does(anna, seal_key):
    take_out(interview_in_two(), anna)
    row = RedactedText.objects.get(decision__transcript__language="be")
    box = base64.b64decode(row.boxes[0])
    assert sealing.unseal(box, sealing.private_key(seal_key)).decode() == NAME_BE
    with pytest.raises(sealing.SealError):
        sealing.unseal(box, sealing.private_key(sealing.make_key_pair().private))


def test_boxes_of_short_and_long_names_have_the_same_length(seal_key):
    assert len(sealing.seal("Ян".encode())) == len(sealing.seal("Канстанцін Радзівіл".encode()))


def test_without_a_key_nothing_is_taken_out_and_the_remedy_is_told(person):
    interview = interview_in_two()
    with pytest.raises(sealing.SealError, match="make_seal_key"):
        take_out(interview, person(roles.ARCHIVIST))
    assert text_of(interview, "be") == BE


def test_a_language_that_nobody_decided_refuses_the_whole(anna):
    interview = interview_in_two()
    be = interview.transcripts.get(language="be")
    with pytest.raises(Refused):
        redacting.redact(
            interview,
            anna,
            reason="narrator",
            choices=[Choice(be, words(be, 0, NAME_BE))],
            seen=interview.revision,
        )
    assert text_of(interview, "be") == BE


def test_a_record_that_changed_meanwhile_refuses_the_whole(anna):
    interview = interview_in_two()
    be = interview.transcripts.get(language="be")
    with pytest.raises(Refused):
        redacting.redact(
            interview,
            anna,
            reason="narrator",
            choices=[Choice(be, words(be, 0, NAME_BE))],
            seen=interview.revision - 1,
        )


def test_overlapping_redactions_become_one_and_come_back_together(anna, vera, seal_key):
    interview = interview_in_two()
    first = take_out(interview, anna).redaction
    second = take_out(interview, anna, be="завуць […] і", en=None).redaction
    assert list(Redaction.objects.values_list("pk", flat=True)) == [second.pk]
    assert first.pk != second.pk
    assert text_of(interview, "be")[0] == "Мяне […] я служыў у Барысаве два гады."
    redacting.ask_to_lift(second, anna)
    assert redacting.lift(second, vera, key=seal_key) == []
    assert (text_of(interview, "be"), text_of(interview, "en")) == (BE, EN)
    assert not RedactedText.objects.exists()


def test_lifting_takes_a_second_person_and_the_private_key(anna, vera, seal_key):
    interview = interview_in_two()
    redaction = take_out(interview, anna).redaction
    with pytest.raises(Refused):
        redacting.lift(redaction, vera, key=seal_key)
    redacting.ask_to_lift(redaction, anna)
    with pytest.raises(Refused):
        redacting.lift(redaction, anna, key=seal_key)
    with pytest.raises(sealing.SealError):
        redacting.lift(redaction, vera, key=sealing.make_key_pair().private)
    assert NAME_BE not in text_of(interview, "be")[0]
    redacting.lift(redaction, vera, key=seal_key)
    assert (text_of(interview, "be"), text_of(interview, "en")) == (BE, EN)


def test_whoever_has_lost_the_desk_no_longer_counts_as_having_asked(anna, vera, seal_key):
    redaction = take_out(interview_in_two(), anna).redaction
    redacting.ask_to_lift(redaction, anna)
    anna.groups.clear()
    with pytest.raises(Refused):
        redacting.lift(redaction, vera, key=seal_key)
    redacting.ask_to_lift(redaction, vera)
    redaction.refresh_from_db()
    assert redaction.lift_asked_by == vera


def test_every_rendition_follows(anna):
    interview = interview_in_two()
    take_out(interview, anna)
    for language, name in (("be", NAME_BE), ("en", "Ales ")):
        transcript = interview.transcripts.get(language=language)
        for text in (
            exporting.webvtt(transcript),
            exporting.srt(transcript),
            exporting.plain_text(transcript),
            json.dumps(exporting.as_json(transcript), ensure_ascii=False),
        ):
            assert name not in text
            assert "[…]" in text


def test_earlier_versions_lose_the_words_too_and_stay_readable(anna):
    interview = interview_in_two()
    segment = Segment.objects.get(transcript__interview=interview, transcript__language="be", position=1)
    correct(segment, f"{BE[1]} Вось так.", opened_on=fingerprint(BE[1]), by=anna)
    take_out(interview, anna)
    transcript = interview.transcripts.get(language="be")
    old = [versions.words_of(one) for one in transcript.versions.order_by("number")]
    assert len(old) == 3
    assert all(NAME_BE not in one.text for passages in old for one in passages)
    assert old[0][1].text == BE[1]


def test_an_earlier_version_in_which_the_place_is_in_doubt_is_deleted(anna):
    interview = interview_in_two()
    transcript = interview.transcripts.get(language="be")
    cues = [Cue(0, 20_000, "", f"{NAME_BE} быў тут, і пасля таго ўсё сталася зусім іначай.", 1)]
    import_transcript(interview=interview, cues=cues, language="be", by=anna)
    transcript.refresh_from_db()
    take_out(interview, anna, be="быў тут", en=None)
    assert NAME_BE in text_of(interview, "be")[0]
    remaining = [one.text for version in transcript.versions.all() for one in versions.words_of(version)]
    assert BE[1] not in remaining


def test_a_new_file_with_the_words_loses_them_before_anything_is_stored(anna):
    interview = interview_in_two()
    take_out(interview, anna)
    cues = [Cue(n * 20_000, (n + 1) * 20_000, "Narrator", text, n) for n, text in enumerate([*BE, "Дзякуй за ўсё."])]
    done = import_transcript(interview=interview, cues=cues, language="be", by=anna)
    assert (done.outcome, done.undecided) == ("updated", 0)
    assert text_of(interview, "be") == ["Мяне завуць […] і я служыў у Барысаве два гады.", BE[1], "Дзякуй за ўсё."]
    assert NAME_BE not in everything_stored()
    again = import_transcript(interview=interview, cues=cues, language="be", by=anna)
    assert again.outcome == "unchanged"


def test_words_of_a_new_file_are_sealed_beside_the_old_ones_and_none_are_lost(anna, vera, seal_key):
    interview = interview_in_two()
    redaction = take_out(interview, anna).redaction
    mended = [BE[0].replace(NAME_BE, "Аляксандр"), f"{BE[1]} Так."]
    cues = [Cue(n * 20_000, (n + 1) * 20_000, "Narrator", text, n) for n, text in enumerate(mended)]
    import_transcript(interview=interview, cues=cues, language="be", by=anna)
    assert NAME_BE not in everything_stored()
    redacting.ask_to_lift(redaction, anna)
    assert redacting.lift(redaction, vera, key=seal_key) == [NAME_BE]
    assert text_of(interview, "be") == mended
    assert redacting.lift(redaction, vera, key=seal_key) == [NAME_BE], "they stay until somebody has placed them"
    redacting.lift(redaction, vera, key=seal_key, finish=True)
    assert not Redaction.objects.exists()


def test_a_place_in_doubt_is_taken_out_by_its_time_and_keeps_the_transcript_from_readers(anna):
    interview = interview_in_two()
    take_out(interview, anna)
    rewritten = ["Цалкам іншыя словы пра імя Алесь тут стаяць.", "І яшчэ іншыя."]
    cues = [Cue(n * 20_000, (n + 1) * 20_000, "Narrator", text, n) for n, text in enumerate(rewritten)]
    done = import_transcript(interview=interview, cues=cues, language="be", keep_published=True, by=anna)
    assert done.undecided == 1
    assert text_of(interview, "be") == ["[…]", "І яшчэ іншыя."]
    assert not Transcript.objects.public().filter(language="be").exists()
    Transcript.objects.filter(language="be").update(workflow="draft")
    with override("en"), pytest.raises(Refused, match="Every redaction is decided"):
        asking.ask_to_publish(make_ready(interview, anna, ["be"]), anna, languages=["be"])


def test_a_translation_that_comes_later_waits_for_a_decision(anna):
    interview = interview_in_two()
    redaction = take_out(interview, anna).redaction
    cues = [Cue(0, 20_000, "", "Меня зовут Алесь, и я служил в Борисове два года.", 1)]
    done = import_transcript(interview=interview, cues=cues, language="ru", publish=True, by=anna)
    assert (done.undecided, done.transcript.workflow) == (1, "draft")
    done.transcript.workflow = "published"
    done.transcript.save()
    assert not Transcript.objects.public().filter(language="ru").exists()
    interview.refresh_from_db()
    decision = redaction.decisions.get(transcript=done.transcript)
    redacting.decide(decision, anna, ranges=words(done.transcript, 0, "Алесь"), seen=interview.revision)
    assert text_of(interview, "ru") == ["Меня зовут […], и я служил в Борисове два года."]
    assert Transcript.objects.public().filter(language="ru").exists()


def test_nothing_to_take_out_is_asked_again_when_the_words_change(anna):
    interview = interview_in_two()
    redaction = take_out(interview, anna, en=None).redaction
    decision = redaction.decisions.get(transcript__language="en")
    assert decision.outcome == RedactionDecision.Outcome.NOTHING
    cues = [Cue(n * 20_000, (n + 1) * 20_000, "", f"{text} Yes.", n) for n, text in enumerate(EN)]
    import_transcript(interview=interview, cues=cues, language="en", by=anna)
    decision.refresh_from_db()
    assert decision.outcome == RedactionDecision.Outcome.UNDECIDED


def test_restoring_an_earlier_version_brings_no_word_back(anna):
    interview = interview_in_two()
    segment = Segment.objects.get(transcript__interview=interview, transcript__language="be", position=1)
    correct(segment, "Зусім іншы другі сказ.", opened_on=fingerprint(BE[1]), by=anna)
    take_out(interview, anna)
    first = TranscriptVersion.objects.get(transcript__language="be", transcript__interview=interview, number=1)
    assert restore(first, anna).outcome == "updated"
    assert text_of(interview, "be") == ["Мяне завуць […] і я служыў у Барысаве два гады.", BE[1]]


def test_a_correction_keeps_the_signs(anna, vera, seal_key):
    interview = interview_in_two()
    redaction = take_out(interview, anna).redaction
    segment = Segment.objects.get(transcript__interview=interview, transcript__language="be", position=0)
    with pytest.raises(SignsMissing):
        correct(segment, "Мяне завуць і я служыў.", opened_on=fingerprint(segment.text), by=anna)
    correct(segment, "Ну, мяне завуць […] і я служыў.", opened_on=fingerprint(segment.text), by=anna)
    redacting.ask_to_lift(redaction, anna)
    redacting.lift(redaction, vera, key=seal_key)
    assert text_of(interview, "be")[0] == "Ну, мяне завуць Алесь і я служыў."


def test_public_sentences_about_the_stretch_wait_for_a_second_look(anna):
    interview = interview_in_two()
    about = make_coding(interview, "why-war", start_ms=0, end_ms=20_000, gist_be="Алесь кажа.")
    later = make_coding(interview, "why-war", start_ms=20_000, end_ms=40_000, gist_be="Пра дом.")
    kept = make_coding(interview, "why-fear", start_ms=0, end_ms=9_000, gist_be="Пра службу.")
    report = take_out(interview, anna, keep_gists=[kept.pk])
    states = [type(one).objects.get(pk=one.pk).status for one in (about, later, kept)]
    assert (report.codings, states) == (1, ["proposed", "accepted", "accepted"])


def test_names_that_stand_elsewhere_are_pointed_out(anna):
    interview = make_interview(["Мяне завуць Алесь.", "Так і сказаў: Алесю, ідзі."], summary_be="Алесь пра войска")
    be = interview.transcripts.get()
    with override("en"):
        found = redacting.echoes(interview, [Choice(be, words(be, 0, NAME_BE))])
    assert [where for _name, where in found] == ["Summary, Беларуская", "passage 2, Беларуская"]


def test_names_that_stand_again_in_the_same_passage_as_a_speaker_or_in_a_sentence_are_pointed_out(anna):
    texts = ["Мяне завуць Алесь. Так і кажуць: Алесь.", "Іншае."]
    interview = make_interview(texts, speakers=["Н", "Алесь"])
    make_coding(interview, "why-war", start_ms=20_000, end_ms=40_000, gist_be="Алесь кажа")
    with override("en"):
        found = redacting.echoes(interview, [Choice(interview.transcripts.get(), {0: [(13, 18)]})])
    assert [where for _name, where in found] == [
        "speaker",
        "public gist, Беларуская: why-war en",
        "passage 1, Беларуская",
    ]


def test_an_import_never_lifts_a_redaction(anna, tmp_path):
    interview = interview_in_two(accession="OOU-RED1", title="")
    take_out(interview, anna)
    folder = tmp_path / "batch"
    (folder / "transcripts").mkdir(parents=True)
    (folder / "transcripts/OOU-RED1.be.txt").write_text("\n\n".join(f"Narrator: {text}" for text in BE))
    call_command("import_archive", str(folder), publish=True)
    assert NAME_BE not in everything_stored()


ALPHABETS = [
    "абвгдежзійклмнопрстуўфхцчшыьэюя",
    "абвгґдеєжзиіїйклмнопрст",
    "abcdefghijklmnopłčśžŭ",
    "αβγδεζηθ",
    "אבגדהו",
]


@st.composite
def scripted(draw):
    """Return passages of words of which none is a part of another, and stretches over them."""
    passages = []
    number = 0
    for _ in range(draw(st.integers(1, 3))):
        words = []
        for _ in range(draw(st.integers(1, 8))):
            letters = draw(st.sampled_from(ALPHABETS))
            stem = draw(st.text(st.sampled_from(letters), min_size=2, max_size=5))
            words.append(f"{stem}{number:03}")
            number += 1
        passages.append(" ".join(words))
    picks = []
    for _ in range(draw(st.integers(1, 4))):
        position = draw(st.integers(0, len(passages) - 1))
        low = draw(st.integers(0, len(passages[position]) - 1))
        picks.append((position, low, draw(st.integers(low + 1, len(passages[position])))))
    return passages, picks


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(case=scripted(), timed=st.booleans())
def test_no_word_of_any_stretch_survives_in_any_public_rendition(case, timed, anna, client):
    passages, picks = case
    interview = make_interview(passages, timed=timed)
    transcript = make_transcript(interview, "en", [f"t {text}" for text in passages], timed=timed)
    be = interview.transcripts.get(language="be")
    gone = set()
    for position, low, high in picks:
        text = Segment.objects.get(transcript=be, position=position).text
        if "[…]" in text or not passages[position][low:high].strip():
            continue
        gone |= {
            word
            for word in passages[position].split()
            if max(low, passages[position].index(word)) < min(high, passages[position].index(word) + len(word))
        }
        interview.refresh_from_db()
        redacting.redact(
            interview,
            anna,
            reason="other",
            choices=[
                Choice(be, {position: [(low, high)]}),
                Choice(transcript, {position: [(0, len(passages[position]) + 2)]}),
            ],
            seen=interview.revision,
        )
    cues = [
        Cue(n * 20_000 if timed else None, (n + 1) * 20_000 if timed else None, "Narrator", text, n)
        for n, text in enumerate(passages)
    ]
    import_transcript(interview=interview, cues=cues, language="be", keep_published=True, by=anna)
    page = f"/en/interviews/{interview.accession}"
    found = [client.get(f"{page}/").content]
    for ending in ("vtt", "srt", "txt", "json"):
        for language in ("be", "en"):
            found.append(client.get(f"{page}/transcript.{language}.{ending}").content)
            found.append(client.get(f"/api/v1/interviews/{interview.accession}/transcripts/{language}").content)
    public = b"\n".join(found).decode()
    assert [word for word in gone if word in public] == []
    Interview.objects.filter(pk=interview.pk).update(**PUBLIC | {"workflow": "draft"})


def test_gaps_know_their_place(anna):
    interview = interview_in_two()
    take_out(interview, anna)
    be = interview.transcripts.get(language="be")
    (gap,) = gaps.of(be)
    assert be.segments.get(position=gap.position).text[gap.offset :].startswith("[…]")
