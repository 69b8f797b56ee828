"""The softmax cross entropy."""

import pytest
import torch
from gradescope_utils.autograder_utils.decorators import number, weight

from autograder.checks import autograd, beyond_differences, check, check_close

BATCHES = {"batch of 4": (4, 0.0), "batch of 1": (1, 0.0), "scores of thousands": (3, 3000.0)}


def called(module, scores, labels):
    returned = module("net.losses").softmax_cross_entropy(scores, labels)
    check(
        isinstance(returned, tuple | list) and len(returned) == 2,
        "softmax_cross_entropy should return two things: the loss and its gradient with respect to the scores.",
    )
    return returned


def drawn(draw, batch):
    """Scores (N, 5), labels, and both from the oracle."""
    N, level = BATCHES[batch]
    scores, labels = draw((N, 5)) + level, draw.labels(5, N)

    def loss(scores):
        return torch.nn.functional.cross_entropy(scores, torch.tensor(labels))

    return scores, labels, {"loss": loss(torch.tensor(scores)).item()}, autograd(loss, scores=scores)


@weight(3)
@number("3.1")
@pytest.mark.parametrize("batch", BATCHES)
def test_loss(module, draw, batch):
    """softmax_cross_entropy: the loss"""
    scores, labels, expected, _ = drawn(draw, batch)
    loss, _ = called(module, scores, labels)
    check_close({"loss": loss}, expected, of="the {}")


@weight(3)
@number("3.2")
@pytest.mark.parametrize("batch", BATCHES)
def test_loss_gradient(module, draw, batch):
    """softmax_cross_entropy: its gradient"""
    scores, labels, _, expected = drawn(draw, batch)

    def check_gradient(scores):
        _, gradient = called(module, scores, labels)
        check_close({"scores": gradient}, expected, of="dloss/d{}")

    beyond_differences(check_gradient, scores, scores)  # probabilities leave no room for a large constant
