"""Requests are sent before they are asked for, as long as they are those of the submission before.

The hidden tests ask every submission the same questions, until an answer is wrong in a way that makes a test ask
another one. Sent ahead, some at a time, they cost two switches between grader and student's process a window, not two a
question. As long as the guess is right, the process does the same things in the same order as without.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

MOST_AHEAD = 12  # requests
MOST_BYTES = 1 << 15  # of them; far less than a socket holds, so that nobody waits for the other to read


class WrongGuess(BaseException):
    """Requests were sent ahead that the tests do not make now. The process has carried them out, so whatever comes next
    could differ from what it is without them: the submission is graded again, with nothing sent ahead.

    No Exception, because it is no test's to catch.
    """


class LookAhead:
    """The requests to one process. `script`: those to a process before, which right answers were given to."""

    def __init__(self, script: Sequence[bytes] = ()) -> None:
        self.sent: list[bytes] = []  # what was asked for until now
        self._script = script
        self._ahead: deque[bytes] = deque()

    @property
    def is_ahead(self) -> bool:
        """Whether requests were sent that nobody has asked for yet."""
        return bool(self._ahead)

    def to_send(self, frame: bytes) -> bytes:
        """What is to be sent when `frame` is asked for: nothing, or that and more. Raises WrongGuess."""
        at = len(self.sent)
        self.sent.append(frame)
        if self._ahead:
            if self._ahead.popleft() != frame:
                raise WrongGuess
            return b""
        if self._script[at : at + 1] == [frame]:
            room = MOST_BYTES
            for following in self._script[at + 1 : at + 1 + MOST_AHEAD]:
                room -= len(following)
                if room < 0:
                    break
                self._ahead.append(following)
        return b"".join((frame, *self._ahead))
