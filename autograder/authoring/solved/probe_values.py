"""Runs beside a solution, in a student's process, before probe.py: what values are, and whether two are the same.

It imports nothing of ours.
"""

import contextlib
import copy
import sys
import types
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from autograder.checks.differentiate import holder_of, put_into

Tree = dict[str, Any]

DEEPEST = 4


def description_of(value: Any, depth: int = 0) -> Tree:
    if is_array(value):
        return {"kind": "array", "shape": list(np.shape(as_plain(value)))}
    if value is None or isinstance(value, (bool, np.bool_)):
        return {"kind": "none" if value is None else "number"}
    if isinstance(value, (int, float, np.number)):
        return {"kind": "number"}
    if isinstance(value, str):
        return {"kind": "text"}
    if isinstance(value, (tuple, list)) and depth < DEEPEST:
        return {"kind": "list", "items": [description_of(item, depth + 1) for item in value]}
    if isinstance(value, dict) and depth < DEEPEST and all(isinstance(key, (str, int)) for key in value):
        return {"kind": "dict", "items": {str(key): description_of(item, depth + 1) for key, item in value.items()}}
    inside = (
        {name: description_of(item, depth + 1) for name, item in attributes_of(value).items()}
        if depth < DEEPEST
        else {}
    )
    return {"kind": "other", "items": inside}


def attributes_of(value: Any) -> Tree:
    if isinstance(value, (type, types.FunctionType, types.ModuleType)):
        return {}
    return dict(getattr(value, "__dict__", {}))


def is_array(value: Any) -> bool:
    torch = sys.modules.get("torch")
    is_tensor = torch is not None and isinstance(value, torch.Tensor)
    return is_tensor or (isinstance(value, np.ndarray) and value.dtype.kind in "biuf")


def as_plain(value: Any) -> Any:
    return value.detach().numpy() if hasattr(value, "detach") else value


def items_of(value: Any) -> Iterator[Any]:
    """What is in lists and dicts, or the value itself."""
    if not isinstance(value, (tuple, list, dict)):
        yield value
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, (tuple, list)) else ():
        yield from items_of(item)


def has_numbers(value: Any) -> bool:
    """Whether there is a number to compare."""
    return any(is_array(item) or isinstance(item, (int, float, np.number)) for item in items_of(value))


def is_finite(value: Any) -> bool:
    reals = (item for item in items_of(value) if is_array(item) or isinstance(item, (float, np.floating)))
    return all(np.isfinite(np.asarray(as_plain(item), dtype=np.float64)).all() for item in reals)


def same(one: Any, other: Any, depth: int = 0) -> bool:
    if is_array(one) and is_array(other):
        one, other = as_plain(one), as_plain(other)
        return one.shape == other.shape and bool(np.array_equal(one, other, equal_nan=one.dtype.kind == "f"))
    if isinstance(one, (tuple, list)) and isinstance(other, (tuple, list)):
        return len(one) == len(other) and all(same(a, b, depth + 1) for a, b in zip(one, other, strict=True))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key], depth + 1) for key in one)
    if hasattr(one, "__dict__") and type(one).__name__ == type(other).__name__ and depth < DEEPEST:
        return same(dict(arrays_of(one)), dict(arrays_of(other)), depth + 1)
    try:
        return bool(one == other) or (one != one and other != other)
    except Exception:
        return False


def arrays_of(owner: Any, path: str = "", depth: int = 0) -> dict[str, Any]:
    """Every array of reals, and number, that an object holds, by its path: "W", "params.b", "layers.0.W"."""
    if is_array(owner):
        return {path: owner} if path else {}
    if path and isinstance(owner, float):
        return {path: owner}
    if depth > DEEPEST or owner is None or isinstance(owner, (type, types.FunctionType, types.ModuleType)):
        return {}
    if isinstance(owner, dict):
        items = [
            (str(key), value) for key, value in owner.items() if isinstance(key, (str, int)) and "." not in str(key)
        ]
    elif isinstance(owner, (list, tuple)):
        items = [(str(number), value) for number, value in enumerate(owner)]
    elif hasattr(owner, "__dict__"):
        items = list(vars(owner).items())
    else:
        return {}
    found: dict[str, Any] = {}
    for name, value in items[:200]:
        deeper = name not in ("_modules", "_parameters", "_buffers")  # where a torch module keeps its attributes
        found |= arrays_of(value, f"{path}.{name}" if path else name, depth + deeper)
    return found


def copy_arrays(source: Any, target: Any) -> None:
    for path, value in arrays_of(source).items():
        with contextlib.suppress(Exception):  # what cannot be set stays
            holder, key = holder_of(target, path)
            put_into(holder, key, copy.deepcopy(value))


def changed_between(before: Any, after: Any) -> dict[str, Any]:
    """The arrays of an object that a step has made or changed."""
    old = arrays_of(before)
    return {path: value for path, value in arrays_of(after).items() if path not in old or not same(old[path], value)}
