"""`draw`: the random inputs of a hidden test, the same for every student, every run and every machine."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.checks import sizes
from autograder.homework import Homework

MOST_TRIES = 1000

Shape = tuple[int, ...]


class Draw:
    """Draws arrays of the homework's kind; seeded by the homework, the seed and the test's id, nothing else.

    Each call gives new values in fresh arrays, so no two tests and no two runs ever share memory.
    """

    def __init__(self, homework: Homework, test_id: str, seed: int) -> None:
        self._arrays = homework.arrays
        self._test_id = test_id
        name = "\0".join((homework.full_name, str(seed), test_id))
        digest = hashlib.blake2b(name.encode(), digest_size=16).digest()
        self.rng = np.random.Generator(np.random.PCG64(int.from_bytes(digest, "little")))

    def __call__(self, *shapes: Shape, accept: Callable[..., Any] | None = None, scale: float = 1.0) -> Any:
        """Standard-normal arrays times `scale`, one for each shape; a single shape gives the array itself.

        They are drawn again until `accept(*arrays)` is true: the way to keep away from kinks.
        """
        return self._until_accepted(lambda shape: self.rng.standard_normal(shape) * scale, shapes, accept)

    def uniform(self, low: float, high: float, *shapes: Shape, accept: Callable[..., Any] | None = None) -> Any:
        """Arrays uniform on [low, high), otherwise as `draw(...)`."""
        return self._until_accepted(lambda shape: self.rng.uniform(low, high, shape), shapes, accept)

    def labels(self, n_classes: int, n: int) -> NDArray[np.int64]:
        """`n` class labels 0 … n_classes-1, an int64 numpy array of shape (n,)."""
        return self.rng.integers(0, n_classes, size=n, dtype=np.int64)

    def _until_accepted(
        self, one: Callable[[Shape], Any], shapes: tuple[Shape, ...], accept: Callable[..., Any] | None
    ) -> Any:
        if not shapes:
            raise ValueError(f"{self._test_id}: draw needs at least one shape")
        for _ in range(MOST_TRIES):
            arrays = tuple(self._as_homework_wants(one(shape)) for shape in shapes)
            if accept is None or accept(*arrays):
                sizes.remember(*shapes)
                return arrays if len(arrays) > 1 else arrays[0]
        raise RuntimeError(f"{self._test_id}: no draw of shapes {shapes} was accepted in {MOST_TRIES:,} tries")

    def _as_homework_wants(self, values: Any) -> Any:
        array = np.asarray(values, dtype=np.float64)  # a draw of shape () is a bare float
        if self._arrays == "numpy.float64":
            return array
        import torch

        return torch.from_numpy(array.astype(self._arrays.removeprefix("torch.")))
