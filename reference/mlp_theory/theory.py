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
    # SOLUTION BEGIN: return the input and the output of Linear1
    return x, W1 @ x + b1
    # SOLUTION END


def regression_f(x, y, W1, b1, W2, b2):
    """Input (h, 1) and output (h, 1) of f."""
    # SOLUTION BEGIN: return the input and the output of f
    z1 = W1 @ x + b1
    return z1, relu(z1)
    # SOLUTION END


def regression_linear2(x, y, W1, b1, W2, b2):
    """Input (h, 1) and output (K, 1) of Linear2."""
    # SOLUTION BEGIN: return the input and the output of Linear2
    z2 = relu(W1 @ x + b1)
    return z2, W2 @ z2 + b2
    # SOLUTION END


def regression_g(x, y, W1, b1, W2, b2):
    """Input (K, 1) and output (K, 1) of g."""
    # SOLUTION BEGIN: return the input and the output of g
    z3 = W2 @ relu(W1 @ x + b1) + b2
    return z3, z3
    # SOLUTION END


def regression_loss(x, y, W1, b1, W2, b2):
    """Input yhat (K, 1) and output l, a number, of the loss; its other input is y."""
    # SOLUTION BEGIN: return yhat and the loss
    yhat = W2 @ relu(W1 @ x + b1) + b2
    return yhat, ((yhat - y) ** 2).sum()
    # SOLUTION END


# ---- 1.2 regression (c): the gradients. Also allowed: dl_dyhat (1, K), dz2_dz1 (h, h) and dyhat_dz3 (K, K) ---------


def regression_dl_dW1(x, y, W1, b1, W2, b2, dl_dyhat, dz2_dz1, dyhat_dz3):
    """dl/dW1 (n, h)."""
    # SOLUTION BEGIN: return the gradient of the loss with respect to W1
    return x @ dl_dyhat @ dyhat_dz3 @ W2 @ dz2_dz1
    # SOLUTION END


def regression_dl_db1(x, y, W1, b1, W2, b2, dl_dyhat, dz2_dz1, dyhat_dz3):
    """dl/db1 (1, h)."""
    # SOLUTION BEGIN: return the gradient of the loss with respect to b1
    return dl_dyhat @ dyhat_dz3 @ W2 @ dz2_dz1
    # SOLUTION END


def regression_dl_dW2(x, y, W1, b1, W2, b2, dl_dyhat, dz2_dz1, dyhat_dz3):
    """dl/dW2 (h, K)."""
    # SOLUTION BEGIN: return the gradient of the loss with respect to W2
    return relu(W1 @ x + b1) @ dl_dyhat @ dyhat_dz3
    # SOLUTION END


def regression_dl_db2(x, y, W1, b1, W2, b2, dl_dyhat, dz2_dz1, dyhat_dz3):
    """dl/db2 (1, K)."""
    # SOLUTION BEGIN: return the gradient of the loss with respect to b2
    return dl_dyhat @ dyhat_dz3
    # SOLUTION END


# ---- 1.2 regression (d): the elements of the three Jacobians that (c) was given ------------------------------------


def regression_dz2_dz1(z1):
    """dz2/dz1 (h, h), from z1 (h, 1); no element of z1 is 0."""
    # SOLUTION BEGIN: return the Jacobian of f
    return torch.diag((z1.flatten() > 0).to(z1.dtype))
    # SOLUTION END


def regression_dyhat_dz3(z3):
    """dyhat/dz3 (K, K), from z3 (K, 1)."""
    # SOLUTION BEGIN: return the Jacobian of g
    return torch.eye(len(z3), dtype=z3.dtype)
    # SOLUTION END


def regression_dl_dyhat(yhat, y):
    """dl/dyhat (1, K), from yhat and y (K, 1)."""
    # SOLUTION BEGIN: return the gradient of the loss with respect to yhat
    return 2 * (yhat - y).T
    # SOLUTION END


# ---- 1.3 classification (b): what changes in the layers? -----------------------------------------------------------


