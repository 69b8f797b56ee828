"""Public test 1: the layers. Run it with: python test1.py

Each gradient is compared with finite differences of the layer's own forward pass: the change of
sum(forward(X) * grad) when one number is moved a little. So a wrong forward is shown first, and by itself.
"""

import traceback

import neural_networks
import numpy as np
from neural_networks import dropout, linear_layer, relu, tanh

problems = []


def compare(name, actual, right):
    """Print one line, and remember what is wrong. `actual` and `right` are functions, which may come upon a TODO."""
    try:
        problem = difference(actual(), np.asarray(right()))
    except NotImplementedError as todo:
        problem = str(todo) or "still to do"
    except Exception as error:
        lines = [f.lineno for f in traceback.extract_tb(error.__traceback__) if f.filename == neural_networks.__file__]
        where = f" (neural_networks.py, line {lines[-1]})" if lines else ""
        problem = f"{type(error).__name__}: {error}{where}"
    print(f"  {name:<36}{problem or 'ok'}")
    if problem:
        problems.append(name)


def difference(actual, right):
    """What is wrong with `actual`, in a few words; "" when it is right."""
    if actual is None:
        return "it is None (is a return missing?)"
    try:
        actual = np.asarray(actual, dtype=float)
    except (TypeError, ValueError):
        return f"it is {actual!r}, and should be an array of shape {right.shape}"
    if actual.shape != right.shape and (1, *actual.shape) != right.shape:  # (O,) is as good as (1, O)
        return f"its shape is {actual.shape}, and should be {right.shape}"
    if np.allclose(actual, right, rtol=1e-5, atol=1e-7):
        return ""
    worst = np.unravel_index(np.argmax(np.abs(np.nan_to_num(actual - right, nan=np.inf))), right.shape)
    there = actual.reshape(right.shape)[worst]
    return f"at {tuple(map(int, worst))} it is {there:.6g}, and should be {right[worst]:.6g}"


def differences(forward, X, grad, values, step=1e-6):
    """The gradient of sum(forward(X) * grad) by `values`: X itself, or a parameter that `forward` reads."""
    if forward(X.copy()) is None:
        raise NotImplementedError("cannot be compared before forward returns something")
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
start = np.random.RandomState(42)
start_W, start_b = start.normal(0, 0.1, (D, M)), start.normal(0, 0.1, (1, M))
try:
    layer = linear_layer(input_D=D, output_D=M)
except Exception:  # said below, where it is made again; forward and backward can be compared all the same
    layer = linear_layer.__new__(linear_layer)
    layer.params = layer.gradient = None


def made():
    """The layer as its constructor left it."""
    return layer if layer.params is not None else linear_layer(input_D=D, output_D=M)


compare("W: drawn first", lambda: made().params["W"], lambda: start_W)
compare("b: drawn next", lambda: made().params["b"], lambda: start_b)
compare("gradient of W: zeros at first", lambda: made().gradient["W"], lambda: np.zeros((D, M)))
compare("gradient of b: zeros at first", lambda: made().gradient["b"], lambda: np.zeros((1, M)))
X, grad = random.normal(size=(N, D)), random.normal(size=(N, M))
W, b = random.normal(size=(D, M)), random.normal(size=(1, M))
layer.params = {"W": W, "b": b}
layer.gradient = layer.gradient or {}


def backward(layer, X, grad):
    """The gradient with respect to X: backward after the forward that belongs to it."""
    layer.forward(X.copy())
    return layer.backward(X.copy(), grad.copy())


def stored(name):
    """The gradient that backward stores."""
    backward(layer, X, grad * 0)  # so that nothing is left of another backward
    backward(layer, X, grad)
    return layer.gradient.get(name)


by_hand = np.array([[sum(x[d] * W[d, m] for d in range(D)) + b[0, m] for m in range(M)] for x in X])
compare("forward: XW + b", lambda: layer.forward(X.copy()), lambda: by_hand)
compare(
    "backward: the gradient for X",
    lambda: backward(layer, X, grad),
    lambda: differences(layer.forward, X, grad, X),
)
compare("backward: the gradient for W", lambda: stored("W"), lambda: differences(layer.forward, X, grad, W))
compare("backward: the gradient for b", lambda: stored("b"), lambda: differences(layer.forward, X, grad, b))


def compare_activation(layer, formula, X, grad):
    """Forward with the formula, backward with finite differences."""
    print(type(layer).__name__)
    compare("forward", lambda: layer.forward(X.copy()), lambda: [[formula(x) for x in row] for row in X])
    compare(
        "backward: the gradient for X",
        lambda: backward(layer, X, grad),
        lambda: differences(layer.forward, X, grad, X),
    )


for activation, formula in ((relu, lambda x: x if x > 0 else 0.0), (tanh, lambda x: 2 / (1 + np.exp(-2 * x)) - 1)):
    compare_activation(activation(), formula, random.normal(size=(N, D)), random.normal(size=(N, D)))

print("dropout")
X, grad = random.normal(size=(N, D)), random.normal(size=(N, D))
layer = dropout(r=0.4)
kept = layer.forward(X.copy(), is_train=True) != 0
compare(
    "backward: with the mask of forward",
    lambda: layer.backward(X.copy(), grad.copy()),
    lambda: np.where(kept, grad / 0.6, 0.0),
)
layer.forward(X.copy(), is_train=False)
compare("backward: nothing dropped", lambda: layer.backward(X.copy(), grad.copy()), lambda: grad)

assert not problems, f"{len(problems)} not right yet, see above"
print("test1 passed")
