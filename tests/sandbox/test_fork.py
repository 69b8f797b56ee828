"""Work in a short-lived process of its own."""

from __future__ import annotations

import os
import signal

import pytest

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
