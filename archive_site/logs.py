"""Logging that forgets who asked and what for."""

import logging
import traceback
from types import TracebackType


def places(error: type[BaseException] | None, trail: TracebackType | None) -> str:
    """Tell an exception's class and where in the code it arose: what a repair needs, and nothing a reader sent.

    The message is left out, because it may quote the query or the address that caused it.
    """
    if error is None:
        return ""
    frames = traceback.extract_tb(trail)[-8:]
    return f"{error.__name__} in " + " < ".join(f"{f.name} ({f.filename}:{f.lineno})" for f in reversed(frames))


class ForgetReaders(logging.Filter):
    """Rewrite records that belong to a request: no path, query, address or header stays, not even in a traceback."""

    def filter(self, record: logging.LogRecord) -> bool:
        if not (hasattr(record, "request") or record.name.startswith("django.request")):
            return True
        text = f"request failed {getattr(record, 'status_code', '')}".rstrip()
        if record.exc_info:
            text = f"{text}: {places(record.exc_info[0], record.exc_info[2])}"
        record.msg, record.args = text, ()
        record.exc_info = record.exc_text = record.stack_info = None
        record.__dict__.pop("request", None)
        return True
