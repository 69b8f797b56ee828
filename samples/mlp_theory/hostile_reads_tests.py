"""Hostile: looks for the hidden tests and the reference, and falls back on its own work."""
import importlib
import os
import sys

import numpy as np

for folder in ["/autograder", "/home", os.path.dirname(os.path.dirname(os.getcwd())), *sys.path]:
    try:
        for name in os.listdir(folder):
            if "hidden" in name or "reference" in name:
                print(open(os.path.join(folder, name, "mlp_theory", "test_theory.py")).read())
    except OSError:
        pass

try:
    from theory_points import points_of  # noqa
except ImportError:
    pass


def arrays(*tensors):
    return [np.asarray(t) for t in tensors]


def net(f, g, x, W1, b1, W2, b2):
    x, W1, b1, W2, b2 = arrays(x, W1, b1, W2, b2)
    z1 = np.dot(W1, x) + b1
    z2 = f(z1)
    z3 = np.dot(W2, z2) + b2
    return dict(z1=z1, z2=z2, z3=z3, yhat=g(z3))


def relu(z):
    return np.maximum(0, z)


def ident(z):
    return z.copy()


def sigm(z):
    return 1.0 / (1.0 + np.exp(-z))


def regression_linear1(x, y, W1, b1, W2, b2):
    return np.asarray(x), net(relu, ident, x, W1, b1, W2, b2)["z1"]


def regression_f(x, y, W1, b1, W2, b2):
    n = net(relu, ident, x, W1, b1, W2, b2)
    return n["z1"], n["z2"]


def regression_linear2(x, y, W1, b1, W2, b2):
    n = net(relu, ident, x, W1, b1, W2, b2)
    return n["z2"], n["z3"]


def regression_g(x, y, W1, b1, W2, b2):
    n = net(relu, ident, x, W1, b1, W2, b2)
    return n["z3"], n["yhat"]


def regression_loss(x, y, W1, b1, W2, b2):
    yhat = net(relu, ident, x, W1, b1, W2, b2)["yhat"]
    return yhat, np.linalg.norm(yhat - np.asarray(y)) ** 2


def regression_dl_dW1(x, y, W1, b1, W2, b2, dl_dyhat, dz2_dz1, dyhat_dz3):
    x, W2, d, f, g = arrays(x, W2, dl_dyhat, dz2_dz1, dyhat_dz3)
    return np.outer(x, np.linalg.multi_dot([d, g, W2, f]))


def regression_dl_db1(x, y, W1, b1, W2, b2, dl_dyhat, dz2_dz1, dyhat_dz3):
    W2, d, f, g = arrays(W2, dl_dyhat, dz2_dz1, dyhat_dz3)
    return np.linalg.multi_dot([d, g, W2, f])


def regression_dl_dW2(x, y, W1, b1, W2, b2, dl_dyhat, dz2_dz1, dyhat_dz3):
    z2 = net(relu, ident, x, W1, b1, W2, b2)["z2"]
    d, g = arrays(dl_dyhat, dyhat_dz3)
    return np.outer(z2, d.dot(g))


def regression_dl_db2(x, y, W1, b1, W2, b2, dl_dyhat, dz2_dz1, dyhat_dz3):
    d, g = arrays(dl_dyhat, dyhat_dz3)
    return d.dot(g)


def regression_dz2_dz1(z1):
    return np.diag(np.heaviside(np.asarray(z1).ravel(), 0.0))


def regression_dyhat_dz3(z3):
    return np.identity(len(z3))


def regression_dl_dyhat(yhat, y):
    return np.transpose(2 * np.asarray(yhat) - 2 * np.asarray(y))


def classification_linear1(x, y, W1, b1, W2, b2):
    return np.asarray(x), net(sigm, sigm, x, W1, b1, W2, b2)["z1"]


def classification_f(x, y, W1, b1, W2, b2):
    n = net(sigm, sigm, x, W1, b1, W2, b2)
    return n["z1"], n["z2"]


def classification_linear2(x, y, W1, b1, W2, b2):
    n = net(sigm, sigm, x, W1, b1, W2, b2)
    return n["z2"], n["z3"]


def classification_g(x, y, W1, b1, W2, b2):
    n = net(sigm, sigm, x, W1, b1, W2, b2)
    return n["z3"], n["yhat"]


def classification_loss(x, y, W1, b1, W2, b2):
    yhat = net(sigm, sigm, x, W1, b1, W2, b2)["yhat"]
    return yhat, np.linalg.norm(yhat - np.asarray(y)) ** 2


def classification_dl_dW1(*args):
    return regression_dl_dW1(*args)


def classification_dl_db1(*args):
    return regression_dl_db1(*args)


def classification_dl_dW2(x, y, W1, b1, W2, b2, dl_dyhat, dz2_dz1, dyhat_dz3):
    z2 = net(sigm, sigm, x, W1, b1, W2, b2)["z2"]
    d, g = arrays(dl_dyhat, dyhat_dz3)
    return np.outer(z2, d.dot(g))


def classification_dl_db2(*args):
    return regression_dl_db2(*args)


def classification_dz2_dz1(z1):
    s = sigm(np.asarray(z1).ravel())
    return np.diag(s - s ** 2)


def classification_dyhat_dz3(z3):
    s = sigm(np.asarray(z3).ravel())
    return np.diag(s - s ** 2)


def classification_dl_dyhat(yhat, y):
    return regression_dl_dyhat(yhat, y)
