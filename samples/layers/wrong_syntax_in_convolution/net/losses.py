"""The softmax cross entropy."""

import numpy as np


def softmax_cross_entropy(scores, labels):
    """(loss, dloss/dscores) of scores (N, classes) and labels (N,), the right classes as integers.

    The loss is the mean over the batch of -log(probability of the right class). Scores may be in the thousands: the
    exponential function must not overflow.
    """
    examples = np.arange(len(labels))
    shifted = scores - scores.max(axis=1, keepdims=True)
    powers = np.exp(shifted)
    totals = powers.sum(axis=1)
    loss = (np.log(totals) - shifted[examples, labels]).mean()
    gradient = powers / totals[:, None]
    gradient[examples, labels] -= 1
    return loss, gradient / len(labels)
