"""Test 1, dense layers and the loss: run `python test1.py`."""

import sys

import numpy as np
from check import differences, problem_of, report, same
from net.dense import Affine, Flatten, ReLU
from net.losses import softmax_cross_entropy

random = np.random.default_rng(0)


def problem_of_loss():
    scores, labels = random.normal(size=(3, 4)), np.array([2, 0, 3])
    try:
        loss, gradient = softmax_cross_entropy(scores, labels)
        powers = np.exp(scores)
        right = np.mean(np.log(powers.sum(axis=1)) - scores[np.arange(3), labels])
        expected = differences(lambda: softmax_cross_entropy(scores, labels)[0], scores)
        large = softmax_cross_entropy(scores + 2000, labels)[0]
        return (
            same("the loss", loss, right)
            or same("the gradient", gradient, expected)
            or same("the loss of large scores", large, right)
        )
    except NotImplementedError as todo:
        return str(todo)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def test_dense():
    x, W, b = random.normal(size=(4, 3)), random.normal(size=(3, 2)), random.normal(size=2)
    images = random.normal(size=(2, 1, 3, 2))
    report({
        "Affine": problem_of(Affine(W, b), x, np.einsum("ni,io->no", x, W) + b),
        "ReLU": problem_of(ReLU(), x, np.where(x > 0, x, 0)),
        "Flatten": problem_of(Flatten(), images, np.array([image.ravel() for image in images])),
        "softmax_cross_entropy": problem_of_loss(),
    })  # fmt: skip


if __name__ == "__main__":
    try:
        test_dense()
    except AssertionError as error:
        sys.exit(f"test 1 failed: {error}")
    print("test 1 passed")
