"""A student's value, whatever it is: as an array of numbers if possible, and in words."""

import sys
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.homework import Tolerance
from autograder.intake.problem import listed
from autograder.sandbox.plain import Plain, settled

MOST_KEPT = 1 << 16  # numbers of one value that are kept until a submission is graded
DEEPEST = 8  # axes of an array built from nested lists
MOST_NAMES = 7  # in a row
LONGEST_TEXT = 40  # characters of a name or a text that the student chose

_ARRAYS, _NUMBERS, _LISTS = (np.ndarray, np.generic), (bool, int, float, complex), (list, tuple)
_WORDS_FOR_TYPES = {
    "function": "a function",
    "method": "a method",
    "builtin_function_or_method": "a function",
    "generator": "a generator",
    "class": "a class",
    "type": "a class",
    "": "an object",
    "module": "a module",
    # plain things that cannot be sent
    **dict.fromkeys(("dict", "OrderedDict", "defaultdict", "Counter"), "a dict whose keys are not all strings"),
    "ndarray": "an array of something other than numbers",
    "MaskedArray": "a masked array",
    "Tensor": "an unusual kind of tensor (sparse, nested, without data)",
    "int": "an integer that is too large",
}


def to_array(value: Any) -> NDArray[Any] | None:
    """Booleans, numbers, arrays, tensors and nested lists of them as one array; None for anything else.

    The dtype is kept as far as numpy knows it (bfloat16 becomes float32). Lists must not be ragged.
    """
    value = settled(value) if isinstance(value, Plain) else value
    if is_tensor(value):
        return _from_tensor(value)
    if isinstance(value, _ARRAYS):
        return np.asarray(value) if value.dtype.kind in "biufc" else None
    if isinstance(value, _NUMBERS):
        return _from_items([value], ())
    return _from_list(value, DEEPEST) if isinstance(value, _LISTS) else None


def is_tensor(value: Any) -> bool:
    """Whether it is a torch tensor; without importing torch, which a numpy homework never needs."""
    torch = sys.modules.get("torch")
    return torch is not None and isinstance(value, torch.Tensor)


def dtype_of(value: Any) -> str:
    """ "float32", "int64", "bfloat16", …; empty for what has no dtype itself."""
    return str(value.dtype).removeprefix("torch.") if isinstance(value, np.ndarray) or is_tensor(value) else ""


def _from_tensor(tensor: Any) -> NDArray[Any] | None:
    try:
        return np.asarray((tensor.detach() if tensor.requires_grad else tensor).numpy())
    except (RuntimeError, TypeError):  # not the plain kind that travels: sparse, a conjugate, bfloat16
        pass
    import torch

    try:
        dense = tensor.detach().to_dense().cpu().resolve_conj().resolve_neg()
        return np.asarray((dense.float() if dense.dtype is torch.bfloat16 else dense).numpy())
    except (RuntimeError, TypeError, NotImplementedError):  # no data (meta), or a kind that numpy does not have
        return None


def _from_list(items: Sequence[Any], depth: int) -> NDArray[Any] | None:
    if all(type(item) in (bool, int, float, complex) for item in items):
        return _from_items(items, (len(items),))
    if not depth:
        return None
    rows = [_from_list(item, depth - 1) if isinstance(item, list | tuple) else to_array(item) for item in items]
    if any(row is None or row.shape != rows[0].shape for row in rows):  # type: ignore[union-attr]
        return None
    return np.stack(rows)  # type: ignore[arg-type]


def _from_items(items: Sequence[Any], shape: tuple[int, ...]) -> NDArray[Any] | None:
    array = np.array(items).reshape(shape)
    if array.dtype.kind != "O":
        return array
    try:
        return array.astype(np.float64)  # whole numbers beyond int64
    except (OverflowError, TypeError):  # beyond float64, or among complex numbers
        return None


def kept(value: Any, array: NDArray[Any] | None) -> Any:
    """What of a value, or of the array that it is, a known mistake's can be compared with: its numbers, or None, or
    else only what it is."""
    if array is not None and array.size <= MOST_KEPT:
        return array
    return None if value is None else describe(value)


def close(actual: NDArray[np.float64], expected: NDArray[np.float64], tolerance: Tolerance) -> NDArray[np.bool_]:
    """Where |actual - expected| <= absolute + relative * |expected|. NaN is close to nothing, infinity to itself."""
    actual, expected = (array if array.dtype.kind in "fc" else array.astype(np.float64) for array in (actual, expected))
    allowed = tolerance.absolute + tolerance.relative * np.abs(expected)
    with np.errstate(invalid="ignore", over="ignore"):
        near = np.abs(actual - expected) <= allowed
    finite = np.isfinite(allowed)
    return np.asarray(near if finite.all() else np.where(finite, near, actual == expected))


def describe(value: Any, *, inside: bool = False) -> str:
    """What the value is, in words that a student knows; `inside` keeps it short for an item of a list."""
    value = settled(value) if isinstance(value, Plain) else value
    if value is None:
        return "None"
    if isinstance(value, np.ndarray | np.generic) or is_tensor(value):
        kind = "tensor" if is_tensor(value) else "array"
        return f"a {dtype_of(value) or value.dtype} {kind} of shape {tuple(value.shape)}"
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, int | float | complex):
        return "a number"
    if isinstance(value, str):
        return f"the text {quote(value)}"
    if isinstance(value, list | tuple):
        kind = "list" if isinstance(value, list) else "tuple"
        if not value:
            return f"an empty {kind}"
        items = f"a {kind} of {len(value)} item" + "s" * (len(value) > 1)
        return (
            items
            if inside or len(value) > 3
            else f"{items} ({listed((describe(item, inside=True) for item in value), written=str)})"
        )
    if isinstance(value, Mapping):
        return f"a dict with {listed(value, most=MOST_NAMES, written=quote)}" if value else "an empty dict"
    name = str(getattr(value, "_type_name", type(value).__name__))
    other = f"an object of type {name[:LONGEST_TEXT]}" if name.isidentifier() else "an object"
    return _WORDS_FOR_TYPES.get(name, other)


def quote(text: Any) -> str:
    """A text that the student chose, on one line, short, and in quotes."""
    is_short_number = isinstance(text, int | float) and abs(text) < 1e15
    shown = text if isinstance(text, str) else str(text) if is_short_number else describe(text)
    shown = "".join(one if one.isprintable() else "?" for one in shown[: LONGEST_TEXT + 1]).replace('"', "'")
    return f'"{shown if len(shown) <= LONGEST_TEXT else shown[:LONGEST_TEXT] + "…"}"'
