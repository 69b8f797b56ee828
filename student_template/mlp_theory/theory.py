"""The forward and the backward pass of a two-layer network as formulas, one function each.

    z1 = W1 x + b1      Linear1     x  (n, 1), W1 (h, n), b1 (h, 1)
    z2 = f(z1)          f           z1, z2 (h, 1)
    z3 = W2 z2 + b2     Linear2     W2 (K, h), b2 (K, 1)
    yhat = g(z3)        g           z3, yhat, y (K, 1)
    l = ||yhat - y||^2  the loss, a number

Every vector is a column, and every derivative is in numerator layout: one row per element of the numerator, one column
per element of the denominator. So the derivative of the number l with respect to a column (p, 1) is a row (1, p), and
with respect to a matrix (p, q) it is a matrix (q, p). All arrays are torch tensors in float64.

A function may use the arguments that it is given and nothing else: they are the symbols that the question allows.
Regression is f = ReLU and g = identity; classification is f = g = the logistic sigmoid.
"""

import torch


def relu(z):
    """ReLU of every element of z. This function is complete."""
    return torch.clamp(z, min=0)


def sigma(z):
    """The logistic sigmoid 1 / (1 + exp(-z)) of every element of z. This function is complete."""
    return 1 / (1 + torch.exp(-z))


# ---- 1.2 regression (b): input and output of each layer, from x, y, W1, b1, W2, b2 ---------------------------------


def regression_linear1(x, y, W1, b1, W2, b2):
    """Input (n, 1) and output (h, 1) of Linear1."""
    # TODO: return the input and the output of Linear1
    raise NotImplementedError("TODO: return the input and the output of Linear1")


def regression_f(x, y, W1, b1, W2, b2):
    """Input (h, 1) and output (h, 1) of f."""
    # TODO: return the input and the output of f
    raise NotImplementedError("TODO: return the input and the output of f")


def regression_linear2(x, y, W1, b1, W2, b2):
    """Input (h, 1) and output (K, 1) of Linear2."""
    # TODO: return the input and the output of Linear2
    raise NotImplementedError("TODO: return the input and the output of Linear2")


def regression_g(x, y, W1, b1, W2, b2):
    """Input (K, 1) and output (K, 1) of g."""
    # TODO: return the input and the output of g
    raise NotImplementedError("TODO: return the input and the output of g")


def regression_loss(x, y, W1, b1, W2, b2):
    """Input yhat (K, 1) and output l, a number, of the loss; its other input is y."""
    # TODO: return yhat and the loss
    raise NotImplementedError("TODO: return yhat and the loss")


# ---- 1.2 regression (c): the gradients. Also allowed: dl_dyhat (1, K), dz2_dz1 (h, h) and dyhat_dz3 (K, K) ---------


def regression_dl_dW1(x, y, W1, b1, W2, b2, dl_dyhat, dz2_dz1, dyhat_dz3):
    """dl/dW1 (n, h)."""
    # TODO: return the gradient of the loss with respect to W1
    raise NotImplementedError("TODO: return the gradient of the loss with respect to W1")


def regression_dl_db1(x, y, W1, b1, W2, b2, dl_dyhat, dz2_dz1, dyhat_dz3):
    """dl/db1 (1, h)."""
    # TODO: return the gradient of the loss with respect to b1
    raise NotImplementedError("TODO: return the gradient of the loss with respect to b1")


def regression_dl_dW2(x, y, W1, b1, W2, b2, dl_dyhat, dz2_dz1, dyhat_dz3):
    """dl/dW2 (h, K)."""
    # TODO: return the gradient of the loss with respect to W2
    raise NotImplementedError("TODO: return the gradient of the loss with respect to W2")


def regression_dl_db2(x, y, W1, b1, W2, b2, dl_dyhat, dz2_dz1, dyhat_dz3):
    """dl/db2 (1, K)."""
    # TODO: return the gradient of the loss with respect to b2
    raise NotImplementedError("TODO: return the gradient of the loss with respect to b2")


# ---- 1.2 regression (d): the elements of the three Jacobians that (c) was given ------------------------------------


