"""Operators, indexing, len and iteration in the student's process, which the grader's proxies call by name.

They work as in Python: with reflected operators, and with what the student's class defines itself.
"""

import itertools
import operator
import types
from collections.abc import Callable
from typing import Any

MODULE = "operators of the grader"  # what the grader calls this module; no file of a student's has that name
MOST_ITEMS = 10_000  # of one iteration; what yields for ever is cut off with an error

# name in `operator` -> how it is written; each also exists reflected and in place
BINARY = {
    "add": "+", "sub": "-", "mul": "*", "truediv": "/", "floordiv": "//", "mod": "%", "pow": "**", "matmul": "@",
    "and_": "&", "or_": "|", "xor": "^", "lshift": "<<", "rshift": ">>",
}  # fmt: skip
IN_PLACE = {f"i{name.rstrip('_')}": f"{sign}=" for name, sign in BINARY.items()}
COMPARISONS = {"lt": "<", "le": "<=", "gt": ">", "ge": ">="}
UNARY = {"neg": "-", "pos": "+", "abs": "abs", "invert": "~"}


def getitem(value: Any, key: Any) -> Any:
    return value[_key(key)]


def setitem(value: Any, key: Any, item: Any) -> None:
    value[_key(key)] = item


def length(value: Any) -> int | None:
    """None for what has none."""
    return len(value) if hasattr(type(value), "__len__") else None


def items(value: Any) -> list[Any] | None:
    """None for what cannot be iterated over."""
    if not any(hasattr(type(value), name) for name in ("__iter__", "__getitem__")):
        return None
    found = list(itertools.islice(iter(value), MOST_ITEMS + 1))
    if len(found) > MOST_ITEMS:
        raise RuntimeError(f"iterating over a {type(value).__name__} did not end after {MOST_ITEMS} items")
    return found


def contains(value: Any, item: Any) -> bool:
    return item in value


def number(value: Any) -> float:
    return float(value)


def enter(value: Any) -> Any:
    """The beginning of a `with`."""
    if not hasattr(type(value), "__enter__"):
        raise TypeError(f"a {type(value).__name__} cannot be used in a `with`")
    return type(value).__enter__(value)


def leave(value: Any) -> None:
    """Its end, as if nothing had been raised within: what a test raises is no matter of the student's code."""
    type(value).__exit__(value, None, None, None)


def _key(key: Any) -> Any:
    """A slice travels as ("slice", start, stop, step), several keys as ("keys", …), any other as ("key", key)."""
    kind, *parts = key
    if kind == "ellipsis":
        return ...
    if kind == "slice":
        return slice(*parts)
    return tuple(_key(part) for part in parts) if kind == "keys" else parts[0]


def as_module() -> types.ModuleType:
    """All of it, as one module that the grader's calls name."""
    module = types.ModuleType(MODULE)
    for name in (*BINARY, *IN_PLACE, *COMPARISONS, *UNARY):
        setattr(module, name, getattr(operator, name))
    own: list[Callable[..., Any]] = [getitem, setitem, length, items, contains, number, enter, leave]
    for function in own:
        setattr(module, function.__name__, function)
    return module
