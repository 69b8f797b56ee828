import numpy as np

from net.losses import softmax_cross_entropy


class Network:
    def __init__(self, layers):
        self.layers = list(layers)
        self.n = len(self.layers)

    def forward(self, x, training=True):
        self.outputs = [x]
        for k in range(self.n):
            self.outputs.append(self.layers[k].forward(self.outputs[k], training=training))
        return self.outputs[-1]

    def backward(self, upstream):
        for k in range(self.n - 1, -1, -1):
            upstream = self.layers[k].backward(upstream)
        return upstream

    def loss(self, x, labels):
        scores = self.forward(x, training=True)
        loss, dscores = softmax_cross_entropy(scores, labels)
        self.backward(dscores)
        return float(loss)


def numerical_gradient(function, array, step=1e-5):
    gradient = np.zeros(array.shape)
    it = np.nditer(array, flags=["multi_index"], op_flags=["readwrite"])
    while not it.finished:
        place = it.multi_index
        old = array[place]
        ends = []
        for sign in (+1, -1):
            array[place] = old + sign * step
            ends.append(function())
        array[place] = old
        gradient[place] = (ends[0] - ends[1]) / step / 2
        it.iternext()
    return gradient


if __name__ == "__main__":
    print(numerical_gradient(lambda: 3.0, np.ones(2)))
