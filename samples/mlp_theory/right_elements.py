"""Right: every element written out in loops, as in the definition of a Jacobian."""
import math

import torch


def matvec(A, v, c):
    rows, cols = A.shape
    out = torch.zeros(rows, 1, dtype=torch.float64)
    for i in range(rows):
        s = c[i, 0].item()
        for j in range(cols):
            s = s + A[i, j].item() * v[j, 0].item()
        out[i, 0] = s
    return out


def each(function, v):
    return torch.tensor([[function(t)] for t in v[:, 0].tolist()], dtype=torch.float64)


def relu(t):
    return t if t > 0 else 0.0


def step(t):
    return 1.0 if t > 0 else 0.0


def sig(t):
    return 1.0 / (1.0 + math.exp(-t))


def dsig(t):
    return math.exp(-t) / (1.0 + math.exp(-t)) ** 2


def same(t):
    return t


def squares(yhat, y):
    total = 0.0
    for k in range(y.shape[0]):
        total += (yhat[k, 0].item() - y[k, 0].item()) ** 2
    return total


def forward(f, g, x, y, W1, b1, W2, b2):
    z1 = matvec(W1, x, b1)
    z2 = each(f, z1)
    z3 = matvec(W2, z2, b2)
    yhat = each(g, z3)
    return z1, z2, z3, yhat


def diagonal(derivative, z):
    n = z.shape[0]
    J = torch.zeros(n, n, dtype=torch.float64)
    for i in range(n):
        J[i, i] = derivative(z[i, 0].item())
    return J


def times(row, A):
    out = torch.zeros(1, A.shape[1], dtype=torch.float64)
    for j in range(A.shape[1]):
        for i in range(A.shape[0]):
            out[0, j] += row[0, i] * A[i, j]
    return out


def outer(column, row):
    out = torch.zeros(column.shape[0], row.shape[1], dtype=torch.float64)
    for i in range(column.shape[0]):
        for j in range(row.shape[1]):
            out[i, j] = column[i, 0] * row[0, j]
    return out


# ------------------------------------------------------------------ regression
def regression_linear1(x, y, W1, b1, W2, b2):
    return x, forward(relu, same, x, y, W1, b1, W2, b2)[0]


def regression_f(x, y, W1, b1, W2, b2):
    return forward(relu, same, x, y, W1, b1, W2, b2)[0:2]


def regression_linear2(x, y, W1, b1, W2, b2):
    return forward(relu, same, x, y, W1, b1, W2, b2)[1:3]


def regression_g(x, y, W1, b1, W2, b2):
    return forward(relu, same, x, y, W1, b1, W2, b2)[2:4]


def regression_loss(x, y, W1, b1, W2, b2):
    yhat = forward(relu, same, x, y, W1, b1, W2, b2)[3]
    return yhat, squares(yhat, y)


def regression_dl_db2(x, y, W1, b1, W2, b2, dl_dyhat, dz2_dz1, dyhat_dz3):
    return times(dl_dyhat, dyhat_dz3)


def regression_dl_dW2(x, y, W1, b1, W2, b2, dl_dyhat, dz2_dz1, dyhat_dz3):
    z2 = forward(relu, same, x, y, W1, b1, W2, b2)[1]
    return outer(z2, times(dl_dyhat, dyhat_dz3))


def regression_dl_db1(x, y, W1, b1, W2, b2, dl_dyhat, dz2_dz1, dyhat_dz3):
    return times(times(times(dl_dyhat, dyhat_dz3), W2), dz2_dz1)


def regression_dl_dW1(x, y, W1, b1, W2, b2, dl_dyhat, dz2_dz1, dyhat_dz3):
    return outer(x, times(times(times(dl_dyhat, dyhat_dz3), W2), dz2_dz1))


def regression_dz2_dz1(z1):
    return diagonal(step, z1)


def regression_dyhat_dz3(z3):
    return diagonal(lambda t: 1.0, z3)


def regression_dl_dyhat(yhat, y):
    return [[2 * (yhat[k, 0].item() - y[k, 0].item()) for k in range(y.shape[0])]]


# -------------------------------------------------------------- classification
def classification_linear1(x, y, W1, b1, W2, b2):
    return x, forward(sig, sig, x, y, W1, b1, W2, b2)[0]


def classification_f(x, y, W1, b1, W2, b2):
    return forward(sig, sig, x, y, W1, b1, W2, b2)[0:2]


def classification_linear2(x, y, W1, b1, W2, b2):
    return forward(sig, sig, x, y, W1, b1, W2, b2)[1:3]


def classification_g(x, y, W1, b1, W2, b2):
    return forward(sig, sig, x, y, W1, b1, W2, b2)[2:4]


def classification_loss(x, y, W1, b1, W2, b2):
    yhat = forward(sig, sig, x, y, W1, b1, W2, b2)[3]
    return yhat, squares(yhat, y)


def classification_dl_db2(x, y, W1, b1, W2, b2, dl_dyhat, dz2_dz1, dyhat_dz3):
    return times(dl_dyhat, dyhat_dz3)


def classification_dl_dW2(x, y, W1, b1, W2, b2, dl_dyhat, dz2_dz1, dyhat_dz3):
    z2 = forward(sig, sig, x, y, W1, b1, W2, b2)[1]
    return outer(z2, times(dl_dyhat, dyhat_dz3))


def classification_dl_db1(x, y, W1, b1, W2, b2, dl_dyhat, dz2_dz1, dyhat_dz3):
    return times(times(times(dl_dyhat, dyhat_dz3), W2), dz2_dz1)


def classification_dl_dW1(x, y, W1, b1, W2, b2, dl_dyhat, dz2_dz1, dyhat_dz3):
    return outer(x, times(times(times(dl_dyhat, dyhat_dz3), W2), dz2_dz1))


def classification_dz2_dz1(z1):
    return diagonal(dsig, z1)


def classification_dyhat_dz3(z3):
    return diagonal(dsig, z3)


def classification_dl_dyhat(yhat, y):
    return [[2 * (yhat[k, 0].item() - y[k, 0].item()) for k in range(y.shape[0])]]
