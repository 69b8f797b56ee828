"""Results are kept for the next student only where nothing that they depend on differs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
import torch

from autograder.checks import memo, oracle
from autograder.checks.oracle import autograd

Function = Callable[..., torch.Tensor]


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    memo._kept.clear()


@pytest.fixture
def computed(monkeypatch: pytest.MonkeyPatch) -> list[Function]:
    """The functions that were really differentiated, in order."""
    functions: list[Function] = []
    differentiate = oracle._gradients

    def record(function: Function, *arguments: Any) -> Any:
        functions.append(function)
        return differentiate(function, *arguments)

    monkeypatch.setattr(oracle, "_gradients", record)
    return functions


@dataclass
class Layer:
    weights: torch.Tensor

    def loss(self, w: torch.Tensor) -> torch.Tensor:
        return (self.weights * w).sum()


def test_the_same_oracle_is_computed_once(computed: list[Function]) -> None:
    def of_one_student() -> list[Any]:
        x = torch.tensor([3.0, 4.0])
        functions: list[Function] = [
            lambda w: (w * x.double()).sum(),
            lambda w, factors=(3.0, None): (w * factors[0]).sum(),
            Layer(x).loss,
            lambda w, of_torch=torch.sum: of_torch(w),
        ]
        return [autograd(function, w=torch.tensor([1.0, 2.0]))["w"].tolist() for function in functions]

    assert of_one_student() == of_one_student() == of_one_student() == [[3, 4], [3, 3], [3, 4], [1, 1]]
    assert len(computed) == 4


def test_what_a_function_captured_is_part_of_it() -> None:
    """A student's value in a closure gives another result for each student."""
    for student in (2.0, 3.0):
        array, tensor = np.full(2, student), torch.full((2,), student)
        functions: list[Function] = [
            lambda w: (w * student).sum(),  # noqa: B023
            lambda w: (w * torch.tensor(array)).sum(),  # noqa: B023
            lambda w, captured={"x": [tensor]}: (w * captured["x"][0]).sum(),
            Layer(tensor).loss,
            lambda w: functions[0](w) * 1.0,  # noqa: B023
        ]
        for function in functions:
            assert autograd(function, w=torch.ones(2))["w"].tolist() == [student, student]


@pytest.mark.parametrize(
    "other", [np.float32([1, 3]), np.array([1, 2]), np.float32([[1, 2]]), torch.tensor([1.0, 2.0])]
)
def test_inputs_differ_by_value_dtype_shape_and_library(other: Any) -> None:
    assert memo._key((np.float32([1, 2]),)) != memo._key((other,))
    assert memo._key((np.float32([1, 2]),)) == memo._key((np.float32([1, 2]),))


def test_numbers_that_compare_equal_are_not_the_same() -> None:
    keys = [memo._key((value,)) for value in (0, 0.0, -0.0, False, None, "0", b"0", [0], (0,))]
    assert len(set(keys)) == len(keys)


def test_upstream_and_the_homework_s_kind_of_arrays_count(running_test: Any) -> None:
    def double(w: torch.Tensor) -> torch.Tensor:
        return 2 * w

    assert autograd(double, np.ones(2), w=np.ones(2))["w"].tolist() == [2, 2]
    assert autograd(double, np.array([1.0, 5.0]), w=np.ones(2))["w"].tolist() == [2, 10]
    with running_test(arrays="torch.float32"):
        assert autograd(double, np.ones(2), w=np.ones(2))["w"].dtype == torch.float32


def test_two_functions_on_the_same_line_are_two() -> None:
    double, triple = lambda w: (2 * w).sum(), lambda w: (3 * w).sum()
    assert autograd(double, w=np.ones(1))["w"] == 2
    assert autograd(triple, w=np.ones(1))["w"] == 3


def test_a_function_with_a_side_effect_is_called_each_time() -> None:
    for _ in range(3):
        seen: list[float] = []
        latest = None

        def loss(w: torch.Tensor) -> torch.Tensor:
            nonlocal latest
            latest = w.sum().item()
            return (w**2).sum()

        autograd(loss, w=np.ones(2))
        assert latest == 2
        autograd(lambda w, seen=seen: (seen.append(1.0), w.sum())[1], w=np.ones(2))  # type: ignore[func-returns-value]
        assert seen == [1]


def test_what_cannot_be_looked_into_is_computed_each_time() -> None:
    class Opaque:
        factor = 2.0

    opaque = Opaque()
    for factor in (2.0, 3.0):
        opaque.factor = factor
        assert autograd(lambda w: (w * opaque.factor).sum(), w=np.ones(1))["w"] == factor
    assert memo._key((np.zeros(memo.LARGEST_ARRAY),)) is None
    endless: list[Any] = []
    endless.append(endless)
    assert memo._key((endless,)) is None
    assert memo._key((torch.ones(1, requires_grad=True),)) is None
    assert not memo._kept


def test_a_result_is_the_caller_s_own() -> None:
    for _ in range(3):
        gradient = autograd(lambda w: (w * 5).sum(), w=np.ones(2))["w"]
        assert gradient.tolist() == [5, 5]
        gradient[:] = 0


def test_only_so_many_results_are_kept() -> None:
    for number in range(memo.MOST_KEPT + 20):
        memo.once(lambda: {"x": np.ones(1)}, number)
    assert len(memo._kept) == memo.MOST_KEPT


def test_a_method_is_computed_once_for_each_object_and_argument() -> None:
    computed = []

    class Square:
        def __init__(self, side: int) -> None:
            self.side = side

        @memo.once_for_each
        def area(self, unit: str = "m2") -> list[str]:
            computed.append((self.side, unit))
            return [f"{self.side**2} {unit}"]

    two, three = Square(2), Square(3)
    assert [two.area(), three.area(), two.area("cm2")] == [["4 m2"], ["9 m2"], ["4 cm2"]]
    assert two.area() is two.area()
    assert computed == [(2, "m2"), (3, "m2"), (2, "cm2")]
