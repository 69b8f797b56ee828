# exercise1 without the chain rule: differences of the outputs of a copy of the network.
import numpy as np
import torch

STEP = 1e-5
WEIGHTS = {1: 1 / 2}  # of Y(+k h) - Y(-k h), over h


def outputs(W, B, X):
    A = X
    for i in range(3):
        A = np.maximum(A @ W[i] + B[i], 0)
    return A @ W[3] + B[3]


def exercise1(W, B, X, Z1, A1, Z2, A2, Z3, A3, Y, T):
    W, B = [np.array(w) for w in W], [np.array(b) for b in B]
    upstream = 2 * (Y - T) / Y.size

    def slopes(arrays):
        found = []
        for array in arrays:
            gradient = np.zeros_like(array)
            for index in np.ndindex(array.shape):
                start = array[index]
                for k, weight in WEIGHTS.items():
                    ends = []
                    for sign in (1, -1):
                        array[index] = start + sign * k * STEP
                        ends.append(outputs(W, B, X))
                    gradient[index] += np.sum(weight / STEP * (ends[0] - ends[1]) * upstream)
                array[index] = start
            found.append(gradient)
        return found

    return slopes(W), slopes(B)


def exercise2(W, B, X, T):
    A = X
    for i in range(3):
        A = torch.relu(A @ W[i] + B[i])
    return ((A @ W[3] + B[3] - T) ** 2).mean()
