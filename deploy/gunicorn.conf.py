"""Gunicorn as the archive needs it: a few threads, one indexing worker, and no word about readers in any log."""

import gc
import logging
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

from gunicorn.glogging import Logger

from archive_site.logs import places

bind = os.environ.get("BIND") or f"127.0.0.1:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WORKERS", "2"))
threads = int(os.environ.get("THREADS", "4"))
worker_class = "gthread"
# The heartbeat file belongs in memory: on a slow disk a worker would look dead.
_memory = Path("/dev/shm")  # noqa: S108
worker_tmp_dir = str(_memory) if _memory.is_dir() else None
chdir = str(Path(__file__).resolve().parent.parent)
timeout = 60
graceful_timeout = 10
max_requests = 5000
max_requests_jitter = 500
preload_app = False
accesslog = None  # who reads what is written down nowhere
errorlog = "-"
limit_request_line = 4094
control_socket_disable = True
proc_name = "one-of-us-archive"


class ForgetfulLogger(Logger):
    """Gunicorn names the caller's address when a request is malformed or an error escapes; this names nobody."""

    def _forget(self, level: int) -> None:
        self.error_log.log(level, "A request could not be answered.")

    def warning(self, msg: str, *args: object, **kwargs: object) -> None:
        if "ip=" in str(msg) or "request" in str(msg).lower():
            self._forget(logging.WARNING)
        else:
            super().warning(msg, *args, **kwargs)

    def exception(self, msg: object, *args: object, **kwargs: object) -> None:
        error, _, trail = sys.exc_info()
        self.error_log.error("A request could not be answered: %s", places(error, trail))

    def debug(self, msg: str, *args: object, **kwargs: object) -> None:
        """Say nothing: gunicorn's debug lines hold whole request lines."""

    def error(self, msg: str, *args: object, **kwargs: object) -> None:
        if "request" in str(msg).lower():
            self._forget(logging.ERROR)
        else:
            super().error(msg, *args, **kwargs)


logger_class = ForgetfulLogger
_indexer: subprocess.Popen[bytes] | None = None
_stopping = threading.Event()


def _start_indexing() -> None:
    global _indexer
    command = [sys.executable, "manage.py", "work_outbox", "--watch", "--server", str(os.getpid())]
    _indexer = subprocess.Popen(command, cwd=chdir)  # noqa: S603 - its words are all ours


def _keep_indexing() -> None:
    """Start the indexing worker again whenever it ends, until the server stops."""
    while not _stopping.wait(2):
        if _indexer is None or not _is_alive(_indexer.pid):
            logging.getLogger("gunicorn.error").warning("The indexing worker ended; it is started again.")
            _start_indexing()


def _is_alive(pid: int) -> bool:
    """Tell whether the process runs. Gunicorn reaps every child itself, so asking Popen would not do."""
    try:
        done, _ = os.waitpid(pid, os.WNOHANG)
    except ChildProcessError:
        return False
    return done == 0


def when_ready(server: object) -> None:
    """Start the worker that brings the index up to date, once, beside the web workers.

    Here and not in the thread: a web worker forked in the midst of it would hold its pipe open, and it would wait.
    """
    _start_indexing()
    threading.Thread(target=_keep_indexing, name="indexer", daemon=True).start()


def post_worker_init(worker: object) -> None:
    """Open the search index before the first reader asks for it, without keeping anybody waiting."""
    from search.analysis import open_dictionaries
    from search.sync import warm  # Django is ready only now

    open_dictionaries()
    gc.collect()
    gc.freeze()  # what is loaded stays: looking through it again and again would cost some requests 20 ms
    threading.Thread(target=warm, name="warm", daemon=True).start()


def on_exit(server: object) -> None:
    """Stop the indexing worker with the server."""
    _stopping.set()
    if _indexer and _is_alive(_indexer.pid):
        _indexer.terminate()
        for _ in range(100):
            if not _is_alive(_indexer.pid):
                return
            time.sleep(0.1)
        _indexer.kill()
