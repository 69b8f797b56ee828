"""`check_close` and `check`: is the student's value right, and if not, what exactly is wrong with it?"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from itertools import islice
from typing import Any, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from autograder.checks import causes, causes_of_form, sizes
from autograder.checks.context import CheckFailed, current
from autograder.checks.messages import explain
from autograder.checks.values import close, describe, dtype_of, kept, quote, to_array
from autograder.homework import Reveal, Tolerance
from autograder.report import Mismatch
from autograder.sandbox.conversion import without_leading_ones
from autograder.sandbox.plain import Plain
from autograder.sandbox.reaching import with_values

DEFAULT_TOLERANCE = Tolerance(relative=1e-5, absolute=1e-8)
WHOLE = "the result"  # what a value is called that has no name

# A student may return millions of numbers, in every test. They are compared; but not looked through for a likely cause,
# nor is every name there compared with one that is missing.
MOST_EXPLAINED = 1 << 19
MOST_NAMES = 100

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
    entries = list(_entries(actual, expected, of, ""))
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


def is_close(actual: Any, expected: Any) -> bool:
    """Whether check_close would accept a number or an array. Causes do not see it."""
    context = current.get()
    actual = with_values(actual)
    entry = _Entry(WHOLE, actual, to_array(actual), expected)
    return _judge(entry, context.homework.tolerance, strict=context.homework.strict_shapes) is None


def judge(name: str, actual: Any, expected: Any, tolerance: Tolerance, *, strict: bool) -> Mismatch | None:
    """What is wrong with one value, or None: its type, shape, dtype, NaN and values are looked at in this order.

    `expected` is the test's own: a number or an array without NaN, otherwise it is a ValueError.
    """
    return _judge(_Entry(name, actual, to_array(actual), expected), tolerance, strict=strict)


def _compared(array: NDArray[Any] | None) -> NDArray[Any] | None:
    """An array without the axes that are ignored: two programs that differ in nothing else have the same values."""
    if array is None or array.shape[:1] != (1,):
        return array
    return array.reshape(without_leading_ones(array.shape))


def _judge(entry: _Entry, tolerance: Tolerance, *, strict: bool) -> Mismatch | None:
    name, actual, got, expected, _ = entry
    wanted = to_array(expected)
    if wanted is not None and got is not None and _plainly_right(got, wanted, tolerance):
        return None
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


def _plainly_right(got: NDArray[Any], wanted: NDArray[Any], tolerance: Tolerance) -> bool:
    """Whether two arrays of finite numbers have one shape and are close, which almost all are: found out in a third of
    the time that a judgement takes. False says nothing yet."""
    if got.shape != wanted.shape or not wanted.size or got.dtype.kind != "f" or wanted.dtype.kind != "f":
        return False
    with np.errstate(invalid="ignore", over="ignore"):
        apart = np.abs(np.subtract(got, wanted, dtype=np.float64))
        if np.maximum.reduce(apart, axis=None) <= tolerance.absolute:  # not of NaN, as where one is infinite or NaN
            return True
        allowed = tolerance.absolute + np.multiply(np.abs(wanted), tolerance.relative, dtype=np.float64)
        return bool((apart - allowed).max() <= 0)


class _Entry(NamedTuple):
    """One value to compare; `problem` where there is nothing to compare."""

    name: str
    actual: Any
    array: NDArray[Any] | None  # `actual` as one, where it can be
    expected: Any = None
    problem: Mismatch | None = None


def _entries(actual: Any, expected: Any, of: str, path: str) -> Iterator[_Entry]:
    """Walk through the expected dicts and lists, with the student's beside them."""
    name = _name(of, path)
    if isinstance(expected, Mapping):
        if not isinstance(actual, Mapping):
            yield _Entry(name, actual, to_array(actual), problem=_wrong_type(name, actual, "a dict"))
            return
        for key, value in expected.items():
            inner = f"{path}[{key!r}]" if path else str(key)
            if key in actual:
                yield from _entries(actual[key], value, of, inner)
            else:
                others = (name for name in actual if isinstance(name, str) and name not in expected)
                unknown = list(islice(others, MOST_NAMES))
                problem = Mismatch(
                    entry=_name(of, inner),
                    kind="missing",
                    actual_type=describe(actual),
                    likely_cause=_misspelt(str(key), unknown),
                )
                yield _Entry(_name(of, inner), None, None, problem=problem)
    elif isinstance(expected, list | tuple) and not _is_numbers(expected):
        items = _items(actual, len(expected))
        if items is None:
            name = name if path else of.removesuffix("{}").strip() or WHOLE
            problem = _wrong_type(name, actual, f"a {type(expected).__name__} of {len(expected)}")
            yield _Entry(name, actual, to_array(actual), problem=problem)
            return
        for index, value in enumerate(expected):
            yield from _entries(items[index], value, of, f"{path}[{index}]")
    else:
        yield _Entry(name, actual, to_array(actual), expected)


def _items(actual: Any, count: int) -> list[Any] | None:
    """The items of a list of that many; an array counts as the list of its rows."""
    if not isinstance(actual, list | tuple):
        array = to_array(actual)
        if array is None or not array.ndim:
            return None
        actual = array
    return list(actual) if len(actual) == count else None


def _is_numbers(items: Any) -> bool:
    """Whether a list of the test is one array of numbers, rather than several values."""
    return all(
        isinstance(item, bool | int | float) or (isinstance(item, list | tuple) and _is_numbers(item)) for item in items
    )


def _name(of: str, path: str) -> str:
    if not path:
        return WHOLE if "{}" in of else of
    return of.replace("{}", path) if "{}" in of else f"{of}{'' if path.startswith('[') else ' '}{path}"


def _wrong_type(name: str, actual: Any, wanted: str) -> Mismatch:
    return Mismatch(entry=name, kind="type", actual_type=f"{describe(actual)} instead of {wanted}")


def _misspelt(key: str, names: list[str]) -> str:
    """The name among `names` that may be meant to be `key`: it contains it, or is spelt much like it."""
    containing = [name for name in names if key.lower() in name.lower()]
    alike = get_close_matches(key.lower(), [name.lower() for name in names], n=1)
    meant = containing or [name for name in names if name.lower() in alike]
    return f'is {quote(meant[0])} meant to be "{key}"?' if meant else ""


def _cause(entry: _Entry, mismatch: Mismatch, entries: list[_Entry], tolerance: Tolerance) -> str:
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


def _value_before(entry: _Entry) -> NDArray[np.float64] | None:
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
