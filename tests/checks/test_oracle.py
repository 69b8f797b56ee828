"""The oracles: torch autograd and central differences must agree, and refuse what a test's author got wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from autograder.checks.context import CheckFailed
from autograder.checks.draw import Draw
from autograder.checks.oracle import autograd, numerical_gradient
from autograder.homework import Homework


def network(x: Any, w1: Any, b1: Any, w2: Any) -> Any:
    return torch.tanh(torch.sigmoid(x @ w1.T + b1) @ w2.T)


@pytest.mark.parametrize("n", [1, 7])
def test_both_oracles_agree(homework: Callable[..., Homework], n: int) -> None:
    x, w1, b1, w2, upstream = Draw(homework(arrays="torch.float64"), "test_x", n)((n, 2), (4, 2), (4,), (3, 4), (n, 3))
    exact = autograd(network, upstream, x=x, w1=w1, b1=b1, w2=w2)
    approximate = numerical_gradient(network, upstream, x=x, w1=w1, b1=b1, w2=w2)
    assert list(exact) == list(approximate) == ["x", "w1", "b1", "w2"]
    for name in exact:
        torch.testing.assert_close(approximate[name], exact[name], rtol=1e-7, atol=1e-9)


def test_a_known_derivative() -> None:
    x, upstream = np.array([[1.0, -2.0, 3.0]]), np.array([[10.0, 20.0, 30.0]])
    np.testing.assert_array_equal(autograd(lambda x: x**2, upstream, x=x)["x"], [[20.0, -80.0, 180.0]])
    np.testing.assert_array_equal(autograd(lambda x: (x**2).sum(), x=x)["x"], 2 * x)


@pytest.mark.parametrize("kind", ["torch.float32", "torch.float64", "numpy.float64"])
def test_results_are_of_the_homework_s_kind(running_test: Any, kind: str) -> None:
    with running_test(arrays=kind):
        for oracle in (autograd, numerical_gradient):
            gradient = oracle(lambda a: (a**2).sum(), a=torch.tensor([1.0, 2.0]))["a"]
            assert isinstance(gradient, torch.Tensor if kind.startswith("torch") else np.ndarray)
            assert str(gradient.dtype).endswith(kind.partition(".")[2])
            np.testing.assert_allclose(np.asarray(gradient), [2, 4], rtol=1e-6)


def test_float32_inputs_are_computed_in_float64() -> None:
    a = np.float32(0.1)
    assert autograd(lambda a: (a**3).sum(), a=np.array([a]))["a"][0] == pytest.approx(3 * float(a) ** 2, rel=1e-15)


def test_an_input_without_influence_has_gradient_zero() -> None:
    gradients = autograd(lambda a, b: (a**2).sum(), a=np.ones(2), b=np.ones((3, 1)))
    np.testing.assert_array_equal(gradients["b"], np.zeros((3, 1)))


def test_inputs_are_left_alone() -> None:
    a = torch.ones(3, dtype=torch.float64)
    upstream = np.ones(3)
    autograd(lambda a: a * 2, upstream, a=a)
    numerical_gradient(lambda a: a.mul_(2).numpy(), upstream, a=a)
    assert a.tolist() == [1, 1, 1]
    assert not a.requires_grad


def test_nothing_is_broadcast_by_accident() -> None:
    with pytest.raises(ValueError, match=r"returns shape \(3,\), upstream is \(1, 3\)"):
        autograd(lambda a: a * 2, np.ones((1, 3)), a=np.ones(3))
    with pytest.raises(ValueError, match=r"must return a scalar, not shape \(3,\)"):
        autograd(lambda a: a * 2, a=np.ones(3))


@pytest.mark.parametrize(
    ("function", "wanted"),
    [(lambda a: None, "None"), (lambda a: a[:2], r"array of shape \(2,\)"), (lambda a: a + 1j, "complex128 array")],
)
def test_a_useless_forward_fails_with_a_sentence(function: Any, wanted: str) -> None:
    with pytest.raises(CheckFailed, match=wanted + ".*; expected an array of shape .3,."):
        numerical_gradient(function, np.ones(3), a=np.ones(3))


def test_differences_accept_what_a_student_may_return() -> None:
    for function in (lambda a: [2 * float(x) for x in a], lambda a: (2 * a)[None], lambda a: torch.tensor(2 * a)):
        gradient = numerical_gradient(function, np.array([1.0, 2.0, 3.0]), a=np.array([1.0, 1.0, 1000.0]))["a"]
        np.testing.assert_allclose(gradient, [2, 4, 6], rtol=1e-9)