def regression_dz2_dz1(z1):
    """dz2/dz1 (h, h), from z1 (h, 1); no element of z1 is 0."""
    # TODO: return the Jacobian of f
    raise NotImplementedError("TODO: return the Jacobian of f")


def regression_dyhat_dz3(z3):
    """dyhat/dz3 (K, K), from z3 (K, 1)."""
    # TODO: return the Jacobian of g
    raise NotImplementedError("TODO: return the Jacobian of g")


def regression_dl_dyhat(yhat, y):
    """dl/dyhat (1, K), from yhat and y (K, 1)."""
    # TODO: return the gradient of the loss with respect to yhat
    raise NotImplementedError("TODO: return the gradient of the loss with respect to yhat")


# ---- 1.3 classification (b): what changes in the layers? -----------------------------------------------------------


def classification_linear1(x, y, W1, b1, W2, b2):
    """Input (n, 1) and output (h, 1) of Linear1."""
    # TODO: return the input and the output of Linear1
    raise NotImplementedError("TODO: return the input and the output of Linear1")


def classification_f(x, y, W1, b1, W2, b2):
    """Input (h, 1) and output (h, 1) of f."""
    # TODO: return the input and the output of f
    raise NotImplementedError("TODO: return the input and the output of f")


def classification_linear2(x, y, W1, b1, W2, b2):
    """Input (h, 1) and output (K, 1) of Linear2."""
    # TODO: return the input and the output of Linear2
    raise NotImplementedError("TODO: return the input and the output of Linear2")


def classification_g(x, y, W1, b1, W2, b2):
    """Input (K, 1) and output (K, 1) of g."""
    # TODO: return the input and the output of g
    raise NotImplementedError("TODO: return the input and the output of g")


def classification_loss(x, y, W1, b1, W2, b2):
    """Input yhat (K, 1) and output l, a number, of the loss; its other input is y."""
    # TODO: return yhat and the loss
    raise NotImplementedError("TODO: return yhat and the loss")


# ---- 1.3 classification (c): what changes in the gradients? --------------------------------------------------------


def classification_dl_dW1(x, y, W1, b1, W2, b2, dl_dyhat, dz2_dz1, dyhat_dz3):
    """dl/dW1 (n, h)."""
    # TODO: return the gradient of the loss with respect to W1
    raise NotImplementedError("TODO: return the gradient of the loss with respect to W1")


def classification_dl_db1(x, y, W1, b1, W2, b2, dl_dyhat, dz2_dz1, dyhat_dz3):
    """dl/db1 (1, h)."""
    # TODO: return the gradient of the loss with respect to b1
    raise NotImplementedError("TODO: return the gradient of the loss with respect to b1")


def classification_dl_dW2(x, y, W1, b1, W2, b2, dl_dyhat, dz2_dz1, dyhat_dz3):
    """dl/dW2 (h, K)."""
    # TODO: return the gradient of the loss with respect to W2
    raise NotImplementedError("TODO: return the gradient of the loss with respect to W2")


def classification_dl_db2(x, y, W1, b1, W2, b2, dl_dyhat, dz2_dz1, dyhat_dz3):
    """dl/db2 (1, K)."""
    # TODO: return the gradient of the loss with respect to b2
    raise NotImplementedError("TODO: return the gradient of the loss with respect to b2")


# ---- 1.3 classification (d): what changes in the Jacobians? --------------------------------------------------------


def classification_dz2_dz1(z1):
    """dz2/dz1 (h, h), from z1 (h, 1)."""
    # TODO: return the Jacobian of f
    raise NotImplementedError("TODO: return the Jacobian of f")


def classification_dyhat_dz3(z3):
    """dyhat/dz3 (K, K), from z3 (K, 1)."""
    # TODO: return the Jacobian of g
    raise NotImplementedError("TODO: return the Jacobian of g")


def classification_dl_dyhat(yhat, y):
    """dl/dyhat (1, K), from yhat and y (K, 1)."""
    # TODO: return the gradient of the loss with respect to yhat
    raise NotImplementedError("TODO: return the gradient of the loss with respect to yhat")
