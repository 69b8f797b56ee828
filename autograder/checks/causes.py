"""Guessed causes that need no list of mistakes: what the wrong values have in common with the expected ones.

Each cause is a small function of (actual, expected, facts) that gives a sentence only where it explains every entry
within the tolerance. They are asked in order, the most specific first. No cause is better than a wrong one.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from autograder.checks.sizes import batch_sizes
from autograder.checks.values import close
from autograder.homework import Tolerance

Array = NDArray[np.float64]
Shape = tuple[int, ...]


@dataclass(frozen=True)
class Facts:
    """What a cause may look at besides the two arrays."""

    tolerance: Tolerance
    others: Mapping[str, Array] = field(default_factory=dict)  # the expected values of this check's other entries
    before: Array | None = None  # the student's value of this entry in the check before, in the same test
    shapes: Sequence[Shape] = ()  # of the arrays that the test works with
    dtype: str = "float64"  # of the student's array

    def same(self, a: Array, b: Array, scale: float = 1.0) -> bool:
        """Whether two arrays agree in every entry; `scale` is the factor that the absolute tolerance is meant for."""
        if a.shape != b.shape:
            return False
        tolerance = Tolerance(relative=self.tolerance.relative, absolute=self.tolerance.absolute * scale)
        if a.size:  # mostly the first entry says no already, in a thirtieth of the time
            one, other = a.item(0), b.item(0)
            allowed = tolerance.absolute + tolerance.relative * abs(other)
            if math.isfinite(allowed) and not abs(one - other) <= allowed:
                return False
        return bool(close(a, b, tolerance).all())

    def says_something(self, a: Array) -> Array:
        """The entries that are clearly not 0: only these can show a ratio."""
        return a[np.abs(a) > 100 * self.tolerance.absolute]


Cause = Callable[[Array, Array, Facts], "str | None"]

ZERO, ALL_ZEROS = "it is 0: was it never computed?", "it is all zeros: was it never filled?"


def of_values(actual: Array, expected: Array, facts: Facts) -> str:
    """Why the values differ, both arrays of one shape and without NaN; or an empty string."""
    causes: tuple[Cause, ...] = (
        never_filled, another_entry, call_before, accumulated, sign, factor_of_sizes, transposed, wrong_order,
        mask_missing, partly_zero, function_missing, permuted, one_row, offset, constant_factor, all_alike, rounded,
    )  # fmt: skip
    actual, expected = np.atleast_1d(actual, expected)
    with np.errstate(all="ignore"):
        return next((sentence for cause in causes if (sentence := cause(actual, expected, facts))), "")


def never_filled(actual: Array, expected: Array, facts: Facts) -> str | None:
    if actual.any() or not facts.says_something(expected).size:
        return None
    return ZERO if actual.size == 1 else ALL_ZEROS


def another_entry(actual: Array, expected: Array, facts: Facts) -> str | None:
    for name, other in facts.others.items():
        if other.size == actual.size and facts.same(actual, other.reshape(actual.shape)):
            return f"these are the values that {name} should have: did you mix up the two?"
    return None


def call_before(actual: Array, expected: Array, facts: Facts) -> str | None:
    if (
        facts.before is None
        or not facts.same(actual, facts.before.reshape(actual.shape))
        or (actual == actual.flat[0]).all()
    ):
        return None  # a constant shows nothing: it may be computed anew each time
    return "these are the values of the previous call: is something kept from it that should be computed again?"


def accumulated(actual: Array, expected: Array, facts: Facts) -> str | None:
    if facts.before is None or not facts.same(actual, expected + facts.before.reshape(actual.shape)):
        return None
    return "it is the expected value plus that of the previous call: is it accumulated (+=) instead of replaced (=)?"


def sign(actual: Array, expected: Array, facts: Facts) -> str | None:
    if not facts.says_something(expected).size or not facts.same(np.abs(actual), np.abs(expected)):
        return None
    if facts.same(actual, -expected):
        return "it has the opposite sign: is a minus sign missing, or a difference the wrong way round?"
    flipped = np.sum(actual * expected < 0)
    return f"the magnitudes are right, but {flipped} of {actual.size} entries have the wrong sign"


def factor_of_sizes(actual: Array, expected: Array, facts: Facts) -> str | None:
    """The factor 2 of a square, the batch size, the length of another axis, a number of elements; or 1 over it."""
    batches = batch_sizes(facts.shapes)
    axes = {length for shape in facts.shapes for length in shape if length > 1}
    factors = {
        size: f"{size} = {' * '.join(map(str, shape))} is the number of elements of a {shape} array"
        for shape in facts.shapes
        if len(shape) > 1 and (size := int(np.prod(shape))) > 2 and max(shape) < size
    }
    factors |= {length: f"{length} is the length of an axis here" for length in axes}
    factors |= {batch: f"{batch} is {'the' if len(batches) == 1 else 'a'} batch size" for batch in batches}
    for factor in (2, *factors):
        for times, ratio in ((f"{factor} times", factor), (f"1/{factor} of", 1 / factor)):
            if not _is_multiple(actual, expected, ratio, facts):
                continue
            fact = f"{'it' if actual.size == 1 else 'every entry'} is {times} the expected value"
            if factor == 2 and 2 not in factors:
                return f"{fact}: is {'a factor 2 one too many' if ratio > 1 else 'the factor 2 of a square missing'}?"
            if factor == 2:
                return f"{fact}, and {factors[2]}: is it that factor, or the 2 from the derivative of a square?"
            name = "N" if factor in batches else "it"
            if ratio > 1:
                return f"{fact}, and {factors[factor]}: is a division by {name} missing (a sum instead of a mean)?"
            return f"{fact}, and {factors[factor]}: is it divided by {name} once too often?"
    return None


def transposed(actual: Array, expected: Array, facts: Facts) -> str | None:
    if actual.ndim != 2 or not facts.same(actual.T, expected):
        return None
    return "it is transposed: is there a .T missing or one too many?"


def wrong_order(actual: Array, expected: Array, facts: Facts) -> str | None:
    if actual.ndim != 2 or not facts.same(actual.reshape(expected.T.shape), expected.T):
        return None
    return "the numbers are right but in the wrong order: is it reshaped where it should be transposed (.T)?"


def mask_missing(actual: Array, expected: Array, facts: Facts) -> str | None:
    zero = expected == 0
    if not zero.any() or zero.all() or not facts.same(actual[~zero], expected[~zero]):
        return None
    if (actual[zero] <= 0).all() and (expected >= 0).all():
        return "only the entries that should be 0 are wrong, and they are negative: is relu missing?"
    is_diagonal = expected.shape == (len(expected),) * 2 and np.array_equal(expected, np.diag(np.diag(expected)))
    if is_diagonal and facts.same(np.diag(actual), np.diag(expected)):
        return "the diagonal is right, but the other entries should be 0: should this be a diagonal matrix?"
    return "only the entries that should be 0 are wrong: is a mask (relu's or dropout's) not applied?"


def partly_zero(actual: Array, expected: Array, facts: Facts) -> str | None:
    filled = actual != 0
    if not filled.any() or filled.all() or not facts.same(actual[filled], expected[filled]):
        return None
    return "every wrong entry is 0, and the others are right: is part of it never filled in, or wrongly masked?"


FUNCTIONS: dict[str, Callable[[Array], Array]] = {
    "sigmoid": lambda x: 1 / (1 + np.exp(-x)),
    "tanh": np.tanh,
    "exp": np.exp,
    "square": np.square,
}


def function_missing(actual: Array, expected: Array, facts: Facts) -> str | None:
    if not facts.says_something(expected).size:
        return None
    for name, function in FUNCTIONS.items():
        if facts.same(function(actual), expected):
            or_else = ", or is there one square root too many" if name == "square" else ""
            return f"its {name} is the expected value: is the {name} missing{or_else}?"
        if facts.same(actual, function(expected)):
            return f"it is the {name} of the expected value: is there one {name} too many?"
    if facts.same(actual, 1 - expected):
        return "it is 1 minus the expected value: did you swap p and 1 - p?"
    return None


def permuted(actual: Array, expected: Array, facts: Facts) -> str | None:
    """The right rows, or columns, in another order; each must be found exactly once."""
    for axis, name in enumerate(("rows", "columns")[: actual.ndim]):
        count = actual.shape[axis]
        if actual.ndim > 2 or count < 2 or count * actual.size > 1_000_000:  # every row is compared with every other
            continue
        have, want = (np.moveaxis(array, axis, 0).reshape(count, -1) for array in (actual, expected))
        found = np.asarray(close(have[:, None], want[None], facts.tolerance).all(axis=2))
        if (found.sum(axis=0) == 1).all() and (found.sum(axis=1) == 1).all():
            what = name if actual.ndim > 1 else "entries"
            backwards = found[::-1].diagonal().all()
            return f"the {what} are right, but in {'reverse' if backwards else 'a different'} order"
    return None


def one_row(actual: Array, expected: Array, facts: Facts) -> str | None:
    """One row or column is wrong, or all but one are: the first, or the last, because a loop does not come further or
    forgets. That all are wrong but one in the middle is chance."""
    right = close(actual, expected, facts.tolerance)
    if actual.ndim != 2 or np.sum(~right) == 1:
        return None
    for axis, name in ((1, "row"), (0, "column")):
        whole = np.asarray(right.all(axis=axis))
        if whole.size > 2 and np.sum(~whole) == 1:
            index = int(np.argmin(whole))
            return f"only {name} {index}{' (the last)' if index == whole.size - 1 else ''} is wrong"
        # Zeros do not count: they are soon right by chance.
        if whole.size > 2 and whole.sum() == 1 and facts.says_something(expected.compress(whole, 1 - axis)).size:
            index = int(np.argmax(whole))
            if index == 0:
                return f"only {name} 0 is right: does a loop end too early?"
            if index == whole.size - 1:
                return f"only {name} {index} (the last) is right: does a loop overwrite its earlier results?"
    return None


def offset(actual: Array, expected: Array, facts: Facts) -> str | None:
    """A constant added to all entries, or the same row added to every row."""
    for axis in (None, 0):
        shift = np.mean(actual - expected, axis=axis, keepdims=True)
        clear = np.abs(shift) > 100 * facts.tolerance.absolute
        if actual.size - shift.size < 2 or not clear.any() or not facts.same(actual, expected + shift):
            continue
        if axis is None:
            amount = shift.item()
            return f"every entry is {abs(amount):.4g} too {'large' if amount > 0 else 'small'}"
        return "every row is off by the same amounts: is a bias missing or added twice?"
    return None


def constant_factor(actual: Array, expected: Array, facts: Facts) -> str | None:
    if min(facts.says_something(array).size for array in (actual, expected)) < 2:
        return None  # one number is always some multiple of another, and 1e-16 a small part of everything
    ratio = float(np.sum(actual * expected) / np.sum(expected * expected))
    if f"{ratio:.6g}" == "1":
        return None
    if not _is_multiple(actual, expected, ratio, facts):
        return None
    inverse = round(1 / ratio)
    times = f"1/{inverse} of" if inverse > 1 and abs(ratio * inverse - 1) < 1e-6 else f"{ratio:.6g} times"
    question = (
        "are its sign and a constant factor wrong"
        if ratio < 0
        else "is a constant factor missing, or is there one too many"
    )
    return f"every entry is {times} the expected value: {question}?"


def all_alike(actual: Array, expected: Array, facts: Facts) -> str | None:
    if len(actual) < 2 or not (actual == actual[0]).all():
        return None
    if facts.same(expected, np.broadcast_to(expected[0], expected.shape)):
        return None
    what = "entries" if actual.ndim == 1 or (actual == actual.flat[0]).all() else "rows"
    return f"all {what} are the same, but the expected ones differ: is each computed from its own input?"


def rounded(actual: Array, expected: Array, facts: Facts) -> str | None:
    """Off only slightly: whole numbers, half precision, rounded, or an approximation."""
    if facts.dtype.startswith(("int", "uint")):
        cut = np.array_equal(actual, np.trunc(expected)) or np.array_equal(actual, np.rint(expected))
        return f"the decimals are cut off: it contains integers ({facts.dtype})" if cut else None
    if facts.dtype in ("float16", "bfloat16") and (np.abs(actual - expected) <= 0.01 * np.abs(expected)).all():
        return f"it is computed in {facts.dtype}, which keeps only about three digits"
    noise = 1e-7 * np.abs(expected).max()  # float32 cannot hold a rounded number exactly
    for decimals in range(1, 7):
        if 0.1**decimals > 100 * noise and np.abs(actual - np.round(expected, decimals)).max() <= noise:
            return f"it is rounded to {decimals} decimal{'s' * (decimals > 1)}"
    off = np.abs(actual - expected) / np.abs(expected)
    if not off.max() <= 0.01:
        return None
    return (
        f"it is off by at most {100 * off.max():.2g} %: is it approximated (finite differences, a rounded constant,"
        " low precision, an epsilon that is too large)?"
    )


def _is_multiple(actual: Array, expected: Array, ratio: float, facts: Facts) -> bool:
    return bool(facts.says_something(expected).size) and facts.same(actual, ratio * expected, abs(ratio))
