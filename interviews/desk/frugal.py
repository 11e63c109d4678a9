"""Memory goes back to the system while a long file is at work, and at no other time."""

import ctypes
from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

_P = ParamSpec("_P")
_R = TypeVar("_R")
# Names of malloc.h. Blocks from this size on are the system's own, and go back to it as soon as they are free.
_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3
_SMALL, _LARGE = 256 * 1024, 8 * 1024 * 1024


def frugal(view: Callable[_P, _R]) -> Callable[_P, _R]:
    """Let ``view`` use no more memory than it holds at a time.

    Left to itself glibc keeps blocks up to the size of the largest that was ever freed: after one long file a server
    would hold a hundred megabytes of nothing. But a search makes arrays of a megabyte by the dozen, and is two or three
    times slower where each is asked of the system anew; so this holds for ``view`` alone. Other C libraries have no
    such setting, and need none.
    """

    @wraps(view)
    def inner(*args: _P.args, **options: _P.kwargs) -> _R:
        _set(_MMAP_THRESHOLD, _SMALL)
        try:
            return view(*args, **options)
        finally:
            _set(_MMAP_THRESHOLD, _LARGE)
            _set(_TRIM_THRESHOLD, 2 * _LARGE)
            _call("malloc_trim", 0)

    return inner


def _set(what: int, value: int) -> None:
    _call("mallopt", what, value)


def _call(name: str, *values: Any) -> None:
    try:
        getattr(ctypes.CDLL(None), name)(*values)
    except (AttributeError, OSError, TypeError):
        return
