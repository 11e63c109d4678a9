"""Logging that forgets who asked and what for."""

import logging
import traceback


class ForgetReaders(logging.Filter):
    """Rewrite records that belong to a request: no path, query, address or header stays, not even in a traceback.

    What stays is the status, the exception's class and the places in the code, which is what a repair needs. The
    message of an exception goes, because it may quote the query that caused it.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        if not (hasattr(record, "request") or record.name.startswith("django.request")):
            return True
        status = getattr(record, "status_code", "")
        text = f"request failed {status}".rstrip()
        if record.exc_info and record.exc_info[0] is not None:
            frames = traceback.extract_tb(record.exc_info[2])[-8:]
            places = " < ".join(f"{frame.name} ({frame.filename}:{frame.lineno})" for frame in reversed(frames))
            text = f"{text}: {record.exc_info[0].__name__} in {places}"
        record.msg, record.args = text, ()
        record.exc_info = record.exc_text = record.stack_info = None
        record.__dict__.pop("request", None)
        return True
