"""The student's process, once it is confined: run the student's files, answer requests with values.

It knows no test and no answer, and imports nothing of ours but what crosses the boundary (wire.py, conversion.py) and
what is done with that (operations.py and what it needs). Whatever the student's code does to this process, it can only
send wrong values or none.
"""

import builtins
import mmap
import os
import socket
import sys
from typing import NoReturn

from autograder.sandbox import wire
from autograder.sandbox.operations import Executor


def prepare(folder: str) -> None:
    """A clean state for the student: working directory, no input, no screen, no signal handlers of ours."""
    os.chdir(folder)
    project = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(wire.__file__))))
    installed = os.path.basename(project) in ("site-packages", "dist-packages")  # as in autograder/course.py
    sys.path[:] = [folder, *(entry for entry in sys.path if entry and (installed or entry != project))]
    sys.argv, sys.orig_argv = ["student"], ["student"]
    os.environ.setdefault("USER", "student")  # who asks for it finds no list of users
    sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: SIM115 - open for the life of the process
    sys.stdout = open(1, "w", encoding="utf-8", errors="backslashreplace", buffering=1, closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", encoding="utf-8", errors="backslashreplace", buffering=1, closefd=False)  # noqa: SIM115
    builtins.input = _no_input
    sys.breakpointhook = lambda *args, **kwargs: None


def _no_input(prompt: object = "") -> NoReturn:
    raise EOFError("input() waits for somebody to type, but nobody is there during grading")


def serve(connection: socket.socket, folder: str, max_reply_bytes: int, progress: mmap.mmap) -> None:
    """Answer requests until the grader closes the connection."""
    executor = Executor(folder, max_reply_bytes, progress)
    file, received = connection.fileno(), bytearray()
    while True:
        body = _read_frame(file, received)
        if body is None:
            return
        request = wire.request_decoder.decode(body)
        reply = wire.pack(executor.perform(request))
        del request, body
        left = memoryview(reply)
        while left:
            left = left[os.write(file, left) :]


def _read_frame(file: int, received: bytearray) -> bytearray | None:
    """The body of the next request; None where the grader has closed the connection.

    `received`: what was read beyond the request before.
    """
    size = wire.HEADER.size
    while len(received) < size or len(received) < size + wire.HEADER.unpack_from(received)[0]:
        part = os.read(file, 1 << 16)
        if not part:
            return None
        received += part
    end = size + wire.HEADER.unpack_from(received)[0]
    body = received[size:end]
    del received[:end]
    return body
