"""The grader's end of the connection: whole frames before a deadline, whatever the other end does."""

import select
import socket
import time

from autograder.sandbox.printed import Output
from autograder.sandbox.wire import HEADER, ProtocolError

_WATCH_SECONDS = 0.1


class ClosedError(Exception):
    """The other side closed the connection: its process ended."""


class DeadlineError(Exception):
    """The frame did not arrive in time."""


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
