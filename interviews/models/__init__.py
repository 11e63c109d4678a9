"""The records of the archive, a module a noun."""

from interviews.models.chapter import Chapter
from interviews.models.codebook import Coding, CodingRound, Theme
from interviews.models.departure import Departure, DepartureItem
from interviews.models.editorial import FeaturedPassage, Page, PageVersion, PathStep, ReadingPath
from interviews.models.glossary import GlossaryTerm
from interviews.models.interview import Branch, Interview, Narrator, Rank, Series
from interviews.models.publication import ConsentScope, FixityResult, Judgement, PublishRequest, WatchWord
from interviews.models.recording import Recording
from interviews.models.redaction import EditedRecording, RedactedText, Redaction, RedactionDecision
from interviews.models.transcript import Presence, Segment, Transcript
from interviews.models.upload import HeldFile, Upload, UploadPart
from interviews.models.version import Original, Tombstone, TranscriptVersion
from interviews.models.warning import ContentWarning
from interviews.outbox import OutboxRow

__all__ = [
    "Branch",
    "Chapter",
    "Coding",
    "CodingRound",
    "ConsentScope",
    "ContentWarning",
    "Departure",
    "DepartureItem",
    "EditedRecording",
    "FeaturedPassage",
    "FixityResult",
    "GlossaryTerm",
    "HeldFile",
    "Interview",
    "Judgement",
    "Narrator",
    "Original",
    "OutboxRow",
    "Page",
    "PageVersion",
    "PathStep",
    "Presence",
    "PublishRequest",
    "Rank",
    "ReadingPath",
    "Recording",
    "RedactedText",
    "Redaction",
    "RedactionDecision",
    "Segment",
    "Series",
    "Theme",
    "Tombstone",
    "Transcript",
    "TranscriptVersion",
    "Upload",
    "UploadPart",
    "WatchWord",
]
