"""One step of gradient descent."""

from net.layers import Affine
from net.losses import squared_error


def step(W, b, X, T, rate):
    """(W, b) after one step."""
    # TODO: forward, backward, update
    raise NotImplementedError("TODO: forward, backward, update")
