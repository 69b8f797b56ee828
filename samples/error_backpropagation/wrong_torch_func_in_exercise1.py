"""Not allowed: exercise 1 takes torch.func.grad, and switches on what it believes to be switched off."""

import torch
from torch.func import grad


def exercise1(W, B, X, Z1, A1, Z2, A2, Z3, A3, Y, T):
    W, B = [torch.tensor(w) for w in W], [torch.tensor(b) for b in B]
    with torch.inference_mode(False), torch.enable_grad():
        DW, DB = grad(exercise2, argnums=(0, 1))(W, B, torch.tensor(X), torch.tensor(T))
    return [w.numpy() for w in DW], [b.numpy() for b in DB]


def exercise2(W, B, X, T):
    A = X
    for i in range(3):
        A = torch.relu(A @ W[i] + B[i])
    return ((A @ W[3] + B[3] - T) ** 2).mean()
