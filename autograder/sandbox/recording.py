"""What a test asks of a student's process and is answered, as bytes; and what it is known to ask, asked already.

A test is a function of its answers: where they are the bytes of an earlier run, so is all that follows from them.
"""

import hashlib
from collections import deque
from collections.abc import Sequence
from typing import NamedTuple

from autograder.sandbox import frames, wire
from autograder.sandbox.failures import RunAgainError
from autograder.sandbox.folder import FolderFullError
from autograder.sandbox.patience import Patience
from autograder.sandbox.process import ConfinedProcess

_PLAIN = (wire.Begin, wire.Call, wire.Get, wire.Set, wire.Fill, wire.Put)


def _is_plain(op: wire.Op) -> bool:
    """Whether it gives, asks, calls, or loads a module of the homework's beside the student's."""
    return isinstance(op, _PLAIN) or (isinstance(op, wire.Load) and op.source is not None)


class Question(NamedTuple):
    """A request of a test."""

    ops: bytes
    promises: int  # results that the test holds: each has the time of a call
    tells: bool  # whether something is called or given
    seconds: float | None  # for each operation, where it is not the time of a call


class Recording:
    """One run of one test with one process. `key`: of what came before the run; then also of each answer."""

    def __init__(self, process: ConfinedProcess, key: bytes, patience: Patience) -> None:
        self.process = process
        self._patience = patience
        self.key = key
        self.asked: list[tuple[bytes, Question]] = []  # each with the key by then
        self.answered_bytes = 0
        self.is_plain = True  # whether it was calls and values, and nothing failed
        self.loaded: dict[str, wire.Contents] = {}
        self._diverged = False
        self._ahead: deque[tuple[Question, bytes | Exception]] = deque()  # what the test has not come to

    @property
    def has_diverged(self) -> bool:
        """Whether the test, at its end, has not asked what was asked ahead."""
        return self._diverged or bool(self._ahead)

    @property
    def tells(self) -> bool:
        return any(question.tells for _, question in self.asked)

    def ask_ahead(self, question: Question) -> bool:
        """Ask what the test would ask now. False where there is no answer: the test will meet the reason."""
        if self._patience.is_short:
            return False
        allowed, most = self._patience.allows(question.promises, self.process.excused, question.seconds)
        try:
            with self._patience.waiting():
                self._ahead.append((question, self._ask(question, allowed, most)))
        except (frames.DeadlineError, frames.ClosedError, FolderFullError, wire.ProtocolError) as error:
            self._ahead.append((question, error))
            return False
        return True

    def exchange(
        self, ops: Sequence[wire.Op], promises: int, seconds: float | None, allowed: float, most: float
    ) -> wire.Reply:
        """As the process's own; `seconds`: see Patience.allows. Raises RunAgainError, too, where the test asks
        something else than it did when it had the same answers."""
        question = Question(wire.packed(ops), promises, any(map(wire.tells, ops)), seconds)
        if self._ahead:
            expected, body = self._ahead.popleft()
            if question != expected:
                self._diverged = True
                raise RunAgainError
            if isinstance(body, Exception):
                raise body
        else:
            body = self._ask(question, allowed, most)
        reply = wire.decode_reply(body)
        self.is_plain &= reply.failure is None and reply.repeated is None and all(map(_is_plain, ops))
        return reply

    def _ask(self, question: Question, seconds: float, most: float) -> bytes:
        self.asked.append((self.key, question))
        body = self.process.ask(question.ops, seconds, most)
        self.key = hashlib.blake2b(self.key + wire.without_number(body), digest_size=16).digest()
        self.answered_bytes += len(body)
        return body
