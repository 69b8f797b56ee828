"""Likely causes that need no list of known mistakes: what the wrong values have in common with the right ones.

Each cause is a small function that gives a sentence only if it explains every entry within the tolerance. No cause is
better than a wrong one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.homework import Tolerance

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Facts:
    """What a cause may look at besides the two arrays."""

    tolerance: Tolerance
    others: Mapping[str, Any] = field(default_factory=dict)  # the expected values of this check's other entries
    earlier: Sequence[Any] = ()  # the student's values of this entry, from the first check of the test to this one
    shapes: Sequence[tuple[int, ...]] = ()  # of the arrays that the test works with


def of_type(actual: Any, expected: Any, tolerance: Tolerance) -> str:
    return "is a `return` missing?" if actual is None else ""


def of_shape(actual: Array, expected: Array, facts: Facts) -> str:
    return ""


def of_not_finite(actual: Array, expected: Array, facts: Facts) -> str:
    return ""


def of_values(actual: Array, expected: Array, facts: Facts) -> str:
    return ""
