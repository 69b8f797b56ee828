"""check_close and check: what passes, what does not, in which order it is looked at, and that nothing else escapes."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
import pytest
import torch

from autograder.checks.compare import check, check_close
from autograder.checks.context import CheckFailed, TestContext
from autograder.report import Mismatch

ROW = np.array([[1.0, -2.0, 3.0]])
MATRIX = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])


class Proxy:
    """What stands for an object of the student's: it answers nothing."""

    def __init__(self, type_name: str) -> None:
        self._type_name = type_name

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # asked by pytest
            raise AttributeError(name)
        pytest.fail(f"{name} of a proxy was asked for, which is a round trip")


def failure(actual: Any, expected: Any, **options: Any) -> CheckFailed:
    with pytest.raises(CheckFailed) as caught:
        check_close(actual, expected, **options)
    return caught.value


def mismatch(actual: Any, expected: Any, **options: Any) -> Mismatch:
    (only,) = failure(actual, expected, **options).mismatches
    return only


@pytest.mark.parametrize(
    ("actual", "expected"),
    [
        (1.5, 1.5),
        (1.5, np.array([[1.5]])),
        (np.float32(1.5), 1.5),
        (torch.tensor(1.5), np.array(1.5)),
        (torch.tensor([[1.5]]), 1.5),
        (1, 1.0),
        (True, 1.0),
        ([1, -2, 3], ROW),
        ([[1.0, -2.0, 3.0]], ROW),
        ((1.0, -2.0, 3.0), ROW[0]),
        ([np.float64(1.0), torch.tensor(-2.0), 3], ROW),
        ([ROW[0], ROW[0]], np.repeat(ROW, 2, axis=0)),
        (ROW[0], ROW),
        (ROW[None], ROW),
        (ROW.astype(np.float32), ROW),
        (ROW.astype(np.float16), ROW),
        (ROW.astype(np.int8), ROW),
        (torch.tensor(ROW, dtype=torch.bfloat16), ROW),
        (torch.tensor(ROW, requires_grad=True), ROW),
        (torch.tensor(ROW).to_sparse(), ROW),
        (torch.tensor(ROW), torch.tensor(ROW, dtype=torch.float32)),
        (MATRIX.T, np.asfortranarray(MATRIX.T)),
        (ROW > 0, ROW > 0),
        ((ROW > 0).astype(float), ROW > 0),
        (np.array([np.inf, -np.inf]), np.array([np.inf, -np.inf])),
        (np.zeros((0, 3)), np.zeros((0, 3))),
        (-0.0, 0.0),
        ([1.0, MATRIX], (1.0, MATRIX)),
        (np.stack([MATRIX, MATRIX]), [MATRIX, MATRIX]),
        ({"W": ROW, "extra": None}, {"W": ROW}),
        (MappingProxyType({"W": ROW}), {"W": ROW}),
        ({"L1": {"W": ROW}}, {"L1": {"W": ROW}}),
        ({0: ROW}, {0: ROW}),
    ],
)
def test_equal_values_in_equivalent_containers_pass(actual: Any, expected: Any) -> None:
    check_close(actual, expected)