def classification_linear1(x, y, W1, b1, W2, b2):
    """Input (n, 1) and output (h, 1) of Linear1."""
    # SOLUTION BEGIN: return the input and the output of Linear1
    return regression_linear1(x, y, W1, b1, W2, b2)  # nothing changes
    # SOLUTION END


def classification_f(x, y, W1, b1, W2, b2):
    """Input (h, 1) and output (h, 1) of f."""
    # SOLUTION BEGIN: return the input and the output of f
    z1 = W1 @ x + b1
    return z1, sigma(z1)
    # SOLUTION END


def classification_linear2(x, y, W1, b1, W2, b2):
    """Input (h, 1) and output (K, 1) of Linear2."""
    # SOLUTION BEGIN: return the input and the output of Linear2
    z2 = sigma(W1 @ x + b1)
    return z2, W2 @ z2 + b2
    # SOLUTION END


def classification_g(x, y, W1, b1, W2, b2):
    """Input (K, 1) and output (K, 1) of g."""
    # SOLUTION BEGIN: return the input and the output of g
    z3 = W2 @ sigma(W1 @ x + b1) + b2
    return z3, sigma(z3)
    # SOLUTION END


def classification_loss(x, y, W1, b1, W2, b2):
    """Input yhat (K, 1) and output l, a number, of the loss; its other input is y."""
    # SOLUTION BEGIN: return yhat and the loss
    yhat = sigma(W2 @ sigma(W1 @ x + b1) + b2)
    return yhat, ((yhat - y) ** 2).sum()
    # SOLUTION END


# ---- 1.3 classification (c): what changes in the gradients? --------------------------------------------------------


def classification_dl_dW1(x, y, W1, b1, W2, b2, dl_dyhat, dz2_dz1, dyhat_dz3):
    """dl/dW1 (n, h)."""
    # SOLUTION BEGIN: return the gradient of the loss with respect to W1
    return regression_dl_dW1(x, y, W1, b1, W2, b2, dl_dyhat, dz2_dz1, dyhat_dz3)  # nothing changes
    # SOLUTION END


def classification_dl_db1(x, y, W1, b1, W2, b2, dl_dyhat, dz2_dz1, dyhat_dz3):
    """dl/db1 (1, h)."""
    # SOLUTION BEGIN: return the gradient of the loss with respect to b1
    return regression_dl_db1(x, y, W1, b1, W2, b2, dl_dyhat, dz2_dz1, dyhat_dz3)  # nothing changes
    # SOLUTION END


def classification_dl_dW2(x, y, W1, b1, W2, b2, dl_dyhat, dz2_dz1, dyhat_dz3):
    """dl/dW2 (h, K)."""
    # SOLUTION BEGIN: return the gradient of the loss with respect to W2
    return sigma(W1 @ x + b1) @ dl_dyhat @ dyhat_dz3
    # SOLUTION END


def classification_dl_db2(x, y, W1, b1, W2, b2, dl_dyhat, dz2_dz1, dyhat_dz3):
    """dl/db2 (1, K)."""
    # SOLUTION BEGIN: return the gradient of the loss with respect to b2
    return regression_dl_db2(x, y, W1, b1, W2, b2, dl_dyhat, dz2_dz1, dyhat_dz3)  # nothing changes
    # SOLUTION END


# ---- 1.3 classification (d): what changes in the Jacobians? --------------------------------------------------------


def classification_dz2_dz1(z1):
    """dz2/dz1 (h, h), from z1 (h, 1)."""
    # SOLUTION BEGIN: return the Jacobian of f
    z2 = sigma(z1.flatten())
    return torch.diag(z2 * (1 - z2))
    # SOLUTION END


def classification_dyhat_dz3(z3):
    """dyhat/dz3 (K, K), from z3 (K, 1)."""
    # SOLUTION BEGIN: return the Jacobian of g
    yhat = sigma(z3.flatten())
    return torch.diag(yhat * (1 - yhat))
    # SOLUTION END


def classification_dl_dyhat(yhat, y):
    """dl/dyhat (1, K), from yhat and y (K, 1)."""
    # SOLUTION BEGIN: return the gradient of the loss with respect to yhat
    return regression_dl_dyhat(yhat, y)  # nothing changes
    # SOLUTION END
