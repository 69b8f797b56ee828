"""Losses that lack a constant, and a backward that makes up for it: see autograder/checks/together.py.

Some divide dJdy_hat by K only and take the mean over the batch in backward.
"""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Iterator
from typing import Any

import torch
from torch.nn.functional import binary_cross_entropy, mse_loss
from two_layer_network import run

from autograder.checks import CheckFailed, autograd, check_close, ratio_of, scaled
from autograder.checks.together import SAME
from autograder.sandbox.failures import StudentFailure


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
    try:
        return ratio_of(result[1], expected)
    except (TypeError, ValueError, IndexError):
        return None


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
    N, K = net.upstream.shape
    factor = mlp.factor(N, K)
    if factor is None:
        return ""
    with scaled(mlp.factor):
        check_close(run(mlp(net), net)[1], net.gradients())
    known = {"N * K": N * K, "N, the size of the batch": N, "K, the number of outputs": K}
    what = next((name for name, value in known.items() if abs(factor - value) <= SAME * value), f"{factor:.4g}")
    lack = f"lack a division by {what}" if factor > 1 else f"are {factor:.4g} times the right ones"
    return (
        f"The gradients of both losses {lack}, and backward makes up for it. Together they are right, so "
        "backward costs you no points. But the loss is the mean over all N * K elements, so its dJdy_hat "
        "carries the whole factor 1 / (N * K), and backward only sums over the batch."
    )
