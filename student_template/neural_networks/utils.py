"""What neural_networks.py is given: the data, the loss, the velocities. Complete; graded with the grader's own copy."""

import gzip
import json

import numpy as np


class softmax_cross_entropy:
    """Softmax of the scores, then the cross entropy with the labels, averaged over the batch."""

    def forward(self, X, Y):
        """Return the loss, a number. X (N, K): scores. Y (N, 1): labels 0 ... K-1."""
        shifted = X - np.max(X, axis=1, keepdims=True)  # the same probabilities, and exp cannot overflow
        log_prob = shifted - np.log(np.sum(np.exp(shifted), axis=1, keepdims=True))
        self.prob = np.exp(log_prob)
        self.one_hot = np.zeros(X.shape)
        self.one_hot[np.arange(X.shape[0]), np.asarray(Y).reshape(-1).astype(int)] = 1.0
        return -np.sum(self.one_hot * log_prob) / X.shape[0]

    def backward(self, X, Y):
        """Return the gradient of the last forward's loss by its scores, (N, K). It has the 1/N of the average in it."""
        return (self.prob - self.one_hot) / X.shape[0]


def add_momentum(model):
    """Return a velocity of zeros for every parameter, by the keys "<module>_<parameter>": "L1_W", "L1_b", ..."""
    return {
        name + "_" + key: np.zeros(parameter.shape)
        for name, module in model.items()
        if hasattr(module, "params")
        for key, parameter in module.params.items()
    }


def data_loader_mnist(dataset):
    """Return Xtrain, Ytrain, Xvalid, Yvalid, Xtest, Ytest: X (N, D) with pixels in [0, 1], Y (N,) with labels 0 ... 9.

    dataset: the name of a JSON file {"train": [X, y], "valid": [X, y], "test": [X, y]}, which may be a .json.gz.
    """
    opened = gzip.open if dataset.endswith(".gz") else open
    with opened(dataset, "rt") as file:
        parts = json.load(file)
    return tuple(np.array(values) for part in ("train", "valid", "test") for values in parts[part])


def predict_label(f):
    """Return the label that the scores f (N, K) speak for, (N, 1): the class of the greatest score."""
    return np.argmax(f, axis=1).reshape(-1, 1).astype(float)


class DataSplit:
    """Samples X (N, D) with their labels Y (N,)."""

    def __init__(self, X, Y):
        self.X = X
        self.Y = Y
        self.N, self.d = X.shape

    def get_example(self, idx):
        """Return the samples with the indices idx, a copy: (len(idx), D), and their labels, (len(idx), 1)."""
        return self.X[idx].astype(float), self.Y[idx].reshape(-1, 1).astype(float)
