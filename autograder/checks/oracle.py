"""Expected gradients: torch's autograd in float64, and central differences of what the student computes."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.checks import sizes
from autograder.checks.context import CheckFailed, current
from autograder.checks.differentiate import differentiate
from autograder.checks.memo import once
from autograder.checks.values import describe, is_tensor, to_array
from autograder.sandbox.conversion import without_leading_ones
from autograder.sandbox.plain import Plain
from autograder.sandbox.reaching import with_values

STEP = 1e-5  # balances the differences' own error (h²) against cancellation (1e-16/h) in float64


def autograd(function: Callable[..., Any], upstream: Any = None, **inputs: Any) -> dict[str, Any]:
    """Gradients of `sum(function(**inputs) * upstream)` with respect to each named input.

    `function` uses torch's operations and gets every input as a float64 tensor; arrays that it captures should be
    float64, too (`.double()`). Without `upstream` it must return a scalar; with it, a tensor of
    exactly upstream's shape (nothing is broadcast). An input that the result does not depend on has gradient 0.
    `function` may depend only on its arguments and what it captured: it may not be called for the next student.
    Inputs and upstream may be numpy or torch; the gradients come in the homework's kind of arrays.
    """
    kind = _kind_of_results(inputs)
    sizes.remember(*(np.shape(value) for value in (*inputs.values(), upstream) if value is not None))

    def compute() -> dict[str, Any]:
        return {name: _as(kind, gradient) for name, gradient in _gradients(function, upstream, inputs).items()}

    return once(compute, function, upstream, inputs, kind)


def autograd_of(
    function: Callable[..., Any],
    *args: Any,
    upstream: Any = None,
    result: int | None = None,
    attributes: Sequence[str] = (),
) -> dict[str, Any]:
    """What autograd gives for a function of the reference, with numpy or torch in it: `autograd_of(reference.f, x, w,
    upstream=dout)["w"]`; `result` is which of several results is meant, and `attributes` ("W", "params.b") are of the
    object that a method is of.

    The reference's forward is the formula then, and a mistake in its backward is not believed. Gradients come in the
    homework's kind of arrays.
    """
    kind = _kind_of_results({str(number): arg for number, arg in enumerate(args)})
    found = differentiate(function, args, None if upstream is None else _float64_tensor(upstream), result, attributes)
    return {name: _as(kind, gradient) for name, gradient in found.items()}


def _gradients(
    function: Callable[..., Any], upstream: Any, inputs: Mapping[str, Any]
) -> dict[str, NDArray[np.float64]]:
    import torch

    tensors = {name: _float64_tensor(value).requires_grad_() for name, value in inputs.items()}
    result = function(**tensors)
    if upstream is None:
        if result.numel() != 1:
            raise ValueError(f"without upstream the function must return a scalar, not shape {tuple(result.shape)}")
        scalar = result.sum()
    else:
        weights = _float64_tensor(upstream)
        if result.shape != weights.shape:
            raise ValueError(f"the function returns shape {tuple(result.shape)}, upstream is {tuple(weights.shape)}")
        scalar = (result * weights).sum()
    gradients = torch.autograd.grad(scalar, list(tensors.values()), materialize_grads=True)
    return {name: gradient.numpy() for name, gradient in zip(tensors, gradients, strict=True)}


def numerical_gradient(function: Callable[..., Any], upstream: Any = None, **inputs: Any) -> dict[str, Any]:
    """Gradients of `sum(function(**inputs) * upstream)` by central differences, in float64.

    `function` may call the student: it gets float64 arrays of each input's own library and returns a number or an
    array of upstream's shape; anything else fails the test with a sentence. Two calls for every entry of every input:
    keep the inputs small. The error is about 1e-9 where the function is smooth and its values are near 1; the student
    must compute in float64 too, a float32 forward leaves nothing of the differences. Results as from `autograd`.
    """
    points = {name: _float64_tensor(value).numpy() for name, value in inputs.items()}
    weights = np.float64(1.0) if upstream is None else _float64_tensor(upstream).numpy()
    kinds = {name: _kind_of({name: value}) for name, value in inputs.items()}

    def ask_at(name: str, point: NDArray[np.float64]) -> Any:
        """The student's value is promised; a function of the test's own may use its array again."""
        returned = function(**{other: _as(kinds[other], point if other == name else points[other]) for other in points})
        return returned if isinstance(returned, Plain) else value_of(returned)

    def value_of(returned: Any) -> NDArray[np.float64]:
        array = to_array(returned)
        fits = array is not None and without_leading_ones(array.shape) == without_leading_ones(weights.shape)
        if array is None or not fits or array.dtype.kind == "c":
            wanted = f"an array of shape {weights.shape}" if weights.shape else "a number"
            raise CheckFailed(f"The forward pass returns {describe(returned)}; expected {wanted}.")
        return array.astype(np.float64).reshape(weights.shape)

    gradients = {}
    for name, point in points.items():
        gradient = np.zeros_like(point)
        steps, asked = [], []
        for index in np.ndindex(point.shape):
            above, below = point.copy(), point.copy()
            above[index] += STEP * max(1.0, abs(point[index]))
            below[index] -= STEP * max(1.0, abs(point[index]))
            steps.append((index, above[index] - below[index]))
            asked.append((ask_at(name, above), ask_at(name, below)))
        for (index, step), (at_above, at_below) in zip(steps, with_values(asked), strict=True):  # in few requests
            # Subtracting before summing, and dividing by the step that was really made, keeps the digits.
            gradient[index] = np.sum((value_of(at_above) - value_of(at_below)) * weights) / step
        gradients[name] = gradient
    kind = _kind_of_results(inputs)
    return {name: _as(kind, gradient) for name, gradient in gradients.items()}


def _float64_tensor(value: Any) -> Any:
    """A float64 copy as a tensor, outside any graph."""
    import torch

    if isinstance(value, torch.Tensor):
        return value.detach().to(torch.float64, copy=True)
    return torch.tensor(np.asarray(value, dtype=np.float64))


def _kind_of_results(inputs: dict[str, Any]) -> str:
    """The homework's kind of arrays; outside a hidden test, that of the inputs in float64."""
    context = current.get(None)
    return _kind_of(inputs) if context is None else context.homework.arrays


def _kind_of(inputs: dict[str, Any]) -> str:
    return "torch.float64" if any(is_tensor(value) for value in inputs.values()) else "numpy.float64"


def _as(kind: str, values: NDArray[np.float64]) -> Any:
    """A fresh copy of the kind "torch.float32", "torch.float64" or "numpy.float64"."""
    library, _, dtype = kind.partition(".")
    array = np.array(values, dtype=dtype)
    if library == "numpy":
        return array
    import torch

    return torch.from_numpy(array)
