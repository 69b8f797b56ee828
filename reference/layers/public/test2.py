"""Test 2, normalization and dropout: run `python test2.py`."""

import sys

import numpy as np
from check import problem_of, report, same
from net.normalization import BatchNorm, Dropout, LayerNorm

random = np.random.default_rng(0)
x, gamma, beta = 2 * random.normal(size=(5, 3)) + 1, random.normal(size=3), random.normal(size=3)


def normalized(rows):
    return np.array([(row - row.mean()) / np.sqrt(np.mean((row - row.mean()) ** 2) + 1e-5) for row in rows])


def problem_outside_training():
    layer = BatchNorm(gamma, beta, 0.5)
    layer.forward(x, True)
    mean, variance = 0.5 * x.mean(axis=0), 0.5 + 0.5 * x.var(axis=0)
    output = layer.forward(x[:1], False)
    return (
        same("running_mean", layer.running_mean, mean)
        or same("running_variance", layer.running_variance, variance)
        or same("the output", output, gamma * (x[:1] - mean) / np.sqrt(variance + 1e-5) + beta)
    )


def problem_of_dropout():
    numbers = np.random.default_rng(5).random((200, 3))
    expected = np.where(numbers < 0.4, 0, 1 / 0.6)
    layer = Dropout(0.4, 5)
    ones = np.ones((200, 3))
    return (
        same("the output", layer.forward(ones, True), expected)
        or same("dL/dx", layer.backward(ones), expected)
        or same("the output outside training", layer.forward(ones, False), ones)
        or same("dL/dx outside training", layer.backward(ones), ones)
    )


def tried(problem):
    try:
        return problem()
    except NotImplementedError as todo:
        return str(todo)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def test_normalization():
    report({
        "BatchNorm in training": problem_of(BatchNorm(gamma, beta), x, gamma * normalized(x.T).T + beta),
        "BatchNorm, the running statistics": tried(problem_outside_training),
        "LayerNorm": problem_of(LayerNorm(gamma, beta), x, gamma * normalized(x) + beta),
        "Dropout": tried(problem_of_dropout),
    })  # fmt: skip


if __name__ == "__main__":
    try:
        test_normalization()
    except AssertionError as error:
        sys.exit(f"test 2 failed: {error}")
    print("test 2 passed")
