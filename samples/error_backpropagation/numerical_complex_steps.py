# exercise1 without the chain rule: steps along the imaginary axis.
import numpy as np
import torch

STEP = 1e-30


def outputs(W, B, X):
    A = X
    for i in range(3):
        A = A @ W[i] + B[i]
        A = A * (A.real > 0)
    return A @ W[3] + B[3]


def exercise1(W, B, X, Z1, A1, Z2, A2, Z3, A3, Y, T):
    W, B = [w.astype(complex) for w in W], [b.astype(complex) for b in B]
    upstream = 2 * (Y - T) / Y.size

    def slopes(arrays):
        found = []
        for array in arrays:
            gradient = np.zeros(array.shape)
            for index in np.ndindex(array.shape):
                array[index] += 1j * STEP
                gradient[index] = np.sum(outputs(W, B, X).imag / STEP * upstream)
                array[index] = array[index].real
            found.append(gradient)
        return found

    return slopes(W), slopes(B)


def exercise2(W, B, X, T):
    A = X
    for i in range(3):
        A = torch.relu(A @ W[i] + B[i])
    return ((A @ W[3] + B[3] - T) ** 2).mean()
