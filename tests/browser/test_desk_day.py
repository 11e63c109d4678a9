"""The day at the desk of ``benchmarks.desk_day``, with one interview: the public site answers nothing wrong."""

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow]
ROOT = Path(__file__).resolve().parent.parent.parent


def test_an_interview_goes_through_a_whole_day_and_the_public_site_answers_right():
    command = [sys.executable, "-m", "benchmarks.desk_day", "--interviews", "1"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]
    assert " 0 wrong" in done.stdout
