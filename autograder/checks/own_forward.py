"""Follow-through: a gradient that is exact for the student's own, wrong forward keeps part of its points.

Only where that forward is layers after each other still, so that its gradient takes the chain rule.
"""

import contextlib
import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.checks.compare import is_close
from autograder.checks.context import CheckFailed, also_saw, counts, current, earn
from autograder.checks.oracle import numerical_gradient
from autograder.checks.values import to_array
from autograder.sandbox.failures import StudentFailure
from autograder.sandbox.reaching import with_values

Forward = Callable[..., Any]  # forward(x=…, W1=…): what the student's forward returns, given float64
Layers = Sequence[tuple[str, int]]  # what a layer is given, or its weights, and the axis of its units: ("W1", 0)


@contextlib.contextmanager
def follow_through(
    gradient_of: str,
    gradient: Any,
    forward: Forward,
    values: Mapping[str, Any],
    upstream: Any,
    *,
    y_hat: tuple[Any, Any],
    layers: Layers,
) -> Iterator[None]:
    """Around the check of the student's `gradient` with respect to `values[gradient_of]`: if it fails, homework.yaml's
    `follow_through` of the points is kept where the gradient is exact for the student's `forward`, which is wrong.

    `y_hat` is what that forward returned, and what is right.
    """
    try:
        yield
    except CheckFailed:
        also_saw("y_hat", y_hat[0])
        if counts() and not is_close(*y_hat):
            doubles = {name: _float64(value) for name, value in values.items()}

            def own_forward(**changed: Any) -> Any:
                return forward(**doubles | changed)

            if _is_exact(gradient_of, gradient, own_forward, doubles, upstream, layers):
                part = current.get().homework.follow_through
                why = f"It is the exact gradient of your forward, which is wrong, so it earns {part:.0%} of the points."
                earn(part, why)
        raise


def _is_exact(
    name: str, gradient: Any, forward: Forward, values: Mapping[str, Any], upstream: Any, layers: Layers
) -> bool:
    try:
        own = numerical_gradient(forward, upstream, **{name: values[name]})[name]
        # A forward that does not depend on the parameter proves nothing: zeros are its gradient.
        return bool(own.any()) and is_close(gradient, own) and acts_in_layers(forward, values, layers)
    except (CheckFailed, StudentFailure):  # this forward cannot do float64, say: then only the test's own check counts
        return False


def acts_in_layers(forward: Forward, values: Mapping[str, Any], layers: Layers) -> bool:
    """Whether each of `layers` acts through the next one alone, by values: a constant, a sum of all parameters, a
    product of their means, or a forward that leaves out a layer, has a gradient that takes no chain rule.

    Half of the units are looked at, then the other half; and half of the inputs likewise. A half acts, and it does not
    any more where the weights that lead on from it, columns of the next layer, are zero.
    """
    last, axis = layers[-1]
    asked = [forward(), forward(**{last: _moved(values[last], axis, slice(None))})]
    for (before, dim), (after, _) in itertools.pairwise(layers):
        half = values[before].shape[dim] // 2
        for part in (slice(0, half), slice(half, None)):
            moved, cut = _moved(values[before], dim, part), _copy(values[after])
            cut[:, part] = 0
            asked += [forward(**changed) for changed in ({before: moved}, {after: cut}, {after: cut, before: moved})]
    plain, *found = map(_numbers, with_values(asked))  # together, in one request
    acts = [found[0], *found[1::3]]
    is_cut_off = zip(found[2::3], found[3::3], strict=True)
    return all(_differ(plain, one) for one in acts) and not any(_differ(one, other) for one, other in is_cut_off)


def _moved(values: Any, dim: int, part: slice) -> Any:
    """A copy with other numbers in `part` of the axis `dim`; no two change alike, so that no mean stays."""
    moved = _copy(values)
    selected = moved[part] if dim == 0 else moved[:, part]
    steps = np.linspace(0.5, 1.5, int(np.prod(selected.shape))).reshape(tuple(selected.shape))
    selected += steps if isinstance(values, np.ndarray) else values.new_tensor(steps)
    return moved


def _float64(values: Any) -> Any:
    return np.asarray(values, dtype=np.float64) if isinstance(values, np.ndarray) else values.double()


def _copy(values: Any) -> Any:
    return values.copy() if isinstance(values, np.ndarray) else values.clone()


def _numbers(result: Any) -> NDArray[Any]:
    numbers = to_array(result)
    if numbers is None:
        raise CheckFailed("forward returns no numbers")
    return numbers


def _differ(a: NDArray[Any], b: NDArray[Any]) -> bool:
    return a.shape != b.shape or not np.allclose(a, b, rtol=1e-9, atol=1e-12)
