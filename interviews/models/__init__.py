"""The records of the archive, a module a noun."""

from interviews.models.codebook import Coding, Theme
from interviews.models.glossary import GlossaryTerm
from interviews.models.interview import Branch, Interview, Narrator, Rank, Series
from interviews.models.recording import Recording
from interviews.models.transcript import Segment, Transcript
from interviews.models.upload import Upload
from interviews.outbox import OutboxRow

__all__ = [
    "Branch",
    "Coding",
    "GlossaryTerm",
    "Interview",
    "Narrator",
    "OutboxRow",
    "Rank",
    "Recording",
    "Segment",
    "Series",
    "Theme",
    "Transcript",
    "Upload",
]
