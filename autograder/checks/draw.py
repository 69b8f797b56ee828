"""`draw`: the random inputs of a hidden test, the same for every student, every run and every machine."""

import hashlib
from collections.abc import Callable, Hashable
from typing import Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from autograder.checks import sizes
from autograder.homework import Homework

MOST_TRIES = 1000
MOST_TESTS = 256  # whose draws are remembered
MOST_BYTES = 1 << 17  # remembered of one test

Shape = tuple[int, ...]
Array = NDArray[Any]
Made = TypeVar("Made")


class _Drawn(NamedTuple):
    """One call of a test's draw, to be replayed for the next student."""

    request: Hashable
    arrays: tuple[Array, ...]
    state_after: Any  # of the generator


class _Kept(NamedTuple):
    """What was made of some calls of a test's draw."""

    made: Any
    calls_after: int
    shapes: tuple[Shape, ...]  # that it has noted


class _Memory:
    """Of one test: its calls in their order; and what was made of some, by the first call and a key."""

    def __init__(self) -> None:
        self.drawn: list[_Drawn] = []
        self.kept: dict[tuple[int, Hashable], _Kept] = {}


def _bytes(drawn: _Drawn) -> int:
    return sum(array.nbytes for array in drawn.arrays)


_memories: dict[Hashable, _Memory] = {}


class Draw:
    """Draws arrays of the homework's kind; seeded by the homework, the seed and the test's id, nothing else.

    Each call gives new values in fresh arrays, so no two tests and no two runs ever share memory. `accept` must decide
    by the arrays and the test's own constants alone: within a process its choice is remembered, not made again.
    """

    def __init__(self, homework: Homework, test_id: str, seed: int) -> None:
        self._arrays = homework.arrays
        self._test_id = test_id
        self._name = "\0".join((homework.full_name, str(seed), test_id))
        self._generator: np.random.Generator | None = None  # None: what was drawn so far is a replay
        self._calls = 0
        if len(_memories) >= MOST_TESTS and self._name not in _memories:
            del _memories[next(iter(_memories))]  # the oldest
        self._memory = _memories.setdefault(self._name, _Memory())

    def __call__(self, *shapes: Shape, accept: Callable[..., Any] | None = None, scale: float = 1.0) -> Any:
        """Standard-normal arrays times `scale`, one for each shape; a single shape gives the array itself.

        They are drawn again until `accept(*arrays)` is true: the way to keep away from kinks.
        """
        return self._of_homework(
            ("normal", scale), lambda rng, shape: rng.standard_normal(shape) * scale, shapes, accept
        )

    def uniform(self, low: float, high: float, *shapes: Shape, accept: Callable[..., Any] | None = None) -> Any:
        """Arrays uniform on [low, high), otherwise as `draw(...)`."""
        return self._of_homework(
            ("uniform", low, high), lambda rng, shape: rng.uniform(low, high, shape), shapes, accept
        )

    def labels(self, n_classes: int, n: int) -> NDArray[np.int64]:
        """`n` class labels 0 … n_classes-1, an int64 numpy array of shape (n,)."""
        request = ("labels", n_classes, n)
        return self._replay_or(request, lambda rng: (rng.integers(0, n_classes, size=n, dtype=np.int64),))[0]

    def kept(self, make: Callable[[], Made], *key: Hashable) -> Made:
        """`make()`, which draws: made for one student, and the very same object is given to the next.

        So nobody may write to it, and it must depend on its draws and on `key` alone.
        """
        at = self._calls
        known = self._memory.kept.get((at, key)) if self._generator is None else None
        if known is not None:
            self._calls = known.calls_after
            sizes.remember(*known.shapes)
            return known.made  # type: ignore[no-any-return]
        made, shapes = sizes.noted_by(make)
        if self._calls <= len(self._memory.drawn):  # each of its draws is recorded, so what comes next can be, too
            self._memory.kept[at, key] = _Kept(made, self._calls, shapes)
        return made

    @property
    def rng(self) -> np.random.Generator:
        """The generator itself, for any other distribution."""
        rng = self._live(after=self._calls)
        self._memory = _Memory()  # what comes after a use of the generator cannot be replayed, nor recorded
        self._calls += 1
        return rng

    def _of_homework(
        self,
        distribution: Hashable,
        one: Callable[[np.random.Generator, Shape], Any],
        shapes: tuple[Shape, ...],
        accept: Callable[..., Any] | None,
    ) -> Any:
        if not shapes:
            raise ValueError(f"{self._test_id}: draw needs at least one shape")

        def until_accepted(rng: np.random.Generator) -> tuple[Array, ...]:
            for _ in range(MOST_TRIES):
                arrays = tuple(np.asarray(one(rng, shape), dtype=self._arrays.partition(".")[2]) for shape in shapes)
                if accept is None or accept(*map(self._as_homework_wants, arrays)):
                    return arrays
            raise RuntimeError(f"{self._test_id}: none of {MOST_TRIES:,} draws of shapes {shapes} was accepted")

        request = (distribution, shapes, self._arrays, getattr(accept, "__code__", accept))
        arrays = tuple(map(self._as_homework_wants, self._replay_or(request, until_accepted)))
        sizes.remember(*shapes)
        return arrays if len(arrays) > 1 else arrays[0]

    def _replay_or(
        self, request: Hashable, draw: Callable[[np.random.Generator], tuple[Array, ...]]
    ) -> tuple[Array, ...]:
        """Fresh copies of what this call of this test gave before; or draw, and remember it."""
        at, self._calls = self._calls, self._calls + 1
        recorded = self._memory.drawn
        if self._generator is None and at < len(recorded) and recorded[at].request == request:
            return tuple(array.copy() for array in recorded[at].arrays)
        rng = self._live(after=at)
        arrays = draw(rng)
        if at == len(recorded) and sum(map(_bytes, recorded)) + sum(a.nbytes for a in arrays) <= MOST_BYTES:
            recorded.append(_Drawn(request, tuple(array.copy() for array in arrays), rng.bit_generator.state))
        return arrays

    def _live(self, after: int) -> np.random.Generator:
        """The generator, at the place where `after` calls leave it."""
        if self._generator is None:
            digest = hashlib.blake2b(self._name.encode(), digest_size=16).digest()
            self._generator = np.random.Generator(np.random.PCG64(int.from_bytes(digest, "little")))
            if after:
                self._generator.bit_generator.state = self._memory.drawn[after - 1].state_after
        return self._generator

    def _as_homework_wants(self, array: Array) -> Any:
        if self._arrays.startswith("numpy"):
            return array
        import torch

        return torch.from_numpy(array)
