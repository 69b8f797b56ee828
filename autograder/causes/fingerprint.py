"""What a wrong test saw, in a few numbers that tell apart submissions with different values."""

import hashlib
from functools import lru_cache

import numpy as np

from autograder.causes.observation import Numbers, observe
from autograder.checks.run import TestRun
from autograder.report import Seen

MOST_VALUES = 40  # of one test: the first and the last ones


def seen(ran: TestRun) -> Seen:
    """Of each value what it is, its largest number, and a weighted mean of all of its numbers beside that."""
    *values, end = observe(ran)
    what = hashlib.blake2b(end.what.encode("utf-8", "replace"), digest_size=8)
    numbers: list[float] = []
    named = list(zip(ran.trace, values, strict=True))
    if len(named) > MOST_VALUES:
        named = [*named[: MOST_VALUES // 2], *named[-MOST_VALUES // 2 :]]
    for (name, value), seen_value in named:
        # of what is no array of real numbers, what it is said to be
        described = seen_value.what or f"{name} {value if isinstance(value, str) else type(value).__name__}"
        what.update(f"\0{described}".encode("utf-8", "replace"))
        finite = np.isfinite(seen_value.numbers)
        if not finite.all():
            what.update(np.packbits(finite).tobytes())
        numbers += _in_short(np.where(finite, seen_value.numbers, 0.0))
    return Seen(test=ran.result.id, what=what.hexdigest(), numbers=tuple(numbers))


def _in_short(numbers: Numbers) -> list[float]:
    largest = float(np.max(np.abs(numbers), initial=0.0))
    mean = float(_weights(numbers.size) @ (numbers / largest)) if largest else 0.0
    return [float(f"{largest:.9g}"), float(f"{mean:.9g}")]


@lru_cache(maxsize=256)
def _weights(size: int) -> Numbers:
    """Different for each place, and 1 in sum, so that a small difference everywhere stays a small one."""
    weights = np.random.default_rng(size).uniform(-1.0, 1.0, size)
    return np.asarray(weights / max(float(np.abs(weights).sum()), 1e-300))