@pytest.mark.parametrize(
    ("actual", "expected", "kind"),
    [
        (None, ROW, "type"),
        ("1.5", 1.5, "type"),
        (b"1.5", 1.5, "type"),
        ({}, 1.5, "type"),
        (Proxy("generator"), ROW, "type"),
        ([[1.0], [1.0, 2.0]], MATRIX, "type"),
        ([None, 1.0], ROW, "type"),
        ((1.5, MATRIX), 1.5, "type"),
        (10**400, 1.5, "type"),
        ([10**400], 1.5, "type"),
        (np.array([None, 1.0]), ROW, "type"),
        (np.array(["1", "2"]), ROW, "type"),
        (torch.ones(3, device="meta"), ROW, "type"),
        (MATRIX[0], MATRIX, "shape"),
        (MATRIX.T, MATRIX, "shape"),
        (MATRIX.ravel(), MATRIX, "shape"),
        (MATRIX[:, :1], MATRIX[:, 0], "shape"),
        (MATRIX[:, 0], MATRIX[:, :1], "shape"),
        (1.0, ROW, "shape"),
        (ROW, 1.0, "shape"),
        (np.zeros((0,)), np.zeros((0, 3)), "shape"),
        ([], 1.0, "shape"),
        (ROW + 0j, ROW, "dtype"),
        (ROW < 0, ROW, "dtype"),
        (np.array([1.0, np.nan]), np.array([1.0, 2.0]), "not finite"),
        (np.array([1.0, np.nan]), np.array([1.5, 2.0]), "not finite"),
        (np.inf, 1.0, "not finite"),
        (-np.inf, np.inf, "not finite"),
        (1e308, np.inf, "value"),
        (1.1, 1.0, "value"),
        (0, 0.5, "value"),
        (1e-7, 0.0, "value"),
    ],
)
def test_anything_else_is_a_mismatch_of_its_kind(actual: Any, expected: Any, kind: str) -> None:
    assert mismatch(actual, expected).kind == kind


def test_type_shape_dtype_nan_and_values_are_looked_at_in_this_order() -> None:
    broken = np.full((3, 2), np.nan) + 1j
    assert mismatch([broken, None], MATRIX).kind == "type"
    assert mismatch(broken, MATRIX).kind == "shape"
    assert mismatch(broken.T, MATRIX).kind == "dtype"
    assert mismatch(broken.real.T, MATRIX).kind == "not finite"
    assert mismatch(0 * MATRIX, MATRIX).kind == "value"


def test_a_value_mismatch_has_its_numbers() -> None:
    wrong = MATRIX.copy()
    wrong[1, 2], wrong[0, 1] = 5.5, 2.001
    assert mismatch(wrong, MATRIX, of="W", relative=1e-3, absolute=1e-4) == Mismatch(
        entry="W", kind="value", expected_shape=(2, 3), actual_shape=(2, 3), wrong=1, total=6, worst_index=(1, 2),
        expected=6.0, actual=5.5, allowed=pytest.approx(6.1e-3),
    )  # fmt: skip


@pytest.mark.parametrize("sign", [-1, 1])
def test_the_tolerance_is_absolute_plus_relative_times_expected(sign: int) -> None:
    allowed = 0.01 + 0.1 * 8
    check_close(sign * 8 + 0.999 * allowed, sign * 8.0, relative=0.1, absolute=0.01)
    check_close(sign * 8 - 0.999 * allowed, sign * 8.0, relative=0.1, absolute=0.01)
    assert mismatch(sign * 8 + 1.001 * allowed, sign * 8.0, relative=0.1, absolute=0.01).kind == "value"
    assert mismatch(sign * 8 - 1.001 * allowed, sign * 8.0, relative=0.1, absolute=0.01).kind == "value"


def test_the_homework_gives_tolerance_and_strictness(running_test: Any) -> None:
    check_close(1.0 + 5e-6, 1.0)
    assert mismatch(1.0 + 2e-5, 1.0).kind == "value"
    from autograder.homework import Tolerance

    with running_test(tolerance=Tolerance(relative=0.0, absolute=0.5), strict_shapes=True):
        check_close(1.4, 1.0)
        assert mismatch(1.4, 1.0, absolute=0.1).kind == "value"
        assert mismatch(ROW[0], ROW).kind == "shape"
        check_close(ROW[0], ROW, strict=False)
    assert mismatch(ROW[0], ROW, strict=True).kind == "shape"
    assert mismatch(1.0, np.array([1.0]), strict=True).kind == "shape"


@pytest.mark.parametrize("expected", [None, "1.5", np.nan, [MATRIX, np.array([np.nan])], MATRIX + 1j, object()])
def test_an_expected_value_that_cannot_be_is_the_test_s_fault(expected: Any) -> None:
    with pytest.raises(ValueError, match="the expected value of"):
        check_close([1.0, 1.0], expected)


