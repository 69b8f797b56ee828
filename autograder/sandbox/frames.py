"""The grader's end of the connection: whole frames before a deadline, whatever the other end does."""

from __future__ import annotations

import select
import time
from typing import Protocol

from autograder.sandbox.wire import HEADER, ProtocolError

_WATCH_SECONDS = 0.1


class ClosedError(Exception):
    """The other side closed the connection: its process ended."""


class DeadlineError(Exception):
    """The frame did not arrive in time."""


class Connection(Protocol):
    """A non-blocking stream socket."""

    def fileno(self) -> int: ...
    def recv(self, size: int, /) -> bytes: ...
    def send(self, data: memoryview, /) -> int: ...


class Output(Protocol):
    """Where the student's prints arrive; read while waiting, because a full pipe would block the student.

    `watch` is called ten times a second, or more often, while waiting; what it raises ends the wait. `excused` tells
    how many seconds the student's process was ready to run and the machine was busy with others: they do not count.
    """

    def fileno(self) -> int: ...
    def drain(self) -> None: ...
    def watch(self) -> None: ...
    def excused(self) -> float: ...
    @property
    def open(self) -> bool: ...


def send_frame(connection: Connection, data: bytes, deadline: float, output: Output) -> None:
    """Send all of `data` before `deadline` (time.monotonic). Raises DeadlineError or ClosedError."""
    left = memoryview(data)
    while left:
        try:
            left = left[connection.send(left) :]
        except BlockingIOError:
            _wait(connection, select.POLLOUT, deadline, output)
        except OSError:
            raise ClosedError from None


def receive_frame(connection: Connection, max_bytes: int, deadline: float, output: Output) -> bytes:
    """One frame's body, whole before `deadline`, however slowly it trickles in.

    Raises ProtocolError for a length over `max_bytes`, ClosedError at the end of the stream, DeadlineError.
    """
    header = _receive_exactly(connection, HEADER.size, deadline, output)
    (size,) = HEADER.unpack(header)
    if size > max_bytes:
        raise ProtocolError(f"a frame of {size} bytes where at most {max_bytes} are allowed")
    return _receive_exactly(connection, size, deadline, output)


def _receive_exactly(connection: Connection, size: int, deadline: float, output: Output) -> bytes:
    parts: list[bytes] = []
    while size > 0:
        try:
            part = connection.recv(min(size, 1 << 20))
        except BlockingIOError:
            _wait(connection, select.POLLIN, deadline, output)
            continue
        except OSError:
            raise ClosedError from None
        if not part:
            raise ClosedError
        parts.append(part)
        size -= len(part)
        if size and time.monotonic() > deadline + output.excused():
            raise DeadlineError
    return parts[0] if len(parts) == 1 else b"".join(parts)


def _wait(connection: Connection, event: int, deadline: float, output: Output) -> None:
    """Wait until the connection is ready, taking what the student prints meanwhile."""
    poll = select.poll()
    poll.register(connection.fileno(), event)
    if output.open:
        poll.register(output.fileno(), select.POLLIN)
    while True:
        left = deadline - time.monotonic()
        if left <= 0:
            left = max(left + output.excused(), 0.0)
        ready = {descriptor for descriptor, _ in poll.poll(min(left, _WATCH_SECONDS) * 1000)}
        output.watch()
        if output.open and output.fileno() in ready:
            output.drain()
            if not output.open:
                poll.unregister(output.fileno())
        if connection.fileno() in ready:
            return
        if left <= 0:
            raise DeadlineError
