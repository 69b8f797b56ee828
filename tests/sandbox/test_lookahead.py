"""What is sent ahead, and that a wrong guess costs nobody a point."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from project import Command, checkout_with

from autograder.sandbox.lookahead import MOST_AHEAD, MOST_BYTES, LookAhead, WrongGuess

SCRIPT = [b"%d" % number for number in range(10)]


def test_what_is_expected_next_is_sent_with_what_is_asked_for() -> None:
    ahead = LookAhead(SCRIPT)
    assert ahead.to_send(b"0") == b"0123456789"
    assert [ahead.to_send(frame) for frame in SCRIPT[1:]] == [b""] * 9
    assert not ahead.is_ahead
    assert ahead.to_send(b"more") == b"more"
    assert ahead.sent == [*SCRIPT, b"more"]


def test_little_is_sent_at_a_time() -> None:
    ahead = LookAhead([b"x"] * 100)
    assert ahead.to_send(b"x") == b"x" * (1 + MOST_AHEAD)
    large = b"y" * (MOST_BYTES // 2)
    assert LookAhead([large] * 5).to_send(large) == large * 3


def test_nothing_is_sent_ahead_of_what_was_not_expected() -> None:
    ahead = LookAhead(SCRIPT)
    assert ahead.to_send(b"other") == b"other"
    assert ahead.to_send(b"1").startswith(b"12")
    with pytest.raises(WrongGuess):
        ahead.to_send(b"3")


HOMEWORK = """
title: "Questions that depend on answers"
points: 5
submit: [{name: double.py}]
arrays: numpy.float64
tolerance: {relative: 1.0e-6, absolute: 1.0e-9}
limits: {call_seconds: 1}
"""
TESTS = """
from gradescope_utils.autograder_utils.decorators import weight
from autograder.checks import check_close


@weight(1)
def test_one(student):
    check_close(student.double(1.0), 2.0)


@weight(2)
def test_of_its_own_answer(student):
    check_close(student.double(student.double(1.0)), 4.0)


@weight(1)
def test_only_once(student):
    check_close(student.times_called(), 3)


@weight(1)
def test_last(student):
    check_close(student.double(2.0), 4.0)
"""
RIGHT = """
calls = 0

def double(x):
    global calls
    calls += 1
    return 2 * x

def times_called():
    return calls
"""
SUBMISSIONS = {  # and the points of each
    "a_right": (RIGHT, 5),
    "b_right": (RIGHT.replace("2 * x", "x + x"), 5),
    "c_wrong_once": (RIGHT.replace("2 * x", "2 * x if calls != 2 else 2.5"), 3),  # so the next question is another
    "d_raises_once": (RIGHT.replace("2 * x", "2 * x if calls != 2 else 1 / 0"), 2),  # and is called twice only
    "e_hangs_once": (RIGHT.replace("    return 2 * x", "    while calls == 2: pass\n    return 2 * x"), 2),
    "f_ends_at_last": (RIGHT.replace("    return 2 * x", "    if calls == 4: raise SystemExit\n    return 2 * x"), 4),
    "g_right": (RIGHT, 5),
}


@pytest.mark.slow
def test_each_gets_the_same_in_a_class_as_alone(autograder: Command, tmp_path: Path) -> None:
    root = checkout_with(tmp_path / "project", HOMEWORK, {"test_double.py": TESTS}, RIGHT)
    folder, out = tmp_path / "class", tmp_path / "out"
    folder.mkdir()
    for name, (source, _) in SUBMISSIONS.items():
        (folder / f"{name}.py").write_text(source)
    done = autograder("grade", "double", folder, "--out", out, "--jobs", 1, "--quiet", root=root)
    assert done.returncode == 0, done.stdout + done.stderr
    for name, (_, points) in SUBMISSIONS.items():
        in_class = json.loads((out / f"{name}.py" / "results.json").read_text())
        autograder("check", "double", folder / f"{name}.py", "--json", tmp_path / "alone.json", root=root)
        alone = json.loads((tmp_path / "alone.json").read_text())
        assert (name, in_class["score"]) == (name, points)
        assert in_class["tests"] == alone["tests"]