def test_every_entry_is_looked_at() -> None:
    right = {"X": MATRIX, "W": MATRIX.T, "b": ROW}
    failed = failure({"X": MATRIX, "W": None, "b": -ROW}, right, of="dL/d{}")
    assert [(found.entry, found.kind) for found in failed.mismatches] == [("dL/dW", "type"), ("dL/db", "value")]
    assert "dL/dX is right" in str(failed)


def test_at_most_three_entries_are_described() -> None:
    message = str(failure({f"W{i}": i + 0.5 for i in range(9)}, {f"W{i}": float(i) for i in range(9)}))
    assert message.count("is wrong") == 3
    assert "Also wrong: W3, W4, W5, W6, W7 and W8." in message


@pytest.mark.parametrize(
    ("expected", "of", "names"),
    [
        (1.0, "{}", ["the result"]),
        (1.0, "y_hat", ["y_hat"]),
        (1.0, "dL/d{}", ["the result"]),
        ([1.0, 2.0], "losses", ["losses"]),
        ((1.0, MATRIX), "{}", ["[0]", "[1]"]),
        ((1.0, MATRIX), "loss", ["loss[0]", "loss[1]"]),
        ({"W": 1.0, "b": 2.0}, "dL/d{}", ["dL/dW", "dL/db"]),
        ({"W": 1.0}, "gradient", ["gradient W"]),
        ({3: 1.0}, "batch of {}", ["batch of 3"]),
        ({"L1": {"W": 1.0}, "L2": [MATRIX, MATRIX]}, "{}", ["L1['W']", "L2[0]", "L2[1]"]),
    ],
)
def test_names_of_entries(expected: Any, of: str, names: list[str]) -> None:
    def wrong(value: Any) -> Any:
        if isinstance(value, Mapping):
            return {key: wrong(item) for key, item in value.items()}
        if isinstance(value, (list, tuple)):
            return [wrong(item) for item in value]
        return value + 7.0

    assert [found.entry for found in failure(wrong(expected), expected, of=of).mismatches] == names


@pytest.mark.parametrize("actual", [None, 1.0, "ab", Proxy("MLP"), [MATRIX], [MATRIX] * 3, {"0": MATRIX, "1": MATRIX}])
def test_a_list_must_be_one_of_as_many_items(actual: Any) -> None:
    found = mismatch(actual, [MATRIX, MATRIX])
    assert (found.kind, found.entry) == ("type", "the result")
    assert found.actual_type.endswith(" instead of a list of 2")


@pytest.mark.parametrize("actual", [None, 1.0, [MATRIX], Proxy("dict_keys")])
def test_a_dict_must_be_one(actual: Any) -> None:
    assert mismatch(actual, {"W": MATRIX}).actual_type.endswith(" instead of a dict")


@pytest.mark.parametrize(
    ("names", "meant"), [(["w"], "w"), (["dW"], "dW"), (["weights", "dJdW1"], "dJdW1"), (["bias", 3, None], "")]
)
def test_a_missing_name_is_told_the_nearest(names: list[Any], meant: str) -> None:
    found = mismatch(dict.fromkeys(names, MATRIX), {"W1" if meant == "dJdW1" else "W": MATRIX})
    assert found.kind == "missing"
    assert found.likely_cause == (f'is "{meant}" meant to be "{"W1" if meant == "dJdW1" else "W"}"?' if meant else "")


@pytest.mark.parametrize(
    ("of", "message"),
    [
        ("{} after the call", "x and y after the call are right"),
        ("the loss of {}", "the loss of x and y are right"),
        ("dL/d{}", "dL/dx and dL/dy are right"),
        ("all_f[{}]", "all_f[x] and all_f[y] are right"),
    ],
)
def test_what_all_names_share_is_said_once_where_it_stands_apart(of: str, message: str) -> None:
    assert message in str(failure({"x": 1.0, "y": 2.0, "z": 3.0}, {"x": 1.0, "y": 2.0, "z": 4.0}, of=of))


