"""Work in a short-lived process of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest
from project import ROOT

from autograder.sandbox.fork import in_child


def interrupted() -> int:
    os.kill(os.getpid(), signal.SIGINT)  # as Ctrl-C does to all processes in the terminal
    return 5


def failing() -> int:
    raise ValueError("the reason")


def test_ctrl_c_in_the_child_is_left_to_the_parent(capfd: pytest.CaptureFixture[str]) -> None:
    assert in_child(interrupted, int) == 5
    assert capfd.readouterr() == ("", "")
    assert in_child(failing, int) is None
    assert "ValueError: the reason" in capfd.readouterr().err


ENDS_BEFORE_ITS_CHILD = """
import os, signal, time
from autograder.sandbox.fork import in_child
signal.signal(signal.SIGALRM, lambda *_: os._exit(7))
signal.setitimer(signal.ITIMER_REAL, 0.1)
in_child(lambda: time.sleep(0.5), None)
"""


def test_whose_parent_has_ended_is_silent() -> None:
    command = [sys.executable, "-c", ENDS_BEFORE_ITS_CHILD]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)  # until the child has closed its end, too
    assert (done.returncode, done.stdout, done.stderr) == (7, "", "")
