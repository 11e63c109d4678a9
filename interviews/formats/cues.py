"""What a transcript file becomes when it is read: cues, problems and the reading that holds them."""

from dataclasses import dataclass, field

from .messages import MESSAGES


@dataclass(frozen=True, slots=True)
class Cue:
    """A line of a transcript as its file has it. Times are None where the file has none; ``line`` counts from 1.

    ``text`` is NFC, holds no markup, and keeps its line breaks as ``\\n``.
    """

    start_ms: int | None
    end_ms: int | None
    speaker: str
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Problem:
    """Something about a file that its owner should know.

    ``message`` is English; ``messages.MESSAGES[code] % params`` gives it again, in any language that has the template.
    ``refuses`` is true where the words of a cue had to be left out because of a fault: whoever stores the cues should
    stop, or ask, before the words are missed. What was never speech (a NOTE, a style) is quoted with ``refuses`` false.
    """

    line: int
    message: str
    code: str
    params: dict[str, str | int] = field(default_factory=dict)
    refuses: bool = False


@dataclass(frozen=True, slots=True)
class IndexPoint:
    """A heading of a table of contents that a file brings along; ``start_ms`` counts from the recording's beginning."""

    start_ms: int
    title: str
    synopsis: str = ""
    keywords: tuple[str, ...] = ()
    language: str = ""


@dataclass(frozen=True, slots=True)
class Alternative:
    """The same recording's words in a second language; ``language`` is what the file calls it."""

    language: str
    cues: tuple[Cue, ...]


@dataclass(frozen=True, slots=True)
class Extras:
    """What a file holds beside its transcript. ``tiers`` are the names of the tiers that were read."""

    index_points: tuple[IndexPoint, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    tiers: tuple[str, ...] = ()


NOTHING_ELSE = Extras()


@dataclass(frozen=True, slots=True)
class Reading:
    """All that a file says. ``language`` is be, ru, uk, en or None where the words don't tell.

    ``languages`` are all that a good part of it is in, the commonest first: two or more for a mixed text.
    """

    format: str
    encoding: str
    language: str | None
    cues: tuple[Cue, ...]
    problems: tuple[Problem, ...]
    languages: tuple[str, ...] = ()
    extras: Extras = NOTHING_ELSE


class FormatError(Exception):
    """The file can't be read at all; ``problem`` has the line and what to do about it.

    ``rows`` are the first rows of a table whose columns have to be chosen.
    """

    def __init__(self, problem: Problem, rows: tuple[tuple[str, ...], ...] = ()) -> None:
        super().__init__(problem.message)
        self.problem = problem
        self.rows = rows


def make_problem(code: str, line: int, *, refuses: bool = False, **params: str | int) -> Problem:
    """Return the problem ``code`` with its message filled in from ``params``, to which ``line`` is added."""
    params = {"line": line, **params}
    return Problem(line, MESSAGES[code] % params, code, params, refuses)


def refusal(code: str, line: int = 1, **params: str | int) -> FormatError:
    """Return the error that refuses a whole file, ready to be raised."""
    return FormatError(make_problem(code, line, refuses=True, **params))
