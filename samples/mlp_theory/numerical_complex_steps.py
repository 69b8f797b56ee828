# (c) and (d) without the chain rule: steps along the imaginary axis.

import torch


def relu(z):
    return z * (z.real > 0)


def sigma(z):
    return 1 / (1 + torch.exp(-z))


# ---- 1.2 regression (b): input and output of each layer, from x, y, W1, b1, W2, b2 ---------------------------------


def regression_linear1(x, y, W1, b1, W2, b2):
    return x, W1 @ x + b1


def regression_f(x, y, W1, b1, W2, b2):
    z1 = W1 @ x + b1
    return z1, relu(z1)


def regression_linear2(x, y, W1, b1, W2, b2):
    z2 = relu(W1 @ x + b1)
    return z2, W2 @ z2 + b2


def regression_g(x, y, W1, b1, W2, b2):
    z3 = W2 @ relu(W1 @ x + b1) + b2
    return z3, z3


def regression_loss(x, y, W1, b1, W2, b2):
    yhat = W2 @ relu(W1 @ x + b1) + b2
    return yhat, ((yhat - y) ** 2).sum()


STEP = 1e-30


def jacobian(output, at):
    columns = []
    for index in range(at.numel()):
        moved = at.to(torch.complex128)
        moved.view(-1)[index] += 1j * STEP
        columns.append(output(moved).imag.reshape(-1, 1) / STEP)
    return torch.cat(columns, dim=1)


def by(yhat, dl_dyhat, value):
    gradient = dl_dyhat @ jacobian(yhat, value)
    return gradient.reshape(value.shape).T


def regression_dl_dW1(x, y, W1, b1, W2, b2, dl_dyhat, dz2_dz1, dyhat_dz3):
    x, W1, b1, W2, b2 = (value.to(torch.complex128) for value in (x, W1, b1, W2, b2))
    return by(lambda v: W2 @ relu(v @ x + b1) + b2, dl_dyhat, W1.real)


def regression_dl_db1(x, y, W1, b1, W2, b2, dl_dyhat, dz2_dz1, dyhat_dz3):
    x, W1, b1, W2, b2 = (value.to(torch.complex128) for value in (x, W1, b1, W2, b2))
    return by(lambda v: W2 @ relu(W1 @ x + v) + b2, dl_dyhat, b1.real)


def regression_dl_dW2(x, y, W1, b1, W2, b2, dl_dyhat, dz2_dz1, dyhat_dz3):
    x, W1, b1, W2, b2 = (value.to(torch.complex128) for value in (x, W1, b1, W2, b2))
    return by(lambda v: v @ relu(W1 @ x + b1) + b2, dl_dyhat, W2.real)


def regression_dl_db2(x, y, W1, b1, W2, b2, dl_dyhat, dz2_dz1, dyhat_dz3):
    x, W1, b1, W2, b2 = (value.to(torch.complex128) for value in (x, W1, b1, W2, b2))
    return by(lambda v: W2 @ relu(W1 @ x + b1) + v, dl_dyhat, b2.real)


def regression_dz2_dz1(z1):
    return jacobian(relu, z1)


def regression_dyhat_dz3(z3):
    return jacobian(lambda z: z, z3)


def regression_dl_dyhat(yhat, y):
    return jacobian(lambda v: ((v - y) ** 2).sum(), yhat)


# ---- 1.3 classification (b): what changes in the layers? -----------------------------------------------------------


def classification_linear1(x, y, W1, b1, W2, b2):
    return regression_linear1(x, y, W1, b1, W2, b2)  # nothing changes


def classification_f(x, y, W1, b1, W2, b2):
    z1 = W1 @ x + b1
    return z1, sigma(z1)


def classification_linear2(x, y, W1, b1, W2, b2):
    z2 = sigma(W1 @ x + b1)
    return z2, W2 @ z2 + b2


def classification_g(x, y, W1, b1, W2, b2):
    z3 = W2 @ sigma(W1 @ x + b1) + b2
    return z3, sigma(z3)


def classification_loss(x, y, W1, b1, W2, b2):
    yhat = sigma(W2 @ sigma(W1 @ x + b1) + b2)
    return yhat, ((yhat - y) ** 2).sum()


def classification_dl_dW1(x, y, W1, b1, W2, b2, dl_dyhat, dz2_dz1, dyhat_dz3):
    x, W1, b1, W2, b2 = (value.to(torch.complex128) for value in (x, W1, b1, W2, b2))
    return by(lambda v: sigma(W2 @ sigma(v @ x + b1) + b2), dl_dyhat, W1.real)


def classification_dl_db1(x, y, W1, b1, W2, b2, dl_dyhat, dz2_dz1, dyhat_dz3):
    x, W1, b1, W2, b2 = (value.to(torch.complex128) for value in (x, W1, b1, W2, b2))
    return by(lambda v: sigma(W2 @ sigma(W1 @ x + v) + b2), dl_dyhat, b1.real)


def classification_dl_dW2(x, y, W1, b1, W2, b2, dl_dyhat, dz2_dz1, dyhat_dz3):
    x, W1, b1, W2, b2 = (value.to(torch.complex128) for value in (x, W1, b1, W2, b2))
    return by(lambda v: sigma(v @ sigma(W1 @ x + b1) + b2), dl_dyhat, W2.real)


def classification_dl_db2(x, y, W1, b1, W2, b2, dl_dyhat, dz2_dz1, dyhat_dz3):
    x, W1, b1, W2, b2 = (value.to(torch.complex128) for value in (x, W1, b1, W2, b2))
    return by(lambda v: sigma(W2 @ sigma(W1 @ x + b1) + v), dl_dyhat, b2.real)


def classification_dz2_dz1(z1):
    return jacobian(sigma, z1)


def classification_dyhat_dz3(z3):
    return jacobian(sigma, z3)


def classification_dl_dyhat(yhat, y):
    return jacobian(lambda v: ((v - y) ** 2).sum(), yhat)
