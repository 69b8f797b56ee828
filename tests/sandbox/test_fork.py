"""Work in a short-lived process of its own."""

from __future__ import annotations

import pytest

from autograder.sandbox.fork import in_child


def interrupted() -> int:
    raise KeyboardInterrupt


def failing() -> int:
    raise ValueError("the reason")


def test_ctrl_c_in_the_child_is_left_to_the_parent_to_tell(capfd: pytest.CaptureFixture[str]) -> None:
    assert in_child(interrupted, int) is None
    assert capfd.readouterr() == ("", "")
    assert in_child(failing, int) is None
    assert "ValueError: the reason" in capfd.readouterr().err
