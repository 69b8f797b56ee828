"""Every kind of message, as a student reads it: messages.txt has them all. `python tests/checks/test_messages.py`
writes that file anew; read what changed."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from autograder.checks.compare import check, check_close
from autograder.checks.context import CheckFailed, TestContext, current
from autograder.checks.draw import Draw
from autograder.checks.messages import with_cause
from autograder.checks.oracle import autograd
from autograder.homework import Homework, Tolerance

MESSAGES = Path(__file__).with_name("messages.txt")


class Proxy:
    """What stands for an object of the student's."""

    def __init__(self, type_name: str) -> None:
        self._type_name = type_name


def cases() -> dict[str, tuple[dict[str, Any], Callable[[], None]]]:
    """Name of the case -> settings of the homework, and a check that fails."""
    settings: dict[str, Any] = {
        "title": "", "points": 1, "submit": (), "arrays": "torch.float32", "name": "example",
        "tolerance": Tolerance(relative=1e-6, absolute=1e-8),
    }  # fmt: skip
    homework = Homework(**settings)
    right: dict[str, Any] = {}

    def close(change: Callable[[dict[str, Any]], dict[str, Any]], **options: Any) -> Callable[[], None]:
        """The gradients of a linear layer, changed as a student's mistake changes them."""

        def run() -> None:
            draw = Draw(homework, "test_linear_backward", 0)
            x, w, b, upstream = draw((5, 3), (3, 4), (1, 4), (5, 4))
            right.update(autograd(lambda **given: given["X"] @ given["W"] + given["b"], upstream, X=x, W=w, b=b))
            check_close({**right, **change(right)}, right, of="dL/d{}", **options)

        return run

    def one(actual: Any, expected: Any, of: str = "y_hat", **options: Any) -> Callable[[], None]:
        return lambda: check_close(actual, expected, of=of, **options)

    def without(gradients: dict[str, Any], *names: str, **others: Any) -> Any:
        return Absent({name: value for name, value in gradients.items() if name not in names} | others)

    class Absent(dict[str, Any]):
        pass

    def missing() -> None:
        close(lambda g: {})()
        check_close(without(right, "W", "b", w=right["W"]), right, of="dL/d{}")

    values = np.round(np.random.default_rng(5).standard_normal((5, 4)), 3)
    with_nan, with_infinity = values.copy(), values.copy()
    with_nan[2, 1:3], with_infinity[4, 0] = np.nan, np.inf
    many = {f"W{i}": values + i for i in range(8)}
    divided = close(lambda g: {"W": g["W"] / 5})
    return {
        "divided by N twice": (settings, divided),
        "the same, reveal: where": ({**settings, "reveal": "where"}, divided),
        "the same, reveal: nothing": ({**settings, "reveal": "nothing"}, divided),
        "two entries with the same cause": (settings, close(lambda g: {"W": g["W"] / 5, "b": g["b"] / 5})),
        "two entries with different causes": (settings, close(lambda g: {"W": -g["W"], "b": None})),
        "a shape": (settings, close(lambda g: {"W": g["W"].T})),
        "a shape, reveal: nothing": ({**settings, "reveal": "nothing"}, close(lambda g: {"W": g["W"].T})),
        "the batch is not summed": (settings, one(values, values.sum(axis=0), "dJdb1")),
        "no return": (settings, one(None, values)),
        "names that are missing": (settings, missing),
        "many entries": (settings, lambda: check_close({**many, "W0": 1.5}, {k: v + 0.25 for k, v in many.items()})),
        "a scalar": (settings, one(0.731, 1.462, "loss")),
        "a scalar that is barely wrong": (settings, one(0.12345678, 0.1234571, "loss")),
        "a scalar, reveal: where": ({**settings, "reveal": "where"}, one(0.731, 1.462, "loss")),
        "a loss that is not reduced": (settings, one(values, values.mean(), "loss")),
        "a loss and its gradient in one": (settings, one((0.731, values), 0.731, "loss")),
        "a tuple with one item too few": (settings, lambda: check_close((0.731,), (0.731, values))),
        "a wrong item of a tuple": (
            settings,
            lambda: check_close((0.731, -values), (0.731, values), of="mse_loss(y, y_hat){}"),
        ),
        "None instead of a tuple": (settings, lambda: check_close(None, (0.731, values))),
        "NaN": (settings, one(with_nan, values)),
        "infinity": (settings, one(with_infinity, values + 1)),
        "NaN as a scalar": (settings, one(float("nan"), 0.5, "loss")),
        "a column": (settings, one(values[:, :1], values[:, 0], "y")),
        "a row where shapes are strict": ({**settings, "strict_shapes": True}, one(values[0], values[:1], "dJdb")),
        "complex numbers": (settings, one(values + 1j, values)),
        "truth values": (settings, one(values > 0, values)),
        "a function": (settings, one(Proxy("function"), values)),
        "an object": (settings, one(Proxy("MLP"), values)),
        "a text": (settings, one("0.731\n\x1b[31m" + "!" * 60, 0.731, "loss")),
        "a ragged list": (settings, one([[1.0, 2.0], [3.0]], values)),
        "a hint of the test's": (settings, close(lambda g: {"b": g["b"] * 3}, hint="is b added once for every layer?")),
        "a condition": (settings, lambda: check(np.bool_(False), "forward changed its input x in place.")),
    }


def all_messages() -> str:
    parts = []
    for name, (settings, fails) in cases().items():
        token = current.set(TestContext(homework=Homework(**settings), test_id="test_linear_backward", seed=0))
        try:
            fails()
        except CheckFailed as failed:
            parts.append(f"--- {name}\n{failed}\n")
        finally:
            current.reset(token)
    return "\n".join(parts)


def test_the_messages_are_those_of_the_file() -> None:
    assert all_messages() == MESSAGES.read_text(encoding="utf-8")


def test_every_case_has_a_message() -> None:
    assert all_messages().count("--- ") == len(cases())


def test_a_known_mistake_replaces_every_guess() -> None:
    for name in ("divided by N twice", "two entries with different causes", "a condition"):
        message = all_messages().partition(f"--- {name}\n")[2].partition("\n---")[0].rstrip()
        replaced = with_cause(message, "Is the gradient divided by N twice?")
        assert replaced.count("ikely cause: ") == 1
        assert replaced.endswith("\nLikely cause: Is the gradient divided by N twice?")
        assert replaced.splitlines()[0] == message.splitlines()[0]


def test_the_instructor_sees_what_the_student_does_not() -> None:
    settings, fails = cases()["the same, reveal: nothing"]
    token = current.set(TestContext(homework=Homework(**settings), test_id="test_linear_backward", seed=0))
    try:
        fails()
    except CheckFailed as failed:
        assert "expected" not in str(failed)
        assert "1/5" not in str(failed)
        assert "every entry is 1/5 of the expected value" in failed.details
    finally:
        current.reset(token)


if __name__ == "__main__":
    warnings.simplefilter("error")
    MESSAGES.write_text(all_messages(), encoding="utf-8")
