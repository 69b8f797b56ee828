"""The grader's end of the connection: whole frames before a deadline, whatever the other end does."""

import contextlib
import os
import select
import socket
import time
from collections.abc import Callable

from autograder.sandbox.limits import processor_seconds
from autograder.sandbox.wire import HEADER, ProtocolError

_WATCH_SECONDS = 0.1
_MOST_EXCUSED_SECONDS = 120.0


class ClosedError(Exception):
    """The other side closed the connection: its process ended."""


class DeadlineError(Exception):
    """The frame did not arrive in time."""


class Output:
    """Where the student's prints arrive; read while waiting, because a full pipe would block the student.

    `watch` is called ten times a second, or more often, while waiting; what it raises ends the wait.
    """

    def __init__(self, descriptor: int, keep: Callable[[bytes], None], watch: Callable[[], None]) -> None:
        os.set_blocking(descriptor, False)
        self._descriptor = descriptor
        self.keep = keep
        self.watch = watch
        self.pid: int | None = None  # the process that prints, once it is known
        self.open = True

    def fileno(self) -> int:
        return self._descriptor

    def excused(self) -> float:
        """Seconds that the process was ready to run and the machine was busy with others: they do not count."""
        try:
            with open(f"/proc/{self.pid}/schedstat", encoding="ascii") as file:  # of its first thread
                ran, waited = (int(field) / 1e9 for field in file.read().split()[:2])
            of_its_own_threads = processor_seconds(self.pid) - ran
        except (OSError, LookupError, ValueError):
            return 0.0  # ended, or a kernel that does not count
        return min(max(waited - max(of_its_own_threads, 0.0), 0.0), _MOST_EXCUSED_SECONDS)

    def drain(self) -> None:
        """Take what is there now, at most 8 MiB, so that a flood of prints does not outlast a deadline."""
        with contextlib.suppress(BlockingIOError):
            for _ in range(8):
                data = os.read(self._descriptor, 1 << 20)
                if not data:
                    self.open = False
                    return
                self.keep(data)

    def close(self) -> None:
        if self.open:
            self.drain()
        self.open = False
        os.close(self._descriptor)


def send_frame(connection: socket.socket, data: bytes, deadline: float, output: Output) -> None:
    """Send all of `data` before `deadline` (time.monotonic). Raises DeadlineError or ClosedError."""
    left = memoryview(data)
    while left:
        try:
            left = left[connection.send(left) :]
        except BlockingIOError:
            _wait(connection, select.POLLOUT, deadline, output)
        except OSError:
            raise ClosedError from None


def receive_frame(
    connection: socket.socket, received: bytearray, max_bytes: int, deadline: float, output: Output
) -> bytes:
    """One frame's body, whole before `deadline`, however slowly it trickles in.

    `received`: what was read of the connection beyond the frame before; empty at first.
    Raises ProtocolError for a length over `max_bytes`, ClosedError at the end of the stream, DeadlineError.
    """
    _receive(connection, received, HEADER.size, deadline, output)
    (size,) = HEADER.unpack_from(received)
    if size > max_bytes:
        raise ProtocolError(f"a frame of {size} bytes, but at most {max_bytes} are allowed")
    end = HEADER.size + size
    _receive(connection, received, end, deadline, output)
    body = bytes(memoryview(received)[HEADER.size : end])
    del received[:end]
    return body


def _receive(connection: socket.socket, received: bytearray, size: int, deadline: float, output: Output) -> None:
    """Go on until `received` holds at least `size` bytes."""
    while len(received) < size:
        try:
            part = connection.recv(min(max(size - len(received), 1 << 16), 1 << 20))
        except BlockingIOError:
            _wait(connection, select.POLLIN, deadline, output)
            continue
        except OSError:
            raise ClosedError from None
        if not part:
            raise ClosedError
        received += part
        if len(received) < size and time.monotonic() > deadline + output.excused():
            raise DeadlineError


def _wait(connection: socket.socket, event: int, deadline: float, output: Output) -> None:
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
