"""What a test sees of a program, value by value and then how it ends, so that two programs can be compared."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from autograder.checks.run import TestRun
from autograder.checks.values import to_array
from autograder.homework import Tolerance
from autograder.report import Outcome

MOST_NUMBERS = 1 << 11  # of one value; of a larger one, so many of its numbers spread over it
# How many times the relative tolerance two programs with the same mistake may be apart: by rounding, and by rounding in
# steps that diverge. Whether it was rounding, other inputs tell, with which the two are closer.
ROUNDING = 4
DIVERGING = 100

Numbers = NDArray[np.float64]
NOTHING: Numbers = np.zeros(0)
COMPARABLE = (Outcome.OK, Outcome.WRONG, Outcome.ERROR, Outcome.MISSING)


class Value(NamedTuple):
    """One value: what it is, and its numbers. `what` is empty where two of them can never be told to be the same."""

    what: str
    numbers: Numbers


ABSENT = Value("absent", NOTHING)  # the test ended before it
PASSED = Value("ok", NOTHING)

Observation = Sequence[Value]  # the last one is how the test ended


def observe(ran: TestRun) -> Observation:
    """What a test saw, in its order."""
    return [*(_value(name, value) for name, value in ran.trace), _end(ran)]


def _value(name: str, value: Any) -> Value:
    array = to_array(value)
    if array is None:
        return Value(f"{name} None" if value is None else "", NOTHING)
    if array.dtype.kind == "c":
        return Value("", NOTHING)
    numbers = array.astype(np.float64).ravel()
    what = f"{name} {array.shape}"
    if numbers.size > MOST_NUMBERS:
        numbers = numbers[:: -(-numbers.size // MOST_NUMBERS)]
    return Value(what, numbers)


def _end(ran: TestRun) -> Value:
    result = ran.result
    if result.outcome is Outcome.OK:
        return PASSED
    if result.outcome not in COMPARABLE or ran.blame:
        return Value("", NOTHING)
    if result.outcome is Outcome.WRONG:
        is_condition = any(mismatch.kind == "condition" for mismatch in result.mismatches) or not result.mismatches
        return Value(f"wrong {result.message.splitlines()[:1] if is_condition else ''}", NOTHING)
    return Value(f"{result.outcome.value} {result.message.partition(chr(10))[0]}", NOTHING)


def same(one: Observation, other: Observation, tolerance: Tolerance, rounding: float = ROUNDING) -> bool:
    """Whether two programs gave a test the same values, and it ended alike."""
    return len(one) == len(other) and all(map(lambda a, b: _same_value(a, b, tolerance, rounding), one, other))


def agrees(wanted: Mapping[str, Observation], test: str, seen: Observation, tolerance: Tolerance) -> bool:
    """Whether a test saw nearly what is wanted of it, or passed where nothing is."""
    return same(wanted[test], seen, tolerance, DIVERGING) if test in wanted else seen[-1] == PASSED


def _same_value(one: Value, other: Value, tolerance: Tolerance, rounding: float) -> bool:
    if not one.what or one.what != other.what or one.numbers.size != other.numbers.size:
        return False
    return bool(alike(one.numbers, other.numbers, tolerance, rounding).all())


def close(numbers: Numbers, known: Numbers, tolerance: Tolerance) -> NDArray[np.bool_]:
    """Where numbers are those of `known` (an array of rows, say), NaN and infinity included."""
    return _within(numbers, known, tolerance.absolute + tolerance.relative * np.abs(known))


def alike(numbers: Numbers, known: Numbers, tolerance: Tolerance, rounding: float) -> NDArray[np.bool_]:
    """Where two programs with the same mistake may have these numbers.

    A mistake often makes values grow, and with them the rounding error of the larger ones in all: so the difference
    is measured against the largest of an array.
    """
    if not known.size:
        return close(numbers, known, tolerance)
    largest = np.max(np.abs(known), axis=-1, keepdims=True, where=np.isfinite(known), initial=0.0)
    return _within(numbers, known, tolerance.absolute + rounding * tolerance.relative * largest)


def _within(numbers: Numbers, known: Numbers, allowed: Numbers) -> NDArray[np.bool_]:
    with np.errstate(invalid="ignore", over="ignore"):
        near = np.abs(numbers - known) <= allowed
    return np.asarray(near & np.isfinite(known) | (numbers == known) | (np.isnan(numbers) & np.isnan(known)))
