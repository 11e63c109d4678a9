"""The problems that the formats find, said in the language of the reader."""

from collections.abc import Mapping
from typing import Protocol

from django.utils.translation import gettext

from interviews.formats.foreign import KINDS
from interviews.formats.messages import MESSAGES, OF_WHOLE_FILE


class Told(Protocol):
    """What is needed of a problem: its code, its parameters, and the English sentence to fall back on."""

    @property
    def line(self) -> int: ...

    @property
    def code(self) -> str: ...

    @property
    def params(self) -> Mapping[str, str | int]: ...

    @property
    def message(self) -> str: ...


def translated(problem: Told) -> str:
    """Return the problem's message in the active language, or the English one where there is no template."""
    template = MESSAGES.get(problem.code)
    if template is None:
        return problem.message
    params = {name: gettext(value) if value in KINDS else value for name, value in problem.params.items()}
    return gettext(template) % params


def line_of(problem: Told) -> int:
    """Return the line the problem is about, or 0 where it is about the whole file."""
    return 0 if problem.code in OF_WHOLE_FILE else problem.line


def place_of(problem: Told, file: object) -> str:
    """Return ``file:line``, or ``file`` alone, the same in every language so that editors can jump there."""
    line = line_of(problem)
    return f"{file}:{line}" if line else str(file)
