"""What the public tests have in common: gradients, compared with differences of what the forward pass returns."""

import numpy as np

STEP = 1e-5


def differences(function, array):
    """The derivative of function() with respect to each entry of array."""
    found = np.zeros_like(array)
    for index in np.ndindex(array.shape):
        before = array[index]
        array[index] = before + STEP
        above = function()
        array[index] = before - STEP
        below = function()
        array[index] = before
        found[index] = (above - below) / (2 * STEP)
    return found


def same(name, found, expected):
    """An empty text, or what is wrong."""
    if found is None:
        return f"{name} is None (is a return missing?)"
    if np.shape(found) != np.shape(expected):
        return f"{name} has shape {np.shape(found)}, expected {np.shape(expected)}"
    error = np.max(np.abs(np.asarray(found) - expected))
    return "" if error < 1e-5 else f"{name} is off by up to {error:.3g}"


def problem_of(layer, x, output):
    """What is wrong with a layer: its output for x, or its gradients (x, parameters); or an empty text."""
    try:
        found = layer.forward(x, True)
        if text := same("the output", found, output):
            return text
        upstream = np.random.default_rng(1).normal(size=np.shape(output))

        def loss():
            return np.sum(layer.forward(x, True) * upstream)

        layer.forward(x, True)
        by_x = layer.backward(upstream)
        gradients = dict(layer.gradients)
        for name, array in {"x": x, **layer.parameters}.items():
            if name != "x" and name not in gradients:
                return f"gradients has no {name!r}"
            if text := same(f"dL/d{name}", by_x if name == "x" else gradients[name], differences(loss, array)):
                return text
    except NotImplementedError as todo:
        return str(todo)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return ""


def report(problems):
    """Print what is wrong with each; an AssertionError if anything is."""
    for name, text in problems.items():
        print(f"{name:<42}{text or 'ok'}")
    wrong = [name for name, text in problems.items() if text]
    assert not wrong, f"not right yet, see above: {', '.join(wrong)}"