def test_names_of_several_words_are_given_whole() -> None:
    right = {"the input": 1.0, "the output": 2.0, "z": 3.0}
    assert "f: the input now and f: the output now are right" in str(
        failure({**right, "z": 0.1}, right, of="f: {} now")
    )


def test_the_trace_holds_every_value_before_it_is_judged(context: TestContext) -> None:
    check_close(1.0, 1.0, of="loss")
    failure({"W": "wrong", "b": 2.0}, {"W": MATRIX, "b": 2.0, "c": 3.0}, of="d{}")
    failure(None, [MATRIX, 1.0])
    assert context.trace == [("loss", 1.0), ("dW", 'the text "wrong"'), ("db", 2.0), ("dc", None), ("the result", None)]


def test_the_value_of_the_call_before_is_a_cause(context: TestContext) -> None:
    first, second = MATRIX, 3 * MATRIX**2
    check_close(first, first, of="dW")
    assert "is it accumulated (+=)" in str(failure(first + second, second, of="dW"))
    assert "is something kept from it" in str(failure(first + second, second, of="dW"))
    assert context.trace[-1][0] == "dW"


def test_a_hint_takes_the_place_of_a_guess() -> None:
    assert "Likely cause: Look at b." in str(failure(-MATRIX, MATRIX, hint="Look at b."))
    seen = []

    def hint(actual: Any, expected: Any) -> str | None:
        seen.append((actual, expected))
        return "it is a matter of signs" if np.array_equal(actual, -expected) else None

    assert "Likely cause: it is a matter of signs." in str(failure(-MATRIX, MATRIX, hint=hint))
    assert "opposite sign" not in str(failure(-MATRIX, MATRIX, hint=hint))
    assert "a factor 2 one too many" in str(failure(2 * MATRIX, MATRIX, hint=hint))
    assert np.array_equal(seen[0][0], -MATRIX)


def test_a_hint_that_stumbles_over_a_strange_value_is_left_out() -> None:
    assert str(failure("a text", MATRIX, hint=lambda actual, expected: actual.shape)).startswith(
        "The result is the text"
    )


def test_what_is_revealed_is_the_homework_s_choice(running_test: Any) -> None:
    wrong = MATRIX + np.array([[0, 0, 0], [0, 0.4321, 0]])
    seen = {}
    for reveal in ("expected", "where", "nothing"):
        with running_test(reveal=reveal):
            failed = failure({"W": wrong}, {"W": MATRIX})
            seen[reveal] = str(failed)
            assert ("expected 5, got 5.4321" in failed.details) == (reveal != "expected")
    assert "worst at [1, 1]: expected 5, got 5.4321" in seen["expected"]
    assert "worst at [1, 1]: got 5.4321" in seen["where"]
    assert "expected" not in seen["where"]
    assert seen["nothing"] == "W is wrong (shape (2, 3) is right)."


@pytest.mark.parametrize("condition", [True, np.bool_(True), np.array([True]), torch.tensor(True)])
def test_a_true_condition_passes(condition: Any) -> None:
    check(condition, "must hold")


@pytest.mark.parametrize(
    "condition",
    [False, np.bool_(False), torch.tensor(False), None, 1, "yes", Proxy("AlwaysTrue"), [True, True], [1]],
)
def test_anything_else_fails_with_the_sentence(condition: Any) -> None:
    with pytest.raises(CheckFailed, match=r"^forward changed x$") as caught:
        check(condition, "forward changed x")
    assert caught.value.mismatches == (Mismatch(entry="", kind="condition"),)


def test_comparing_needs_no_torch() -> None:
    program = "import sys, autograder.checks.compare, autograder.checks.draw; sys.exit('torch' in sys.modules)"
    assert (
        subprocess.run([sys.executable, "-c", program], check=False, env={"PYTHONPATH": ":".join(sys.path)}).returncode
        == 0
    )
