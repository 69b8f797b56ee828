"""Guessed causes of a wrong type, a wrong shape or NaN: what can be said before comparing values."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.checks.causes import Facts
from autograder.checks.sizes import batch_sizes
from autograder.checks.values import describe, to_array

Array = NDArray[np.float64]


def of_type(actual: Any, expected: Array | None, facts: Facts) -> str:
    """Why something is no array of numbers; `expected` is None where a dict or a list of values is asked for."""
    if actual is None:
        return "is a `return` missing, or was it never computed?"
    kind = describe(actual)
    if kind in ("a function", "a method", "a class"):
        return "are the parentheses () of a call missing?"
    if kind == "a generator":
        return "did you write `yield` instead of `return`? Otherwise convert it to an array, as in np.array(list(...))"
    if isinstance(actual, list | tuple) and expected is not None:
        return _in_a_list(actual, expected, facts)
    return ""


def _in_a_list(actual: list[Any] | tuple[Any, ...], expected: Array, facts: Facts) -> str:
    """A list that is no array: one of its items may be what is asked for, or its rows differ in length."""
    arrays = [to_array(item) for item in actual]
    for index, item in enumerate(arrays):
        if item is not None and item.dtype.kind != "c" and facts.same(item.astype(np.float64), expected):
            return f"its item [{index}] is right: return only that one"
    if len(arrays) > 1 and all(item is not None and item.ndim == 1 for item in arrays):
        return "its rows have different lengths"
    missing = [index for index, item in enumerate(actual) if item is None]
    return f"its item [{missing[0]}] is None: was it never computed?" if missing else ""


def of_shape(actual: Array, expected: Array, facts: Facts) -> str:
    """Why the shape differs. Where the values are right but for it, that is said too."""
    with np.errstate(all="ignore"):
        return _by_values(actual, expected, facts) or _by_shape(actual.shape, expected.shape)


def _by_values(actual: Array, expected: Array, facts: Facts) -> str:
    if not actual.size or not expected.size:
        return ""
    if actual.ndim == 2 and facts.same(actual.T, expected):
        return "its transpose is right: is there a .T missing or one too many?"
    for name, function in (("mean", np.mean), ("sum", np.sum)):
        if not expected.ndim and facts.same(np.asarray(function(actual)), expected):
            return f"its {name} is right: take the {name} over all entries"
    for axis, length in enumerate(actual.shape):
        if length > 1 and (what := _one_axis_too_many(actual, expected, axis, facts)):
            return what
    for axis, length in enumerate(expected.shape):
        for name, function in (("sum", np.sum), ("mean", np.mean)):
            if length > 1 and _same_numbers(function(expected, axis=axis), actual, facts):
                return f"it is the {name} of the expected values over axis {axis}: is there one {name} too many?"
    if _same_numbers(actual, expected, facts):
        return f"the values are right and only the shape is wrong. {_axes_of_one(actual.shape, expected.shape)}".strip()
    return ""


def _one_axis_too_many(actual: Array, expected: Array, axis: int, facts: Facts) -> str:
    first = np.take(actual, [0], axis)
    if _same_numbers(first, expected, facts) and (actual == first).all():
        copies = f"it repeats the expected values {actual.shape[axis]} times along axis {axis}"
        return f"{copies}: is a size hard-coded, or an axis broadcast by mistake?"
    of_batch = " (the batch)" if actual.shape[axis] in batch_sizes(facts.shapes) else ""
    for name, function in (("sum", np.sum), ("mean", np.mean)):
        if _same_numbers(function(actual, axis=axis), expected, facts):
            return f"its {name} over axis {axis}{of_batch} is right: is that {name} missing?"
    return ""


def _same_numbers(actual: Array, expected: Array, facts: Facts) -> bool:
    """The same values in the same order, whatever the shapes."""
    return actual.size == expected.size and facts.same(actual.reshape(expected.shape), expected)


def _by_shape(actual: tuple[int, ...], expected: tuple[int, ...]) -> str:
    if not expected:
        return "this should be a single number: is a mean or a sum missing?"
    if len(actual) == 2 and actual == expected[::-1]:
        return "the axes are swapped: is there a .T missing or one too many?"
    if axes := _axes_of_one(actual, expected):
        return axes[0].lower() + axes[1:]
    length = max(expected)
    if actual == (length, length) and expected in ((length,), (length, 1), (1, length)):
        return (
            f"arithmetic on shapes ({length},) and ({length}, 1) broadcasts to {actual}: give both the same shape first"
        )
    if len(actual) == len(expected) and actual[1:] == expected[1:]:
        rows = f"{actual[0]} row{'s' if actual[0] != 1 else ''} instead of {expected[0]}"
        return f"it has {rows}: is a size hard-coded, or is the wrong array used?"
    if actual[1:] == expected:
        return "it has an extra axis 0: is a sum or a mean over the batch missing?"
    return ""


def _axes_of_one(actual: tuple[int, ...], expected: tuple[int, ...]) -> str:
    """Shapes that differ only by axes of length 1."""
    if [n for n in actual if n != 1] != [n for n in expected if n != 1]:
        return ""
    if len(actual) < len(expected):
        return "An axis of length 1 was lost: keepdims=True keeps it"
    if len(actual) > len(expected):
        n = max(actual)
        return f"There is an extra axis of length 1: arithmetic on shapes {actual} and {expected} broadcasts" + (
            f" to {(n, n)}" if actual == (n, 1) and expected == (n,) else ""
        )
    return ""


def of_not_finite(actual: Array, expected: Array, facts: Facts) -> str:
    """Where NaN and infinity typically come from."""
    finite = np.isfinite(actual)
    if np.isnan(actual).any():
        origin = "NaN comes from 0/0, inf - inf, or inf/inf when exp of a large number overflows"
    else:
        origin = "infinity comes from exp of a large number, division by 0, or log(0)"
    if finite.any() and facts.same(actual[finite], expected[finite]):
        return f"{origin}; the other entries are right, so what is special about the inputs of these?"
    return origin
