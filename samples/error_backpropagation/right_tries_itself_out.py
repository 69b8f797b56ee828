"""Right: tries both exercises out whenever the file is run or imported, and compares them with autograd."""

import numpy as np
import torch
from torch.func import grad

import utils


def exercise1(W, B, X, Z1, A1, Z2, A2, Z3, A3, Y, T):
    DZ4 = 2 * (Y - T) / Y.size
    DZ3 = DZ4 @ W[3].T * (Z3 > 0)
    DZ2 = DZ3 @ W[2].T * (Z2 > 0)
    DZ1 = DZ2 @ W[1].T * (Z1 > 0)
    DW = [A.T @ DZ for A, DZ in zip((X, A1, A2, A3), (DZ1, DZ2, DZ3, DZ4))]
    return DW, [DZ.sum(axis=0) for DZ in (DZ1, DZ2, DZ3, DZ4)]


def exercise2(W, B, X, T):
    A = X
    for i in range(3):
        A = torch.relu(A @ W[i] + B[i])
    return ((A @ W[3] + B[3] - T) ** 2).mean()


X, T = utils.getdata()
W, B = utils.getparams()
Z, A = [], [X]
for i in range(4):
    Z.append(A[-1] @ W[i] + B[i])
    A.append(np.maximum(0, Z[-1]))
DW, DB = exercise1(W, B, X, Z[0], A[1], Z[1], A[2], Z[2], A[3], Z[3], T)

WT = [torch.tensor(w, requires_grad=True) for w in W]
BT = [torch.tensor(b, requires_grad=True) for b in B]
err = exercise2(WT, BT, torch.tensor(X), torch.tensor(T))
err.backward(retain_graph=True)
print(np.linalg.norm(DW[0] - WT[0].grad.numpy()))
assert np.allclose(DB[0], BT[0].grad)
assert np.allclose(DW[3], grad(lambda w: exercise2([*WT[:3], w], BT, torch.tensor(X), torch.tensor(T)))(WT[3].detach()))
