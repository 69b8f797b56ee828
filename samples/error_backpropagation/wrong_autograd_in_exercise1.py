"""Not allowed: exercise 1 lets torch differentiate; exercise 2 is right and keeps its points."""

import torch


def exercise1(W, B, X, Z1, A1, Z2, A2, Z3, A3, Y, T):
    W = [torch.tensor(w, requires_grad=True) for w in W]
    B = [torch.tensor(b, requires_grad=True) for b in B]
    exercise2(W, B, torch.tensor(X), torch.tensor(T)).backward()
    return [w.grad.numpy() for w in W], [b.grad.numpy() for b in B]


def exercise2(W, B, X, T):
    A = X
    for i in range(3):
        A = torch.relu(A @ W[i] + B[i])
    Y = A @ W[3] + B[3]
    return ((Y - T) ** 2).mean()
