"""BatchNorm, LayerNorm and Dropout."""

import numpy as np
import pytest
import torch
from gradescope_utils.autograder_utils.decorators import number, weight
from gradients import check_gradient, check_normalization

from autograder.checks import HUGE, asks_for_what_it_gives, autograd, beyond_differences, check_close

MOMENTUM, EPS = 0.8, 1e-3


def batch_norm(x, gamma, beta):
    variance, mean = torch.var_mean(x, dim=0, correction=0)
    return gamma * (x - mean) / torch.sqrt(variance + EPS) + beta


def layer_norm(x, gamma, beta):
    return torch.nn.functional.layer_norm(x, gamma.shape, gamma, beta, EPS)


def drawn(draw):
    """x (5, 4), gamma and beta (4,): features and examples with means and variances of their own."""
    x, gamma, beta, upstream, means, scales = draw((5, 4), (4,), (4,), (5, 4), (4,), (4,))
    return x * (1 + np.abs(scales)) + means, gamma, beta, upstream


@weight(3)
@number("4.1")
def test_batch_norm_forward(module, draw):
    """BatchNorm: forward in training"""
    x, gamma, beta, _ = drawn(draw)
    actual = module("net.normalization").BatchNorm(gamma, beta, MOMENTUM, EPS).forward(x, True)
    check_close(actual, batch_norm(*map(torch.tensor, (x, gamma, beta))).numpy(), of="the output")


@weight(2)
@number("4.2")
def test_batch_norm_statistics(module, draw):
    """BatchNorm: the running statistics"""
    (x, gamma, beta, _), (other, *_), (later, *_) = (drawn(draw) for _ in range(3))
    mean, variance = np.zeros(4), np.ones(4)
    layer = module("net.normalization").BatchNorm(gamma, beta, MOMENTUM, EPS)
    for batch in (x, other):
        layer.forward(batch, True)
        mean = MOMENTUM * mean + (1 - MOMENTUM) * batch.mean(axis=0)
        variance = MOMENTUM * variance + (1 - MOMENTUM) * batch.var(axis=0)
    output = layer.forward(later, False)
    check_close(
        {"running_mean": layer.running_mean, "running_variance": layer.running_variance, "output afterwards": output},
        {"running_mean": mean, "running_variance": variance,
         "output afterwards": gamma * (later - mean) / np.sqrt(variance + EPS) + beta},
    )  # fmt: skip


@weight(6)
@number("4.3")
@pytest.mark.parametrize("by", ["x", "gamma", "beta"])
def test_batch_norm_backward(module, draw, by):
    """BatchNorm: backward"""
    layers = module("net.normalization")
    check_normalization(by, lambda *both: layers.BatchNorm(*both, MOMENTUM, EPS), batch_norm, *drawn(draw), autograd)


@weight(2)
@number("4.4")
@pytest.mark.parametrize("batch", [5, 1], ids=["batch of 5", "batch of 1"])
def test_layer_norm_forward(module, draw, batch):
    """LayerNorm: forward"""
    x, gamma, beta, _ = drawn(draw)
    actual = module("net.normalization").LayerNorm(gamma, beta, EPS).forward(x[:batch])
    check_close(actual, layer_norm(*map(torch.tensor, (x[:batch], gamma, beta))).numpy(), of="the output")


@weight(3)
@number("4.5")
@pytest.mark.parametrize("by", ["x", "gamma", "beta"])
def test_layer_norm_backward(module, draw, by):
    """LayerNorm: backward"""
    layers = module("net.normalization")
    check_normalization(
        by, lambda *both: layers.LayerNorm(*both, EPS), layer_norm, *drawn(draw), autograd, of_rows=True
    )


def dropout(draw):
    """A rate, a seed, and the two masks that are drawn from it."""
    rate, seed = 0.3 + 0.4 * draw.uniform(0, 1, (1,)).item(), draw.labels(10_000, 1).item()
    random = np.random.default_rng(seed)
    return rate, seed, [(random.random((6, 7)) >= rate) / (1 - rate) for _ in range(2)]


@weight(2)
@number("4.6")
def test_dropout_forward(module, draw):
    """Dropout: forward in training"""
    rate, seed, masks = dropout(draw)
    x = draw((6, 7))
    layer = module("net.normalization").Dropout(rate, seed)
    check_close([layer.forward(x, True) for _ in masks], [x * mask for mask in masks], of="output {}")


@weight(1)
@number("4.7")
def test_dropout_backward(module, draw):
    """Dropout: backward"""
    rate, seed, (_, mask) = dropout(draw)
    x, upstream = draw((6, 7), (6, 7))

    def check_layer(x):
        layer = module("net.normalization").Dropout(rate, seed)
        layer.forward(x, True)
        check_gradient("x", {"x": upstream * mask}, layer, x, upstream)

    beyond_differences(check_layer, HUGE * x, x)


@asks_for_what_it_gives("the output", "dL/dx", because="outside training nothing is dropped")
@weight(1)
@number("4.8")
def test_dropout_evaluation(module, draw):
    """Dropout: outside training"""
    x, upstream = draw((6, 7), (6, 7))
    layer = module("net.normalization").Dropout(0.5, 1)
    layer.forward(x, True)
    check_close(layer.forward(x, False), x, of="the output")
    check_close(layer.backward(upstream), upstream, of="dL/dx")
