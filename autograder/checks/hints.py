"""Whether a student's values are those of a known mistake: then its sentence is the hint, and not a guess."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from autograder.checks.values import close, to_array
from autograder.homework import Tolerance


def same_values(trace: Sequence[tuple[str, Any]], known: Sequence[tuple[str, Any]], tolerance: Tolerance) -> bool:
    """Whether two runs of one test saw the same values under the same names, from the first check to the last."""
    return len(trace) == len(known) and all(
        name == known_name and _same(value, known_value, tolerance)
        for (name, value), (known_name, known_value) in zip(trace, known, strict=True)
    )


def _same(value: Any, known: Any, tolerance: Tolerance) -> bool:
    array, known_array = to_array(value), to_array(known)
    if array is None or known_array is None:
        return value is None and known is None
    return array.shape == known_array.shape and bool(close(array, known_array, tolerance).all())
