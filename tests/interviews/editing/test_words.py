"""Words saved beside somebody who takes words out of the same passage at that moment."""

import pytest

from interviews.desk.correcting import SignsMissing
from interviews.editing.words import Conflict, save_words
from interviews.models import RedactedText, Segment
from tests.interviews.withholding.test_redacting import (
    BE,
    NAME_BE,
    anna,
    everything_stored,
    interview_in_two,
    take_out,
    vera,
)

__all__ = ["anna", "vera"]
pytestmark = pytest.mark.django_db


def passage(interview) -> Segment:
    return Segment.objects.get(transcript__interview=interview, transcript__language="be", position=0)


def test_what_was_taken_out_meanwhile_stays_out_and_the_other_words_are_saved(anna, vera):
    interview = interview_in_two()
    segment = passage(interview)
    take_out(interview, vera)
    saved = save_words(segment.transcript, segment.pk, BE[0].replace("два гады", "тры гады"), base=BE[0], by=anna)
    assert saved.outcome == "joined"
    assert saved.segment.text == "Мяне завуць […] і я служыў у Барысаве тры гады."
    sign = RedactedText.objects.get(decision__transcript=segment.transcript)
    assert saved.segment.text.startswith("[…]", sign.offset)
    assert NAME_BE not in everything_stored()


def test_words_that_would_bring_back_what_was_taken_out_are_never_stored(anna, vera):
    interview = interview_in_two()
    segment = passage(interview)
    take_out(interview, vera)
    mine = BE[0].replace(NAME_BE, "Алеся")
    with pytest.raises(Conflict) as conflict:
        save_words(segment.transcript, segment.pk, mine, base=BE[0], by=anna)
    theirs = conflict.value.theirs.text
    with pytest.raises(SignsMissing):
        save_words(segment.transcript, segment.pk, mine, base=theirs, by=anna)
    assert passage(interview).text == theirs
    assert "Алеся" not in everything_stored()


def test_saving_again_after_a_lost_answer_changes_nothing(anna):
    interview = interview_in_two()
    segment = passage(interview)
    first = save_words(segment.transcript, segment.pk, "Іншыя словы.", base=BE[0], by=anna)
    again = save_words(segment.transcript, segment.pk, "Іншыя словы.", base=BE[0], by=anna)
    assert (first.outcome, again.outcome) == ("saved", "same")
    segment.transcript.refresh_from_db()
    assert segment.transcript.version == 2
