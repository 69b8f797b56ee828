"""Test 3, convolution and pooling: run `python test3.py`."""

import sys

import numpy as np
from check import problem_of, report
from net.convolution import Conv2d, MaxPool

# One image of 3 x 3 with one filter of 2 x 2, small enough for a look with the naked eye.
IMAGE = np.array([[[[1.0, 2.0, 0.0], [0.0, -1.0, 3.0], [2.0, 4.0, 1.0]]]])
FILTER = np.array([[[[1.0, 0.0], [-2.0, 1.0]]]])
OUTPUT = np.array([[[[0.5, 7.5], [0.5, -7.5]]]])  # with a bias of 0.5
PADDED = np.array([[[[1.5, -3.5], [2.5, -7.5]]]])  # with one zero around, windows 2 apart


def test_convolution():
    images = numbers()
    plain, sparse = (Conv2d(FILTER.copy(), np.array([0.5]), *places) for places in ((1, 0), (2, 1)))
    report({
        "Conv2d": problem_of(plain, IMAGE.copy(), OUTPUT),
        "Conv2d, stride 2 and padding 1": problem_of(sparse, IMAGE.copy(), PADDED),
        "MaxPool": problem_of(MaxPool(2, 2), images, images[:, :, :2, :4].reshape(2, 2, 1, 2, 2, 2).max(axis=(3, 5))),
        "MaxPool, overlapping": problem_of(MaxPool(2, 1), IMAGE.copy(), np.array([[[[2.0, 3.0], [4.0, 4.0]]]])),
    })  # fmt: skip


def numbers():
    """Two images of two channels, 3 x 5, of different numbers."""
    return np.random.default_rng(0).permutation(60).reshape(2, 2, 3, 5) / 10


if __name__ == "__main__":
    try:
        test_convolution()
    except AssertionError as error:
        sys.exit(f"test 3 failed: {error}")
    print("test 3 passed")
