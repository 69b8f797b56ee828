"""A constant that stands in the other place: the losses and backward are each off by it, and right together.

Some divide dJdy_hat by K only and take the mean over the batch in backward. Every gradient of loss and backward
together is right then. It costs the points of the losses' gradients, once, and not those of backward, too: backward is
looked at once more with an upstream gradient as the student's own losses give it.
"""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from typing import Any

import torch
from torch.nn.functional import binary_cross_entropy, mse_loss

from autograder.checks import CheckFailed, autograd, check_close
from autograder.sandbox.failures import StudentFailure

Factor = Callable[[int, int], float]

_upstream_factor: ContextVar[Factor] = ContextVar("how the losses scale dJdy_hat", default=lambda N, K: 1.0)
SAME = 1e-3  # of two factors, relative


def as_the_losses_give_it(upstream: torch.Tensor) -> torch.Tensor:
    """The upstream gradient (N, K) of a test, as the losses that backward was written for would give it."""
    factor = _upstream_factor.get()(*upstream.shape)
    return upstream if factor == 1.0 else upstream * factor


def right_together(test: Callable[..., None]) -> Callable[..., None]:
    """The test passes, too, where backward is off by just what the student's losses are off by. It asks for `mlp`."""

    @functools.wraps(test)
    def with_both(**fixtures: Any) -> None:
        try:
            test(**fixtures)
        except CheckFailed as failed:
            factor = fixtures["mlp"].factor
            with contextlib.suppress(CheckFailed, StudentFailure):
                if factor(10, 3) is not None:
                    with _scaled(factor):
                        test(**fixtures)
                    return
            raise failed

    return with_both


@contextlib.contextmanager
def _scaled(factor: Factor) -> Iterator[None]:
    token = _upstream_factor.set(factor)
    try:
        yield
    finally:
        _upstream_factor.reset(token)


def factor_of_losses(student: Any, N: int, K: int) -> float | None:
    """The constant by which both losses' dJdy_hat (N, K) is off; None where there is no such one, or it is 1."""
    (mse, for_mse), (bce, for_bce) = _trial(N, K)
    first = _ratio(student.mse_loss(*mse), for_mse)
    if first is None or abs(first - 1) <= SAME:
        return None
    second = _ratio(student.bce_loss(*bce), for_bce)
    return None if second is None or abs(first - second) > SAME * abs(first) else first


@functools.cache
def _trial(N: int, K: int) -> list[tuple[tuple[torch.Tensor, torch.Tensor], torch.Tensor]]:
    """y and y_hat (N, K), and the right dJdy_hat: for mse_loss, and for bce_loss."""
    generator = torch.Generator().manual_seed(1000 * N + K)
    y_hat, y, p, coin = (torch.rand(N, K, generator=generator) * 0.9 + 0.05 for _ in range(4))
    labels = (coin > 0.5).float()
    for_mse = autograd(lambda y_hat: mse_loss(y_hat, y.double()), y_hat=y_hat)["y_hat"]
    for_bce = autograd(lambda y_hat: binary_cross_entropy(y_hat, labels.double()), y_hat=p)["y_hat"]
    return [((y, y_hat), for_mse), ((labels, p), for_bce)]


def _ratio(result: Any, expected: torch.Tensor) -> float | None:
    """The one number by which every entry of the student's gradient is the right one's; None where there is none."""
    try:
        ratios = torch.as_tensor(result[1]).double().reshape(expected.shape) / expected
    except (TypeError, ValueError, IndexError, RuntimeError):
        return None
    ratio = float(ratios.median())
    return ratio if 0 < abs(ratio) < 1e6 and bool(((ratios - ratio).abs() <= SAME * abs(ratio)).all()) else None


@contextlib.contextmanager
def says_what_makes_up_for_it(network: Any, mlp: Any) -> Iterator[None]:
    """Adds to what a test of the losses says that backward makes up for it, where it does."""
    try:
        yield
    except CheckFailed as failed:
        more = ""
        with contextlib.suppress(CheckFailed, StudentFailure):
            more = _makes_up(network("relu", "identity"), mlp)
        if not more:
            raise
        raise CheckFailed(f"{failed}\n{more}", failed.mismatches, failed.details, proven=more) from None


def _makes_up(net: Any, mlp: Any) -> str:
    from two_layer_network import run  # which needs this module

    N, K = net.upstream.shape
    factor = mlp.factor(N, K)
    if factor is None:
        return ""
    with _scaled(mlp.factor):
        check_close(run(mlp(net), net)[1], net.gradients())
    known = {"N * K": N * K, "N, the size of the batch": N, "K, the number of outputs": K}
    what = next((name for name, value in known.items() if abs(factor - value) <= SAME * value), f"{factor:.4g}")
    lack = f"lack a division by {what}" if factor > 1 else f"are {factor:.4g} times the right ones"
    return (
        f"The gradients of both losses {lack}, and backward makes up for it. Together they are right, so "
        "backward costs you no points. But the loss is the mean over all N * K elements, so its dJdy_hat "
        "carries the whole factor 1 / (N * K), and backward only sums over the batch."
    )
