"""Public test 1: the layers. Run it with: python test1.py

Each gradient is compared with finite differences of the layer's own forward pass: the change of
sum(forward(X) * grad) when one number is moved a little. So a wrong forward is shown first, and by itself.
"""

import numpy as np
from neural_networks import dropout, linear_layer, relu, tanh

problems = []


def compare(name, actual, right):
    """Print one line, and remember what is wrong."""
    right = np.asarray(right)
    try:
        actual = np.asarray(actual, dtype=float)
    except (TypeError, ValueError):
        problem = f"it is {actual!r}, and should be an array of shape {right.shape}"
    else:
        if actual.shape != right.shape and (1, *actual.shape) != right.shape:  # (O,) is as good as (1, O)
            problem = f"its shape is {actual.shape}, and should be {right.shape}"
        elif not np.allclose(actual, right, rtol=1e-5, atol=1e-7):
            worst = np.unravel_index(np.argmax(np.abs(np.nan_to_num(actual - right, nan=np.inf))), right.shape)
            there = actual.reshape(right.shape)[worst]
            problem = f"at {tuple(map(int, worst))} it is {there:.6g}, and should be {right[worst]:.6g}"
        else:
            problem = ""
    print(f"  {name:<36}{problem or 'ok'}")
    if problem:
        problems.append(f"{name}: {problem}")


def differences(forward, X, grad, values, step=1e-6):
    """The gradient of sum(forward(X) * grad) by `values`: X itself, or a parameter that `forward` reads."""
    result = np.zeros(values.shape)
    for index in np.ndindex(values.shape):
        kept = values[index]
        values[index] = kept + step
        above = np.sum(forward(X.copy()) * grad)
        values[index] = kept - step
        below = np.sum(forward(X.copy()) * grad)
        values[index] = kept
        result[index] = (above - below) / (2 * step)
    return result


random = np.random.RandomState(1)
N, D, M = 5, 4, 3

print("linear_layer")
np.random.seed(42)
layer = linear_layer(input_D=D, output_D=M)
start = np.random.RandomState(42)
compare("W: drawn first", layer.params["W"], start.normal(0, 0.1, (D, M)))
compare("b: drawn next", layer.params["b"], start.normal(0, 0.1, (1, M)))
compare("gradient of W: zeros at first", layer.gradient["W"], np.zeros((D, M)))
compare("gradient of b: zeros at first", layer.gradient["b"], np.zeros((1, M)))
X, grad = random.normal(size=(N, D)), random.normal(size=(N, M))
W, b = random.normal(size=(D, M)), random.normal(size=(1, M))
layer.params = {"W": W, "b": b}
by_hand = np.array([[sum(x[d] * W[d, m] for d in range(D)) + b[0, m] for m in range(M)] for x in X])
compare("forward: XW + b", layer.forward(X.copy()), by_hand)
right = {name: differences(layer.forward, X, grad, values) for name, values in (("X", X), ("W", W), ("b", b))}
layer.forward(X.copy())
compare("backward: returns the gradient by X", layer.backward(X.copy(), grad.copy()), right["X"])
compare("backward: stores that by W", layer.gradient["W"], right["W"])
compare("backward: stores that by b", layer.gradient["b"], right["b"])

for activation, formula in ((relu, lambda x: x if x > 0 else 0.0), (tanh, lambda x: 2 / (1 + np.exp(-2 * x)) - 1)):
    print(activation.__name__)
    X, grad = random.normal(size=(N, D)), random.normal(size=(N, D))
    layer = activation()
    compare("forward", layer.forward(X.copy()), [[formula(x) for x in row] for row in X])
    right = differences(layer.forward, X, grad, X)
    layer.forward(X.copy())
    compare("backward: returns the gradient by X", layer.backward(X.copy(), grad.copy()), right)

print("dropout")
X, grad = random.normal(size=(N, D)), random.normal(size=(N, D))
layer = dropout(r=0.4)
kept = layer.forward(X.copy(), is_train=True) != 0
compare("backward: with the mask of forward", layer.backward(X.copy(), grad.copy()), np.where(kept, grad / 0.6, 0.0))
layer.forward(X.copy(), is_train=False)
compare("backward: nothing dropped", layer.backward(X.copy(), grad.copy()), grad)

assert not problems, "\n" + "\n".join(problems)
print("test1 passed")
