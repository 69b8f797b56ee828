"""Difference quotients are seen in the source, where the code cannot take it back."""

from __future__ import annotations

import pytest
from project import ROOT

from autograder.intake.quotients import quotients

FOUND = [
    "def backward(self, x):\n    return (f(x + 1e-4) - f(x)) / 1e-4",
    "def backward(self, x):\n    return (f(x + 1e-4) - f(x - 1e-4)) / (2 * 1e-4)",
    "eps = 1e-5\ndef d_loss(x):\n    return (a - b) / (2 * eps)\ndef grad(x):\n    return d_loss(x)",
    "H = 10 ** -4\ndef backward(x):\n    return (a - b) / H",
    "def slope(f, x, h=1e-3):\n    return (f(x + h) - f(x)) / h\ndef backward(x):\n    return slope(f, x)",
    "def numerical(f, x, *, h=1e-3):\n  return (f(x + h) - f(x)) / h\ndef backward(self, x):\n  return numerical(f, x)",
    "def backward(x):\n    h = 1e-20\n    return f(x + 1j * h).imag / h",
    "def backward(x):\n    h = 1e-20\n    return np.imag(f(x + 1j * h) - 0) / h",
    "def jacobian(x):\n    return ((f(x + h) - f(x)).sum()) / 1e-3",
    "def gradient(x):\n    h = 1e-3\n    return (f(x + h) - f(x)) * (1 / h)",
    "def backward(x):\n    step = 0.001\n    return [(vmap(f)(x + step) - y) / step for _ in x]",
]


@pytest.mark.parametrize("source", FOUND)
def test_a_difference_quotient_is_found(source: str) -> None:
    assert len(quotients(source.encode())) == 1


@pytest.mark.parametrize(
    "source",
    [
        "def backward(x):\n    return 2 * (y_hat - y) / n",
        "def backward(x):\n    return (y_hat - y) / y.numel()",
        "def backward(x):\n    return (y - t) / (t * (1 - t) + 1e-8)",
        "def numerical_gradient(f, x, h=1e-4):\n    return (f(x + h) - f(x)) / h\ndef backward(x):\n    return x",
        "def forward(x):\n    return (x - mean) / 0.01",
        "def gradient_check(x):\n    return (f(x + 1e-4) - f(x)) / 1e-4",
        "def backward(x):\n    return x / 0.01",
        "def (",
    ],
)
def test_what_is_none_is_not(source: str) -> None:
    assert quotients(source.encode()) == []


SOURCES = [*sorted((ROOT / "samples").glob("*/right*.py")), *sorted((ROOT / "reference").glob("*/*.py"))]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_none_is_found_in_right_work(path) -> None:  # type: ignore[no-untyped-def]
    assert quotients(path.read_bytes()) == []
