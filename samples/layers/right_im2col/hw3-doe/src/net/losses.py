import numpy as np

from net import helpers  # noqa: F401


def softmax_cross_entropy(scores, labels):
    top = scores.max(axis=1, keepdims=True)
    log_total = top + np.log(np.exp(scores - top).sum(axis=1, keepdims=True))
    log_probabilities = scores - log_total
    gradient = np.exp(log_probabilities)
    loss = 0.0
    for n, label in enumerate(labels):
        loss -= log_probabilities[n, label]
        gradient[n, label] -= 1
    return [loss / len(labels), gradient / len(labels)]
