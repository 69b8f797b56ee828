"""Whatever a student's code returns ends in a failed check with a readable message, never in another error."""

from __future__ import annotations

import sys
import time
import tracemalloc
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.checks.compare import check_close
from autograder.checks.context import CheckFailed, TestContext

ROW = np.array([[1.0, -2.0, 3.0]])
MATRIX = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])


class Proxy:
    """What stands for an object of the student's."""

    def __init__(self, type_name: str) -> None:
        self._type_name = type_name


def failure(actual: Any, expected: Any) -> CheckFailed:
    with pytest.raises(CheckFailed) as caught:
        check_close(actual, expected)
    return caught.value


@pytest.mark.parametrize(
    ("type_name", "said"),
    [
        ("dict", "a dict whose keys are not all strings"),
        ("defaultdict", "a dict whose keys are not all strings"),
        ("ndarray", "an array of something other than numbers"),
        ("Tensor", "an unusual kind of tensor"),
        ("int", "an integer that is too large"),
        ("MLP", "an object of type MLP"),
    ],
)
def test_what_could_not_be_sent_is_said_to_be_what_it_is(type_name: str, said: str) -> None:
    """Not "an object of type dict instead of a dict"."""
    assert said in str(failure(Proxy(type_name), {"W": MATRIX}))


def test_names_that_a_student_chose_cannot_break_the_message() -> None:
    hostile = "\x1b[2J\n\u202e<script>" + "x" * 500
    for value in (hostile, Proxy(hostile), {hostile: 1.0}, [hostile, hostile]):
        message = str(failure(value, MATRIX))
        assert len(message) < 400
        assert message.isprintable() or set(message) - set(message.replace("\n", "")) == {"\n"}
        assert "\x1b" not in message
        assert "\u202e" not in message


numbers = st.one_of(
    st.booleans(), st.integers(), st.floats(), st.complex_numbers(), st.integers(min_value=10**300, max_value=10**320)
)
leaves = st.one_of(
    numbers, st.none(), st.text(max_size=5), st.binary(max_size=3),
    st.sampled_from([Proxy("x"), MATRIX, ROW.T > 0, np.inf, np.array("a"), np.array([None])]),
    st.sampled_from([torch.ones(2, 3), torch.ones(1, dtype=torch.int8), torch.tensor(1j), torch.eye(2).to_sparse()]),
)  # fmt: skip
keys = st.one_of(st.text(max_size=3), st.integers(), st.none(), st.tuples(st.floats()))
trees = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.tuples(inner, inner),
        st.dictionaries(keys, inner, max_size=3),
    ),
    max_leaves=8,
)  # fmt: skip


@settings(max_examples=250, deadline=None)
@given(trees, st.sampled_from([1.5, MATRIX, ROW, [MATRIX, 1.0], {"a": ROW, "b": [MATRIX, MATRIX]}, torch.ones(2, 3)]))
def test_whatever_a_student_returns_is_right_or_a_failed_check(actual: Any, expected: Any) -> None:
    """Nothing but CheckFailed comes out, whose message is text for people."""
    for value in (actual, [actual, 1.0], {"a": actual, "b": [actual, MATRIX]}):
        try:
            check_close(value, expected)
        except CheckFailed as failed:
            assert str(failed)
            assert failed.mismatches


def test_deep_nesting_is_a_type_mismatch() -> None:
    deep: Any = 1.0
    for _ in range(500):
        deep = [deep]
    assert failure(deep, MATRIX).mismatches[0].kind == "type"
    wide: Any = [1.0]
    for _ in range(60):
        wide = [wide, wide]  # 2**60 numbers, in 60 lists
    assert failure(wide, MATRIX).mismatches[0].kind == "type"


@pytest.mark.parametrize("expected", [MATRIX, 0.5, [MATRIX, MATRIX]], ids=["matrix", "number", "list"])
@pytest.mark.parametrize("shape", [(4 << 20,), (2, 2, 2, 2, 2, 2, 1 << 16)], ids=["long", "many axes"])
def test_millions_of_numbers_are_compared_and_forgotten(
    shape: tuple[int, ...], expected: Any, context: TestContext
) -> None:
    """Each test of a submission may return as many: neither looking at them nor keeping them may take much memory."""
    actual = np.ones(shape, np.int8)
    tracemalloc.start()
    try:
        assert failure(actual, expected).mismatches[0].kind in ("shape", "type")
        assert tracemalloc.get_traced_memory()[1] < actual.nbytes
    finally:
        tracemalloc.stop()
    assert not any(isinstance(value, np.ndarray) for _, value in context.trace)


def test_a_hint_that_compares_does_not_see_what_would_be_broadcast() -> None:
    with pytest.raises(CheckFailed):
        check_close(np.ones((1 << 20, 1)), ROW[0], hint=lambda actual, expected: sys.exit("it was asked"))


def test_a_dict_of_very_many_names_is_soon_looked_through() -> None:
    names = {f"dJWdb{number}dJWd": 0.0 for number in range(90_000)}
    began = time.process_time()
    assert "is missing" in str(failure(names, {f"dJdW{number}": MATRIX for number in range(4)}))
    assert time.process_time() - began < 1.0
