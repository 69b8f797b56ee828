"""What hangs once hangs again: how long a call may take after something did not end in time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from autograder.sandbox import failures

_LEAST_PART = 0.25
_MOST_TIMES = 2


class Patience:
    """After each time-out the next call gets half as long, down to a part of a call's time. After so many of one
    function, it is not called again: the rest of the time is for the other tests."""

    def __init__(self) -> None:
        self._timeouts: Counter[str] = Counter()

    @property
    def is_whole(self) -> bool:
        """Whether everything ended in time."""
        return not self._timeouts.total()

    @property
    def part(self) -> float:
        """Of the time that a call has at first."""
        return max(0.5 ** self._timeouts.total(), _LEAST_PART)

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
