import numpy as np


def staged_forward(x, eps):
    """Forward in small steps; the cache holds each."""
    N = x.shape[0]
    mean = np.sum(x, axis=0) / N
    centred = x - mean
    variance = np.sum(centred**2, axis=0) / N
    root = (variance + eps) ** 0.5
    inverse = 1.0 / root
    return centred * inverse, mean, variance, (N, centred, variance, eps, inverse)


def staged_backward(dout, cache):
    """Each step of staged_forward, from the last to the first."""
    N, centred, variance, eps, inverse = cache
    dvariance = np.sum(dout * centred, axis=0) * -0.5 * (variance + eps) ** -1.5
    dcentred = dout * inverse + dvariance * 2 * centred / N
    return dcentred - np.sum(dcentred, axis=0) / N


class BatchNorm:
    def __init__(self, gamma, beta, momentum=0.9, eps=1e-5):
        self.parameters = {"gamma": gamma, "beta": beta}
        self.gradients = {}
        self.momentum, self.eps = momentum, eps
        self.running_mean = np.zeros_like(gamma)
        self.running_variance = np.ones_like(gamma)

    def forward(self, x, training=True):
        if not training:
            normalized = (x - self.running_mean) / np.sqrt(self.running_variance + self.eps)
        else:
            normalized, mean, variance, self.cache = staged_forward(x, self.eps)
            self.running_mean += (1 - self.momentum) * (mean - self.running_mean)
            self.running_variance += (1 - self.momentum) * (variance - self.running_variance)
        self.normalized = normalized
        return normalized * self.parameters["gamma"] + self.parameters["beta"]

    def backward(self, upstream):
        self.gradients["gamma"] = np.einsum("nf,nf->f", upstream, self.normalized)
        self.gradients["beta"] = np.einsum("nf->f", upstream)
        return staged_backward(upstream * self.parameters["gamma"], self.cache)


class LayerNorm:
    def __init__(self, gamma, beta, eps=1e-5):
        self.parameters = {"gamma": gamma, "beta": beta}
        self.gradients = {}
        self.eps = eps

    def forward(self, x, training=True):
        turned, _, _, self.cache = staged_forward(x.T, self.eps)
        self.output = turned.T * self.parameters["gamma"] + self.parameters["beta"]
        return self.output

    def backward(self, upstream):
        _, centred, _, _, inverse = self.cache
        normalized = (centred * inverse).T
        self.gradients = {"gamma": (upstream * normalized).sum(0), "beta": upstream.sum(0), "other": None}
        return staged_backward((upstream * self.parameters["gamma"]).T, self.cache).T


class Dropout:
    def __init__(self, rate, seed):
        self.parameters, self.gradients = {}, {}
        self.rate = rate
        self.random = np.random.default_rng(seed)

    def forward(self, x, training=True):
        self.training = training
        if training:
            self.dropped = self.random.random(x.shape) < self.rate
            return np.where(self.dropped, 0.0, x / (1 - self.rate))
        return x

    def backward(self, upstream):
        if not self.training:
            return upstream
        return np.where(self.dropped, 0.0, upstream / (1 - self.rate))
