"""A constant that stands in the other place: a loss's gradient and a backward are each off by it, and right together.

It costs the points of the loss's gradient, once, and not those of backward, too: a test of backward is run once more
with an upstream gradient as the student's own loss gives it.
"""

import contextlib
import functools
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from typing import Any

from autograder.checks.context import CheckFailed
from autograder.checks.oracle import autograd
from autograder.checks.values import to_array
from autograder.sandbox.failures import StudentFailure

Factor = Callable[[int, int], float | None]  # by what the losses are off for an upstream gradient (N, K); None: by none
Loss = Callable[..., Any]
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


def factor_of(student: Any, **losses: Loss) -> Factor:
    """By which constant all of the student's losses are off alike; None where there is no such constant, or it is 1.

    `mse_loss=f`: torch's `f(y_hat, y)` for `student.mse_loss(y, y_hat)`, which returns (loss, dJdy_hat).
    """

    def off(N: int, K: int) -> float | None:
        y, y_hat, expected = _trial(N, K, tuple(losses.values()))
        first = None
        for name, gradient in zip(losses, expected, strict=True):
            ratio = _ratio(getattr(student, name)(y, y_hat), gradient)
            if ratio is None or abs(ratio - 1) <= SAME or (first and abs(ratio - first) > SAME * abs(first)):
                return None
            first = first or ratio
        return first

    return functools.cache(off)


@functools.cache
def _trial(N: int, K: int, losses: tuple[Loss, ...]) -> tuple[Any, Any, list[Any]]:
    """y and y_hat (N, K), labels and probabilities, which suit any loss; and the right dJdy_hat of each."""
    import torch

    generator = torch.Generator().manual_seed(1000 * N + K)
    y_hat, coin = (torch.rand(N, K, generator=generator) * 0.9 + 0.05 for _ in range(2))
    y = (coin > 0.5).float()
    targets = y.double()
    expected = [autograd(lambda y_hat, loss=loss: loss(y_hat, targets), y_hat=y_hat)["y_hat"] for loss in losses]
    return y, y_hat, expected


def _ratio(result: Any, expected: Any) -> float | None:
    try:
        return ratio_of(result[1], expected)
    except (TypeError, ValueError, IndexError):
        return None


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


@contextlib.contextmanager
def made_up_for(factor: Factor, N: int, K: int, check_backward: Callable[[], None], rule: str) -> Iterator[None]:
    """Around the check of a loss's gradient: where that fails and backward makes up for it, as `check_backward` shows
    for an upstream gradient (N, K), what is said ends with that and with `rule`, where the constant belongs."""
    try:
        yield
    except CheckFailed as failed:
        off = None
        with contextlib.suppress(CheckFailed, StudentFailure):
            if found := factor(N, K):
                with scaled(factor):
                    check_backward()
                off = found
        if off is None:
            raise
        known = {"N * K": N * K, "N, the size of the batch": N, "K, the number of outputs": K}
        what = next((name for name, value in known.items() if abs(off - value) <= SAME * value), f"{off:.4g}")
        lack = f"lack a division by {what}" if off > 1 else f"are {off:.4g} times the right ones"
        more = (
            f"The gradients of both losses {lack}, and backward makes up for it. Together they are right, so "
            f"backward costs you no points. {rule}"
        )
        raise CheckFailed(f"{failed}\n{more}", failed.mismatches, failed.details, proven=more) from None
