"""A short soak: what `make soak` does with 2,000 submissions, with 100. Too few to tell whether anything grows."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.slow
def test_a_hundred_submissions_at_random_get_their_verdicts_and_leave_nothing() -> None:
    soak = Path(__file__).with_name("soak.py")
    done = subprocess.run([sys.executable, str(soak), "100"], capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr
