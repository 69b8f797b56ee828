"""The softmax cross entropy."""

import numpy as np


def softmax_cross_entropy(scores, labels):
    """(loss, dloss/dscores) of scores (N, classes) and labels (N,), the right classes as integers.

    The loss is the mean over the batch of -log(probability of the right class). Scores may be in the thousands: the
    exponential function must not overflow.
    """
    # TODO: the loss and its gradient
    raise NotImplementedError("TODO: the loss and its gradient")
