"""Draw: the same arrays for everyone, of the homework's kind."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import numpy as np
import pytest
import torch

from autograder.checks import sizes
from autograder.checks.context import TestContext, current
from autograder.checks.draw import MOST_BYTES, MOST_TESTS, Draw
from autograder.checks.draw import _memories as memories
from autograder.homework import Homework

Make = Callable[..., Homework]


def test_the_values_are_pinned(homework: Make) -> None:
    """Changing the seeding changes every student's test: this must be done on purpose."""
    draw = Draw(homework(), "test_forward[relu]", 3)
    assert draw((3,)).tolist() == pytest.approx([0.06313112, -0.00135222, -0.22962441], abs=1e-7)
    assert draw.labels(10, 5).tolist() == [7, 8, 2, 8, 2]


def test_another_process_draws_the_same(homework: Make) -> None:
    program = """
from autograder.checks.draw import MOST_BYTES, MOST_TESTS, Draw
from autograder.checks.draw import _memories as memories
from autograder.homework import Homework, Tolerance
settings = dict(title="", points=1, submit=(), arrays="numpy.float64", tolerance=Tolerance(0, 0), name="example")
print(Draw(Homework(**settings), "test_x", 0)((40, 30)).tobytes().hex())
"""
    command = [sys.executable, "-c", program]
    environment = {"PYTHONPATH": ":".join(sys.path), "PYTHONHASHSEED": "77"}
    printed = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
    assert printed.strip() == Draw(homework(), "test_x", 0)((40, 30)).tobytes().hex()


@pytest.mark.parametrize(
    ("settings", "test_id", "seed"),
    [({"name": "another"}, "test_x", 0), ({"variant": "fall"}, "test_x", 0), ({}, "test_y", 0), ({}, "test_x", 1)],
)
def test_homework_variant_test_and_seed_each_change_the_values(
    homework: Make, settings: dict[str, str], test_id: str, seed: int
) -> None:
    assert Draw(homework(), "test_x", 0)((4,)).tolist() != Draw(homework(**settings), test_id, seed)((4,)).tolist()


def test_each_call_gives_new_values_in_fresh_memory(homework: Make) -> None:
    draw = Draw(homework(), "test_x", 0)
    first, second = draw((3, 2)), draw((3, 2))
    assert not np.array_equal(first, second)
    assert not np.shares_memory(first, second)
    first[:] = 0
    assert Draw(homework(), "test_x", 0)((3, 2)).any()


@pytest.mark.parametrize("kind", ["torch.float32", "torch.float64", "numpy.float64"])
def test_arrays_are_of_the_homework_s_kind(homework: Make, kind: str) -> None:
    library, _, dtype = kind.partition(".")
    draw = Draw(homework(arrays=kind), "test_x", 0)
    for array in (draw((2, 3)), draw(()), draw.uniform(0, 1, (4,))):
        assert isinstance(array, torch.Tensor if library == "torch" else np.ndarray)
        assert str(array.dtype).endswith(dtype)


def test_the_kinds_differ_by_rounding_only(homework: Make) -> None:
    single = Draw(homework(arrays="torch.float32"), "test_x", 0)((5, 4))
    double = Draw(homework(arrays="numpy.float64"), "test_x", 0)((5, 4))
    np.testing.assert_array_equal(single.numpy(), double.astype(np.float32))


def test_several_shapes_give_a_tuple_and_scale_multiplies(homework: Make) -> None:
    small = Draw(homework(), "test_x", 0)((100,), (2, 1), scale=0.1)
    large = Draw(homework(), "test_x", 0)((100,), (2, 1))
    assert [array.shape for array in small] == [(100,), (2, 1)]
    np.testing.assert_allclose(small[0], 0.1 * large[0])


def test_uniform_and_labels_keep_their_bounds(homework: Make) -> None:
    draw = Draw(homework(), "test_x", 0)
    values, labels = draw.uniform(-2, 3, (2000,)), draw.labels(4, 500)
    assert -2 <= values.min() < -1.9
    assert 2.9 < values.max() < 3
    assert labels.dtype == np.int64
    assert labels.shape == (500,)
    assert set(labels) == {0, 1, 2, 3}


def test_it_draws_until_all_arrays_are_accepted(homework: Make) -> None:
    draw = Draw(homework(), "test_x", 0)
    x, y = draw((3,), (3,), accept=lambda x, y: np.abs(x - y).min() > 0.5)
    assert np.abs(x - y).min() > 0.5
    assert draw.uniform(0, 1, (), accept=lambda value: value > 0.9) > 0.9


def test_what_is_never_accepted_ends_in_an_error_that_names_the_test(homework: Make) -> None:
    with pytest.raises(RuntimeError, match=r"test_far: none of 1,000 draws of shapes \(\(2,\),\) was accepted"):
        Draw(homework(), "test_far", 0)((2,), accept=lambda x: False)


