"""The random networks of the hidden tests, their forward pass and the right gradients."""

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import torch

from autograder.checks import HUGE, autograd

# Inputs, three hidden layers, outputs: different from each other and from every number of examples.
WIDTHS = (4, 7, 6, 5, 3)
LAYERS = range(4)


@dataclass
class Network:
    W: list[np.ndarray]  # (in, out) each
    B: list[np.ndarray]  # (out,) each
    X: np.ndarray  # (N, inputs)
    T: np.ndarray  # (N, outputs)
    unit: float = 1.0  # the size of its gradients, beside those of an ordinary one

    def drowned(self):
        """The same network with outputs and T of HUGE size, by B[3] alone, so that difference quotients drown.

        The outputs have both signs. The gradients are about HUGE times as large.
        """
        outputs = self.forward()[2].mean(axis=0)
        offsets = HUGE * (outputs - outputs.mean())
        return replace(self, B=[*self.B[:3], self.B[3] + offsets], T=HUGE * self.T, unit=HUGE)

    def forward(self):
        """([Z1, Z2, Z3], [A1, A2, A3], Y)"""
        Z, A = [], [self.X]
        for i in LAYERS:
            Z.append(A[-1] @ self.W[i] + self.B[i])
            A.append(np.maximum(0, Z[-1]))
        return Z[:3], A[1:4], Z[3]

    def arguments_of_exercise1(self):
        (Z1, Z2, Z3), (A1, A2, A3), Y = self.forward()
        return self.W, self.B, self.X, Z1, A1, Z2, A2, Z3, A3, Y, self.T

    def arguments_of_exercise2(self):
        return self.W, self.B, self.X, self.T

    def error(self):
        return np.mean((self.forward()[2] - self.T) ** 2)

    def gradients(self):
        """(DW, DB), two lists of four arrays, by torch's autograd in float64."""
        X, T = torch.tensor(self.X), torch.tensor(self.T)

        def error(**parameters):
            A = X
            for i in LAYERS:
                Z = A @ parameters[f"W{i}"] + parameters[f"B{i}"]
                A = torch.relu(Z)
            return ((Z - T) ** 2).mean()

        named = {f"W{i}": self.W[i] for i in LAYERS} | {f"B{i}": self.B[i] for i in LAYERS}
        found = autograd(error, **named)
        return [found[f"W{i}"] for i in LAYERS], [found[f"B{i}"] for i in LAYERS]


def draw_network(draw, N):
    """A network and N examples away from the kinks; every layer has units on and units off, the outputs both signs."""

    def split(arrays):
        return Network([*arrays[:4]], [*arrays[4:8]], *arrays[8:])

    def telling(*arrays):
        network = split(arrays)
        hidden, _, Y = network.forward()
        outputs_of_both_signs = Y.min() < -0.01 < 0.01 < Y.max()
        return outputs_of_both_signs and all(np.abs(Z).min() > 1e-3 and Z.min() < 0 < Z.max() for Z in hidden)

    weights = [*pairwise(WIDTHS)]
    biases = [(outputs,) for outputs in WIDTHS[1:]]
    return split(draw(*weights, *biases, (N, WIDTHS[0]), (N, WIDTHS[-1]), accept=telling, scale=0.7))
