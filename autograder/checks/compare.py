"""`check_close` and `check`: is the student's value right, and if not, what exactly is wrong with it?"""

import math
from collections.abc import Callable, Mapping
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from autograder.checks import causes, causes_of_form, sizes
from autograder.checks.context import CheckFailed, current, earn
from autograder.checks.entries import WHOLE, Entry, entries_of
from autograder.checks.messages import explain
from autograder.checks.values import close, describe, dtype_of, kept, to_array
from autograder.homework import Reveal, Tolerance
from autograder.report import Mismatch
from autograder.sandbox.conversion import without_leading_ones
from autograder.sandbox.plain import Plain
from autograder.sandbox.reaching import with_values

DEFAULT_TOLERANCE = Tolerance(relative=1e-5, absolute=1e-8)

# A student may return millions of numbers, in every test. They are compared, but not looked through for a likely cause.
MOST_EXPLAINED = 1 << 19

Hint = str | Callable[[Any, Any], str | None]


def check(condition: Any, message: str) -> None:
    """Fail the test with the sentence `message` unless `condition` is true.

    Only a true boolean (Python's, numpy's or torch's) counts: an object that the student returned is never "true".
    """
    truth = to_array(condition._verdict() if isinstance(condition, Plain) else condition)
    if truth is None or truth.dtype != np.bool_ or truth.size != 1 or not truth.item():
        raise CheckFailed(message, (Mismatch(entry="", kind="condition"),))


def check_close(
    actual: Any,
    expected: Any,
    *,
    of: str = "{}",
    relative: float | None = None,
    absolute: float | None = None,
    unit: float = 1.0,
    strict: bool | None = None,
    hint: Hint | None = None,
) -> None:
    """Fail the test unless every expected value is there, with |actual - expected| <= absolute + relative * |expected|.

    `actual` and `expected` are numbers or arrays, or dicts (name -> value) or lists of them; names that only `actual`
    has are ignored. `of` is the format of a name in messages ("dL/d{}"), or the name of a single value ("y_hat").
    The tolerance defaults to the homework's; the absolute one is for numbers of the size of `unit`.

    Equivalent containers pass: a float for an array of one number, lists for arrays, numpy for torch, any real dtype.
    Axes of length 1 in front are ignored ((4,) for (1, 4)) unless `strict`, or the homework, wants exact shapes.
    Any other shape is wrong, and NaN is always wrong.

    `hint`, a sentence or a function of (actual, expected) that gives one or None, replaces the guessed likely cause.
    Raises CheckFailed, which says of every entry what is wrong or that it is right.
    """
    actual = with_values(actual)
    context = current.get(None)
    default = context.homework.tolerance if context else DEFAULT_TOLERANCE
    tolerance = Tolerance(
        relative=default.relative if relative is None else relative,
        absolute=unit * (default.absolute if absolute is None else absolute),
    )
    if strict is None:
        strict = context.homework.strict_shapes if context else False
    entries = list(entries_of(actual, expected, of, ""))
    if context:
        context.trace.extend(
            (entry.name, kept(entry.actual, entry.array if strict else _compared(entry.array))) for entry in entries
        )
        context.expected.extend((entry.name, entry.expected) for entry in entries)

    mismatches = [entry.problem or _judge(entry, tolerance, strict=strict) for entry in entries]
    if not any(mismatches):
        return
    wrong = tuple(
        msgspec.structs.replace(mismatch, likely_cause=_cause(entry, mismatch, entries, tolerance))
        for entry, mismatch in zip(entries, mismatches, strict=True)
        if mismatch is not None
    )
    right = [entry.name for entry, mismatch in zip(entries, mismatches, strict=True) if mismatch is None]
    reveal: Reveal = context.homework.reveal if context else "expected"
    said = _hint(hint, actual, expected, wrong)
    details = "" if reveal == "expected" else explain(wrong, right, "expected", said, of)
    raise CheckFailed(explain(wrong, right, reveal, said, of), wrong, details)


def check_shares(actual: Any, expected: Mapping[str, Any], of: str = "{}") -> None:
    """`check_close` of several values; if some are right, the test keeps that share of its points."""
    try:
        check_close(actual, expected, of=of)
    except CheckFailed as failure:
        wrong = {mismatch.entry for mismatch in failure.mismatches}
        if wrong < {of.replace("{}", name) for name in expected}:
            right = len(expected) - len(wrong)
            earn(right / len(expected), f"{right} of {len(expected)} are right and earn their share of the points.")
        raise


def is_close(actual: Any, expected: Any) -> bool:
    """Whether check_close would accept a number or an array. Causes do not see it."""
    context = current.get()
    actual = with_values(actual)
    entry = Entry(WHOLE, actual, to_array(actual), expected)
    return _judge(entry, context.homework.tolerance, strict=context.homework.strict_shapes) is None


def judge(name: str, actual: Any, expected: Any, tolerance: Tolerance, *, strict: bool) -> Mismatch | None:
    """What is wrong with one value, or None: its type, shape, dtype, NaN and values are looked at in this order.

    `expected` is the test's own: a number or an array without NaN, otherwise it is a ValueError.
    """
    return _judge(Entry(name, actual, to_array(actual), expected), tolerance, strict=strict)


