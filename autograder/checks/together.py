"""A constant that stands in the other place: a loss's gradient and a backward are each off by it, and right together.

It costs the points of the loss's gradient, once, and not those of backward, too: a test of backward is run once more
with an upstream gradient as the student's own loss gives it.
"""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from typing import Any

from autograder.checks.context import CheckFailed
from autograder.checks.values import to_array
from autograder.sandbox.failures import StudentFailure

Factor = Callable[[int, int], float | None]  # by what the losses are off for an upstream gradient (N, K); None: by none
SAME = 1e-3  # of two factors, relative

_factor: ContextVar[Factor] = ContextVar("how the losses scale their gradient", default=lambda N, K: None)


def as_the_loss_gives_it(upstream: Any) -> Any:
    """The upstream gradient (N, K) of a test, as the loss that backward was written for would give it."""
    factor = _factor.get()(*upstream.shape)
    return upstream if factor is None else upstream * factor


def right_together(fixture: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """The test passes, too, where backward is off by just what the student's losses are off by: `fixture.factor`."""

    def decorated(test: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(test)
        def with_both(**fixtures: Any) -> None:
            try:
                test(**fixtures)
            except CheckFailed as failed:
                factor: Factor = fixtures[fixture].factor
                with contextlib.suppress(CheckFailed, StudentFailure):
                    if factor(10, 3) is not None:
                        with scaled(factor):
                            test(**fixtures)
                        return
                raise failed

        return with_both

    return decorated


@contextlib.contextmanager
def scaled(factor: Factor) -> Iterator[None]:
    """Upstream gradients are as these losses give them."""
    token = _factor.set(factor)
    try:
        yield
    finally:
        _factor.reset(token)


def ratio_of(actual: Any, expected: Any) -> float | None:
    """The one number by which every entry of the student's gradient is the right one's; None where there is none."""
    import numpy as np

    numbers, right = to_array(actual), to_array(expected)
    if numbers is None or right is None or numbers.size != right.size or numbers.dtype.kind not in "biuf":
        return None
    with np.errstate(all="ignore"):
        ratios = numbers.reshape(right.shape).astype(np.float64) / right
        ratio = float(np.sort(ratios, axis=None)[(ratios.size - 1) // 2])  # torch's median: one of them
        alike = bool((np.abs(ratios - ratio) <= SAME * abs(ratio)).all())
    return ratio if 0 < abs(ratio) < 1e6 and alike else None
