"""How long a submission's processes may take, and what they have taken. What hangs once hangs again."""

import contextlib
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from autograder.homework import Limits
from autograder.sandbox import failures

_LEAST_PART = 0.25
_MOST_TIMES = 2


class Patience:
    """After each time-out the next call gets half as long, down to a part of a call's time. After so many of one
    function, it is not called again: the rest of the time is for the other tests."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._timeouts: Counter[str] = Counter()
        self.seconds = 0.0  # spent waiting for the student
        self.excused = 0.0  # of which processes that have ended could not run: the machine was busy with others

    @contextlib.contextmanager
    def waiting(self) -> Iterator[None]:
        began = time.monotonic()
        try:
            yield
        finally:
            self.seconds += time.monotonic() - began

    def allows(self, promises: int, excused: Callable[[], float], seconds: float | None = None) -> tuple[float, float]:
        """How long each operation of a request may take (`seconds` where they are given, or a call's time), and all of
        them, of whose results a test holds so many promises. `excused`: as `self.excused`, of the process at hand.
        Raises StudentFailure."""
        left = self._left
        if self.is_short:
            left += self.excused + excused()
        if left <= 0:
            raise failures.no_time_left(self._limits.submission_seconds)
        if seconds is None:
            seconds = self._limits.call_seconds * max(0.5 ** self._timeouts.total(), _LEAST_PART)
        return min(left, seconds), min(left, seconds * max(promises, 1))

    @property
    def _left(self) -> float:
        return self._limits.submission_seconds - self.seconds

    @property
    def is_short(self) -> bool:
        """Whether less is left than one call may take."""
        return self._left < self._limits.call_seconds

    @property
    def is_whole(self) -> bool:
        """Whether everything ended in time."""
        return not self._timeouts.total()

    def check(self, functions: Iterable[str]) -> None:
        """Raises StudentFailure for one that is not called again."""
        for what in functions if self._timeouts else ():
            if self._timeouts[what] >= _MOST_TIMES:
                raise failures.not_called_again(what, _MOST_TIMES)

    def note(self, what: str) -> None:
        """It did not end in time."""
        self._timeouts[what] += 1

    def forget(self, what: str) -> None:
        del self._timeouts[what]