def _compared(array: NDArray[Any] | None) -> NDArray[Any] | None:
    """An array without the axes that are ignored: two programs that differ in nothing else have the same values."""
    if array is None or array.shape[:1] != (1,):
        return array
    return array.reshape(without_leading_ones(array.shape))


def _judge(entry: Entry, tolerance: Tolerance, *, strict: bool) -> Mismatch | None:
    name, actual, got, expected, _ = entry
    wanted = to_array(expected)
    if wanted is None or wanted.dtype.kind == "c" or np.isnan(wanted).any():
        raise ValueError(
            f"the expected value of {name} must be real numbers without NaN, but it is {describe(expected)}"
        )
    if got is None:
        return Mismatch(entry=name, kind="type", actual_type=describe(actual), expected_shape=wanted.shape)
    shapes_differ = got.shape != wanted.shape
    if shapes_differ and (strict or without_leading_ones(got.shape) != without_leading_ones(wanted.shape)):
        return Mismatch(entry=name, kind="shape", expected_shape=wanted.shape, actual_shape=got.shape)
    if got.dtype.kind == "c":
        return Mismatch(
            entry=name, kind="dtype", actual_type="complex numbers instead of real ones", expected_shape=wanted.shape
        )

    values = got.astype(np.float64, copy=False).reshape(wanted.shape)
    wanted_values = wanted.astype(np.float64, copy=False)
    is_right = close(values, wanted_values, tolerance)
    if is_right.all():
        return None
    is_wrong = ~is_right
    if got.dtype.kind == "b" and wanted.dtype.kind != "b":
        return Mismatch(
            entry=name, kind="dtype", actual_type="True and False instead of numbers", expected_shape=wanted.shape
        )
    not_finite = is_wrong & ~np.isfinite(values)
    if not_finite.any():
        worst = int(np.argmax(not_finite))
    else:
        with np.errstate(invalid="ignore"):  # right infinities: inf - inf
            worst = int(np.argmax(np.where(is_wrong, np.abs(values - wanted_values), 0.0)))
    wanted_at = float(wanted_values.flat[worst])
    return Mismatch(
        entry=name,
        kind="not finite" if not_finite.any() else "value",
        expected_shape=wanted.shape,
        actual_shape=got.shape,
        wrong=int(np.count_nonzero(not_finite if not_finite.any() else is_wrong)),
        total=wanted.size,
        worst_index=tuple(int(i) for i in np.unravel_index(worst, wanted.shape)),
        expected=wanted_at,
        actual=float(values.flat[worst]),
        allowed=tolerance.absolute + tolerance.relative * abs(wanted_at) if np.isfinite(wanted_at) else 0.0,
    )


def _cause(entry: Entry, mismatch: Mismatch, entries: list[Entry], tolerance: Tolerance) -> str:
    """The likely cause of one mismatch, or nothing. Where nobody will read it none is looked for: it takes longer than
    the test."""
    context = current.get(None)
    if mismatch.likely_cause or mismatch.kind in ("missing", "dtype") or (context and not context.explains):
        return mismatch.likely_cause
    expected = None if entry.problem else _float64(entry.expected)
    facts = causes.Facts(
        tolerance=tolerance,
        others={other.name: _float64(other.expected) for other in entries if other is not entry and not other.problem},
        before=_value_before(entry),
        shapes=sizes.remembered(),
        dtype=dtype_of(entry.actual),
    )
    if mismatch.kind == "type" or expected is None:
        return causes_of_form.of_type(entry.actual, expected, facts)
    actual = entry.array
    if actual is None or actual.size > MOST_EXPLAINED:
        return ""
    actual = _float64(actual)
    if mismatch.kind == "shape":
        return causes_of_form.of_shape(actual, expected, facts)
    actual = actual.reshape(expected.shape)
    if mismatch.kind == "not finite":
        return causes_of_form.of_not_finite(actual, expected, facts)
    return causes.of_values(actual, expected, facts)


def _value_before(entry: Entry) -> NDArray[np.float64] | None:
    """What the student had for this entry in the check before, if it has as many numbers."""
    context = current.get(None)
    seen = [to_array(value) for name, value in context.trace if name == entry.name] if context else []
    wanted = to_array(entry.expected)
    if len(seen) < 2 or (before := seen[-2]) is None or wanted is None:
        return None
    return before.astype(np.float64).reshape(wanted.shape) if before.size == wanted.size else None


def _float64(value: Any) -> NDArray[np.float64]:
    array = to_array(value)
    assert array is not None  # judge has looked at it
    return (array.real if array.dtype.kind == "c" else array).astype(np.float64)


def _hint(hint: Hint | None, actual: Any, expected: Any, wrong: tuple[Mismatch, ...]) -> str:
    if hint is None or isinstance(hint, str):
        return hint or ""
    if any(math.prod(mismatch.actual_shape or ()) > MOST_EXPLAINED for mismatch in wrong):
        return ""  # it may compare: with an array of another shape that is broadcast, to gigabytes
    try:
        return hint(actual, expected) or ""
    except Exception:  # it stumbled over what the student returned; the message itself is worth more
        return ""