def test_no_shape_is_an_error(homework: Make) -> None:
    with pytest.raises(ValueError, match="at least one shape"):
        Draw(homework(), "test_x", 0)()


def three_calls(draw: Draw) -> list[list[float]]:
    x, y = draw((2,), (3,), accept=lambda x, y: x[0] > 0)
    return [x.tolist(), y.tolist(), draw.labels(10, 4).tolist(), draw.uniform(0, 1, (2,)).tolist()]


def test_the_next_student_gets_a_replay_of_the_same_values(homework: Make) -> None:
    first = three_calls(Draw(homework(), "test_replayed", 0))
    assert three_calls(Draw(homework(), "test_replayed", 0)) == first
    replayed = Draw(homework(), "test_replayed", 0)
    three_calls(replayed)
    assert replayed._generator is None, "nothing was drawn again"
    assert Draw(homework(), "test_replayed", 0)._memory is not Draw(homework(), "test_replayed", 1)._memory


@pytest.mark.parametrize("same", [0, 1, 2, 3])
def test_a_run_that_draws_something_else_goes_on_as_if_nothing_were_remembered(homework: Make, same: int) -> None:
    def run(draw: Draw, otherwise: bool) -> list[list[float]]:  # noqa: FBT001
        values = [draw((2,)).tolist() if not otherwise or same != call else draw((5,)).tolist() for call in range(4)]
        return [*values, draw.rng.random(2).tolist(), draw((2,)).tolist()]

    alone = run(Draw(homework(), f"test_other_{same}", 1), otherwise=True)
    memories.clear()
    run(Draw(homework(), f"test_other_{same}", 1), otherwise=False)
    assert run(Draw(homework(), f"test_other_{same}", 1), otherwise=True) == alone


def test_the_generator_itself_continues_after_a_replay(homework: Make) -> None:
    values = []
    for _ in range(2):
        draw = Draw(homework(), "test_generator", 0)
        values.append([draw((2,)).tolist(), draw.rng.random(3).tolist(), draw((2,)).tolist(), draw.rng.random()])
    assert values[0] == values[1]


def test_what_is_remembered_stays_small(homework: Make) -> None:
    for number in range(MOST_TESTS + 10):
        Draw(homework(), f"test_{number}", 0)((2,))
    assert len(memories) == MOST_TESTS
    large = Draw(homework(), "test_large", 0)
    first = [large((100, 100)).sum() for _ in range(4)]
    assert sum(array.nbytes for call in large._memory.drawn for array in call.arrays) <= MOST_BYTES
    again = Draw(homework(), "test_large", 0)
    assert [again((100, 100)).sum() for _ in range(4)] == first


def test_what_is_made_of_draws_is_made_for_the_first_student_only(homework: Make) -> None:
    made = []

    def run() -> tuple[object, list[float], list[float]]:
        draw = Draw(homework(), "test_kept", 0)

        def make() -> list[list[float]]:
            made.append(three_calls(draw))
            return made[-1]

        before = draw((2,)).tolist()
        return draw.kept(make, "it"), before, draw((2,)).tolist()

    first, second = run(), run()
    assert first == second
    assert first[0] is second[0]
    assert len(made) == 1


def test_what_is_made_of_other_draws_or_by_another_key_is_not_given(homework: Make) -> None:
    def run(before: int, key: str) -> list[float]:
        draw = Draw(homework(), "test_kept_apart", 0)
        for _ in range(before):
            draw((2,))
        return draw.kept(lambda: [key, *draw((2,)).tolist()], key)  # type: ignore[no-any-return]

    wanted = {(before, key): run(before, key) for before in (0, 1) for key in "ab"}
    assert len({tuple(value) for value in wanted.values()}) == 4
    assert all(run(*how) == value for how, value in wanted.items())


def test_what_is_kept_notes_its_shapes_for_every_student(homework: Make) -> None:
    noted = []
    for _ in range(2):
        draw = Draw(homework(), "test_kept_shapes", 0)
        token = current.set(TestContext(homework=homework(), test_id="test_kept_shapes", seed=0))
        draw.kept(lambda draw=draw: draw((2, 3), (4,)))
        noted.append(sizes.remembered())
        current.reset(token)
    assert noted == [((2, 3), (4,))] * 2


def test_nothing_is_kept_that_was_made_by_the_generator_itself(homework: Make) -> None:
    made = []
    for _ in range(2):
        draw = Draw(homework(), "test_kept_generator", 0)
        made.append(draw.kept(lambda draw=draw: draw.rng.random(3).tolist()))
    assert made[0] == made[1]
    assert made[0] is not made[1]
