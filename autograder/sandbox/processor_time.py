"""A limit on the processor time that the grader spends on what a student's code sent.

Sizes are bounded where bytes come in, but what a test does with them is its own affair. When the time is over, an
exception is raised between two lines of Python; where none is reached, within a single long operation, the kernel ends
the process with SIGXCPU some seconds later. Time in which the process waits is not counted, nor that of others.
"""

from __future__ import annotations

import contextlib
import resource
import signal
import time
from collections.abc import Iterator
from types import FrameType

from autograder.report import Outcome
from autograder.sandbox.failures import StudentFailure

FREE_SECONDS = 0.25  # of a test beyond what it takes with the reference: more counts as the student's time
MOST_SECONDS = 5.0  # of a test beyond that
_AGAIN_SECONDS = 0.2  # who catches the exception meets the next one
_UNTIL_THE_KERNEL_SECONDS = 10


class TakesTooLongError(StudentFailure):
    """The grader has spent its time on what the student's code sent."""

    def __init__(self, seconds: float) -> None:
        super().__init__(
            Outcome.TIMEOUT,
            f"What your code returned kept the grader busy for {seconds:.0f} s of processor time, where a moment is "
            "enough. Is it far larger than what the homework asks for?",
        )


class _Handler:
    """Of SIGPROF, set once and for all: to set it and to set it back for each test takes longer than all else here."""

    _only: _Handler | None = None

    def __init__(self) -> None:
        self.seconds = 0.0
        signal.signal(signal.SIGPROF, self)

    @classmethod
    def there_is(cls) -> _Handler:
        cls._only = cls._only or cls()
        return cls._only

    def __call__(self, number: int, frame: FrameType | None) -> None:
        if self.seconds:
            raise TakesTooLongError(self.seconds)


@contextlib.contextmanager
def bounded(seconds: float) -> Iterator[None]:
    """Meanwhile this process may use so many seconds of its processor. Raises TakesTooLongError; main thread only."""

    handler = _Handler.there_is()
    handler.seconds, outer = seconds, handler.seconds
    soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
    until = int(time.process_time() + seconds) + _UNTIL_THE_KERNEL_SECONDS
    resource.setrlimit(resource.RLIMIT_CPU, (until if hard == resource.RLIM_INFINITY else min(until, hard), hard))
    signal.setitimer(signal.ITIMER_PROF, seconds, _AGAIN_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        handler.seconds = outer
        resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))
