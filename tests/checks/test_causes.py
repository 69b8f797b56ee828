"""Each likely cause fires where it holds, and is silent where it almost does."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from autograder.checks.causes import Facts, of_values
from autograder.checks.causes_of_form import of_not_finite, of_shape, of_type
from autograder.homework import Tolerance

TOLERANCE = Tolerance(relative=1e-5, absolute=1e-8)
rng = np.random.default_rng(20)
E = rng.standard_normal((4, 3))  # the right values
S = rng.standard_normal((3, 3))
Z = np.maximum(rng.standard_normal((4, 3)), 0)  # as after relu: some are 0
P = rng.uniform(0.1, 0.9, (4, 3))
OTHER = rng.standard_normal((4, 3))
BEFORE = rng.standard_normal((4, 3))
LINEAR = ((5, 3), (3, 4), (1, 4), (5, 4))  # X, W, b and upstream of a linear layer: N = 5


def spoilt(array: Any, *, at: int = 1, by: float = 1.01) -> Any:
    """The same with one entry off by 1 %: no cause holds for all entries any more."""
    copy = np.array(array, dtype=np.float64)
    copy.flat[at] = copy.flat[at] * by + 1e-3
    return copy


def without_row(array: Any, row: int) -> Any:
    copy = np.array(array)
    copy[row] = -7.5
    copy[row, 0] = 2.25
    return copy


def zeroed(array: Any) -> Any:
    copy = np.array(array)
    copy[2:, 1:] = 0
    return copy


VALUES = {
    "never filled": (0 * E, E, {}, "it is all zeros: was it never filled?"),
    "another entry": (OTHER, E, {"others": {"dL/dW1": OTHER}}, "these are the values that dL/dW1 should have"),
    "the call before": (BEFORE, E, {"before": BEFORE}, "the values of the previous call"),
    "accumulated": (E + BEFORE, E, {"before": BEFORE}, "the expected value plus that of the previous call"),
    "sign": (-E, E, {}, "it has the opposite sign"),
    "some signs": (np.abs(E), E, {}, f"{np.sum(E < 0)} of 12 entries have the wrong sign"),
    "1/N": (E / 5, E, {"shapes": LINEAR}, "every entry is 1/5 of the expected value, and 5 is the batch size: is it"),
    "N": (5 * E, E, {"shapes": LINEAR}, "5 is the batch size: is a division by N missing (a sum instead of a mean)?"),
    "an axis": (E / 4, E, {"shapes": LINEAR}, "1/4 of the expected value, and 4 is the length of an axis here"),
    "N*K": (20 * E, E, {"shapes": LINEAR}, "20 times the expected value, and 20 = 5 * 4 is the number of elements of"),
    "2": (2 * E, E, {"shapes": LINEAR}, "every entry is 2 times the expected value: is a factor 2 one too many?"),
    "1/2": (E / 2, E, {}, "every entry is 1/2 of the expected value: is the factor 2 of a square missing?"),
    "2 = N": (2 * E, E, {"shapes": ((2, 3), (2, 4))}, "2 is the batch size: is it that factor, or the 2 from"),
    "transposed": (S.T, S, {}, "it is transposed"),
    "reshaped": (E.T.reshape(E.shape), E, {}, "is it reshaped where it should be transposed (.T)?"),
    "relu missing": (np.where(Z > 0, Z, -0.3), Z, {}, "and they are negative: is relu missing?"),
    "mask missing": (np.where(Z > 0, Z, OTHER), Z, {}, "only the entries that should be 0 are wrong: is a mask"),
    "off the diagonal": (S + np.eye(len(S)), np.diag(np.diag(S) + 1), {}, "should this be a diagonal matrix?"),
    "partly filled": (zeroed(E), E, {}, "every wrong entry is 0, and the others are right"),
    "sigmoid missing": (np.log(P / (1 - P)), P, {}, "its sigmoid is the expected value: is the sigmoid missing?"),
    "sigmoid twice": (1 / (1 + np.exp(-P)), P, {}, "is there one sigmoid too many?"),
    "tanh missing": (np.arctanh(P), P, {}, "is the tanh missing?"),
    "root": (np.sqrt(P), P, {}, "its square is the expected value"),
    "1 - p": (1 - P, P, {}, "it is 1 minus the expected value"),
    "rows shuffled": (E[[2, 0, 3, 1]], E, {}, "the rows are right, but in a different order"),
    "rows reversed": (E[::-1], E, {}, "the rows are right, but in reverse order"),
    "columns shuffled": (E[:, [1, 2, 0]], E, {}, "the columns are right, but in a different order"),
    "list shuffled": (E[[2, 0, 3, 1], 0], E[:, 0], {}, "the entries are right, but in a different order"),
    "last row": (without_row(E, 3), E, {}, "only row 3 (the last) is wrong"),
    "first row": (np.where(np.arange(4)[:, None] == 0, E, OTHER), E, {}, "only row 0 is right: does a loop"),
    "only the last row": (
        np.where(np.arange(4)[:, None] == 3, E, OTHER), E, {}, "only row 3 (the last) is right: does a loop overwrite"
    ),
    "a column": (without_row(E.T, 1).T, E, {}, "only column 1 is wrong"),
    "offset": (E - 0.5, E, {}, "every entry is 0.5 too small"),
    "bias": (E + OTHER[:1], E, {}, "every row is off by the same amounts: is a bias missing"),
    "a constant": (E * 0.35, E, {}, "every entry is 0.35 times the expected value"),
    "a tenth": (E / 10, E, {}, "every entry is 1/10 of the expected value"),
    "sign and factor": (-3 * E, E, {}, "every entry is -3 times the expected value: are its sign and a constant"),
    "all alike": (np.full((4, 3), 0.7), E, {}, "all entries are the same, but the expected ones differ"),
    "rows alike": (E[:1].repeat(4, axis=0) + 1, OTHER, {}, "all rows are the same, but the expected ones differ"),
    "whole numbers": ((10 * E).astype(int), 10 * E, {"dtype": "int64"}, "the decimals are cut off"),
    "half precision": (E.astype(np.float16).astype(float), E, {"dtype": "float16"}, "it is computed in float16"),
    "rounded": (np.round(E, 2), E, {}, "it is rounded to 2 decimals"),
    "slightly": (E * (1 + 1e-3 * OTHER), E, {}, "is it approximated"),
}  # fmt: skip


def facts(**known: Any) -> Facts:
    return Facts(tolerance=TOLERANCE, **known)


@pytest.mark.parametrize("case", VALUES)
def test_a_cause_that_holds_is_named(case: str) -> None:
    actual, expected, known, sentence = VALUES[case]
    assert sentence in of_values(np.asarray(actual, dtype=np.float64), expected, facts(**known))


PARTLY = (
    "first row",
    "last row",
    "only the last row",
    "a column",
    "half precision",
    "slightly",
)  # allow for some entries that differ


@pytest.mark.parametrize("case", [case for case in VALUES if case not in PARTLY])
def test_a_cause_that_does_not_hold_for_one_entry_is_not_named(case: str) -> None:
    actual, expected, known, sentence = VALUES[case]
    for at in (0, expected.size - 1):
        assert sentence not in of_values(spoilt(actual, at=at), expected, facts(**known))


def test_a_wrong_row_is_not_the_only_one_when_another_entry_is_wrong_too() -> None:
    for case in ("first row", "last row", "a column"):
        actual, expected, known, sentence = VALUES[case]
        assert sentence not in of_values(spoilt(actual, at=0), expected, facts(**known))


def test_that_only_a_row_in_the_middle_is_right_is_chance() -> None:
    for row in (1, 2):
        assert of_values(np.where(np.arange(4)[:, None] == row, E, OTHER), E, facts()) == ""
        assert of_values(np.where(np.arange(4)[:, None] == row, E, OTHER).T, E.T, facts()) == ""


def test_that_only_a_row_of_zeros_is_right_is_chance() -> None:
    expected, actual = E.copy(), OTHER.copy()
    expected[0] = actual[0] = 0  # units of relu that are off
    assert of_values(actual, expected, facts()) == ""
    assert of_values(actual.T, expected.T, facts()) == ""


def test_more_than_one_percent_off_is_not_slight() -> None:
    assert of_values(spoilt(E * (1 + 1e-3 * OTHER), by=1.2), E, facts()) == ""
    assert of_values(spoilt(E.astype(np.float16), by=1.2), E, facts(dtype="float16")) == ""


@pytest.mark.parametrize("scale", [1.0, 1e-3, 1e3])
def test_values_without_anything_in_common_have_no_cause(scale: float) -> None:
    known = facts(others={"dL/db": BEFORE}, before=BEFORE, shapes=LINEAR)
    for seed in range(300):
        other = np.random.default_rng(seed).standard_normal((4, 3))
        assert of_values(scale * other, scale * OTHER, known) == ""


def test_one_number_is_some_multiple_of_another_which_means_nothing() -> None:
    assert of_values(np.array(0.7), np.array(2.9), facts(shapes=LINEAR)) == ""
    assert "it is 1/5 of the expected value" in of_values(np.array(0.58), np.array(2.9), facts(shapes=LINEAR))
    assert of_values(np.array(0.0), np.array(2.9), facts()) == "it is 0: was it never computed?"


def test_a_mask_is_missing_on_the_diagonal_too() -> None:
    assert "is a mask" in of_values(np.eye(3), np.diag([1.0, 0.0, 1.0]), facts())


def test_what_is_nearly_zero_is_no_multiple() -> None:
    assert of_values(1e-16 * E, E, facts()) == ""


def test_a_constant_result_is_no_sign_of_a_stale_one() -> None:
    assert "previous call" not in of_values(np.full((4, 3), 0.5), E, facts(before=np.full((4, 3), 0.5)))


def test_the_batch_size_is_only_named_where_it_is_known() -> None:
    weights = ((20, 2), (20,), (5, 20), (5,))  # W1, b1, W2, b2
    assert "length of an axis" in of_values(20 * E, E, facts(shapes=weights))
    assert "batch size" in of_values(10 * E, E, facts(shapes=(*weights, (10, 2), (10, 5))))
    columns = ((6, 1), (6, 6), (1, 6), (6, 1))  # weights and biases where a layer is a column
    assert "batch size" not in of_values(6 * E, E, facts(shapes=columns))
    last_layer = ((3, 6), (3, 1), (3, 1))  # its weights, its bias, the target
    assert "batch size" not in of_values(3 * E, E, facts(shapes=last_layer))


SHAPES = {
    "transposed": (E.T, E, "its transpose is right: is there a .T missing or one too many?"),
    "transposed and wrong": (OTHER.T, E, "the axes are swapped"),
    "mean missing": (E, np.array(E.mean()), "its mean is right: take the mean over all entries"),
    "sum missing": (E, np.array(E.sum()), "its sum is right"),
    "bias of one output": (E[:, :1], E[:, 0].sum(keepdims=True), "its sum over axis 0 is right"),
    "a batch of one, repeated": (
        E[:1].repeat(10, axis=0),
        E[:1],
        "it repeats the expected values 10 times along axis 0",
    ),
    "not one number": (OTHER, np.array(0.3), "this should be a single number: is a mean or a sum missing?"),
    "batch not summed": (E, E.sum(axis=0), "its sum over axis 0 is right: is that sum missing?"),
    "batch not averaged": (E, E.mean(axis=0, keepdims=True), "its mean over axis 0 is right: is that mean missing?"),
    "batch not summed and wrong": (
        OTHER,
        E.sum(axis=0),
        "it has an extra axis 0: is a sum or a mean over the batch missing",
    ),
    "summed": (E.sum(axis=0), E, "it is the sum of the expected values over axis 0: is there one sum too many?"),
    "flattened": (E.ravel(), E, "the values are right and only the shape is wrong."),
    "a column": (E[:, :1], E[:, 0], "only the shape is wrong. There is an extra axis of length 1"),
    "a column, wrong": (OTHER[:, :1], E[:, 0], "arithmetic on shapes (4, 1) and (4,) broadcasts to (4, 4)"),
    "no column": (OTHER[:, 0], E[:, :1], "an axis of length 1 was lost: keepdims=True keeps it"),
    "broadcast": (S, E[:3, 0], "arithmetic on shapes (3,) and (3, 1) broadcasts to (3, 3)"),
    "hard-coded": (np.concatenate([E, OTHER]), E, "it has 8 rows instead of 4: is a size hard-coded"),
    "nothing in common": (np.ones((2, 5)), E, ""),
}


@pytest.mark.parametrize("case", SHAPES)
def test_shapes(case: str) -> None:
    actual, expected, sentence = SHAPES[case]
    said = of_shape(actual, expected, facts())
    assert sentence in said if sentence else said == ""


def test_what_is_said_of_the_values_of_a_wrong_shape_holds() -> None:
    for case in (
        "transposed",
        "a batch of one, repeated",
        "mean missing",
        "batch not summed",
        "batch not averaged",
        "summed",
        "flattened",
    ):
        actual, expected, sentence = SHAPES[case]
        assert sentence not in of_shape(spoilt(actual), expected, facts())


@pytest.mark.parametrize(
    ("actual", "expected", "sentence"),
    [
        (None, E, "is a `return` missing"),
        (len, E, "are the parentheses () of a call missing?"),
        (int, E, "are the parentheses () of a call missing?"),
        ((x for x in ()), E, "did you write `yield` instead of `return`?"),
        ((0.5, E), E, "its item [1] is right: return only that one"),
        ((0.5, OTHER), E, ""),
        ([[1.0, 2.0], [3.0]], E, "its rows have different lengths"),
        ([E[0], None], E, "its item [1] is None: was it never computed?"),
        ("0.5", np.array(0.5), ""),
        ({"y": E}, E, ""),
    ],
)
def test_types(actual: Any, expected: Any, sentence: str) -> None:
    said = of_type(actual, expected, facts())
    assert sentence in said if sentence else said == ""


def test_nan_and_infinity_have_different_origins() -> None:
    nan, infinite = E.copy(), E.copy()
    nan[0, 0], infinite[0, 0] = np.nan, -np.inf
    assert of_not_finite(nan, E, facts()).startswith("NaN comes from 0/0")
    assert of_not_finite(infinite, E, facts()).startswith("infinity comes from exp of a large number")
    assert "the other entries are right" in of_not_finite(nan, E, facts())
    assert "the other entries are right" not in of_not_finite(nan, OTHER, facts())


ARRAYS = npst.arrays(
    np.float64, npst.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=4),
    elements=st.sampled_from([0.0, -0.0, 1.0, 0.5, -2.0, 3.1, 1e300, -1e300, 1e-300, 1e-9, 700.0]),
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(ARRAYS, ARRAYS, ARRAYS)
def test_no_values_make_a_cause_fail(actual: Any, expected: Any, other: Any) -> None:
    """A cause is a courtesy: it must never be the reason that a student gets no message."""
    known = facts(others={"other": other}, shapes=(actual.shape, expected.shape, other.shape))
    of_shape(actual, expected, known)
    of_type([actual, other, None], expected, known)
    if actual.size == expected.size and expected.size:
        actual = actual.reshape(expected.shape)
        of_not_finite(actual, expected, known)
        of_values(actual, expected, facts(others={"other": other}, before=expected + 1, shapes=((2, 3), (0, 4))))
