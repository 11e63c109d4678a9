"""What other processes do in these tests, without Django: ``python -m tests.search.engine.workers NAME ARGUMENTS``."""

import os
import pickle
import select
import shutil
import subprocess
import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path

from search.whoosh_engine import SearchUnavailable
from tests.search.engine import ledger
from tests.search.engine.faults import Faults

ROOT = Path(__file__).parents[3]


def start(name: str, *arguments: object) -> subprocess.Popen:
    """Start a worker that reads lines from us and says lines to us."""
    command = [sys.executable, "-m", "tests.search.engine.workers", name, *map(str, arguments)]
    return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def _say(said: object) -> None:
    sys.stdout.write(f"{said}\n")
    sys.stdout.flush()


def write_on(path: str, first: str) -> None:
    """Do commit ``first`` and all after it, and say each one's number when it is done; never ends."""
    engine = ledger.open_ledger(Path(path))
    _say("ready")
    for commit in count(int(first)):
        ledger.act_of(commit)(engine, commit)
        _say(commit)


def write_when_told(path: str, commit: str) -> None:
    """Hold the lock half way through a commit, and finish when a line comes in."""

    def half_way() -> list[dict]:
        _say("half way")
        sys.stdin.readline()
        return ledger.documents_of(group, int(commit))

    group = int(commit) % ledger.GROUPS
    ledger.open_ledger(Path(path)).replace("group", [group], half_way)
    _say("done")


def read_on(path: str) -> None:
    """Read until the other side closes its end; say the number of searches, or die of what was wrong."""
    engine = ledger.open_ledger(Path(path))
    _say("ready")
    searches = 0
    while not select.select([sys.stdin], [], [], 0)[0]:
        ledger.seen_by(engine)
        searches += 1
    _say(searches)


def die_at_every_step(base: str, folder: str, act: str, commit: str, power_cut: str) -> None:
    """Do ``act`` to copies of the index ``base``, each time dying one step later, and say how many copies there are.

    The last copy saw the end of the act. Says what a power cut would lose even then.
    """
    for step in count(1):
        path = Path(folder) / f"{step:03}"
        shutil.copytree(base, path)
        if not _dies(path, getattr(ledger, act), int(commit), step, power_cut == "power cut"):
            _say(step)
            return


def _dies(path: Path, act: Callable, commit: int, step: int, power_cut: bool) -> bool:
    child = os.fork()
    if child:
        _child, status = os.waitpid(child, 0)
        if not os.WIFSIGNALED(status) and status:
            sys.exit(f"Step {step} failed: {status}")
        return os.WIFSIGNALED(status)
    faults = Faults(path, step, power_cut=power_cut)
    act(ledger.open_ledger(path), commit)
    if faults.unsafe:
        sys.stderr.write(f"not on the disk after {act.__name__}: {faults.unsafe}\n")
    os._exit(1 if faults.unsafe else 0)


def search_without_writing(path: str) -> None:
    """Search the index, and die if anything below it is opened for writing, made, renamed or deleted."""
    Faults(Path(path), 1, power_cut=False)
    _say(ledger.held_by(ledger.open_ledger(Path(path))))


def search_without_pickle(path: str) -> None:
    """Search the index with nothing in this process that could load a pickle; say what is held, or "unavailable"."""

    def refuse(*_arguments: object, **_named: object) -> None:
        os.write(2, b"a pickle was loaded\n")
        os._exit(1)

    loaders = [pickle.load, pickle.loads, pickle.Unpickler, pickle._load, pickle._loads, pickle._Unpickler]
    for module in list(sys.modules.values()):
        for name, value in list(vars(module).items()):
            if any(value is loader for loader in loaders):
                setattr(module, name, refuse)
    engine = ledger.open_ledger(Path(path))
    try:
        _say(ledger.held_by(engine))
    except SearchUnavailable:
        _say("unavailable")


def list_modules() -> None:
    """Say what the engine imported."""
    _say(" ".join(sorted(sys.modules)))


if __name__ == "__main__":
    globals()[sys.argv[1]](*sys.argv[2:])
