"""The student's process, once it is confined: run the student's files, answer requests with values.

It knows no test and no answer, and imports nothing of ours but what crosses the boundary (wire.py, conversion.py) and
what is done with that (operations.py and what it needs). Whatever the student's code does to this process, it can only
send wrong values or none.
"""

from __future__ import annotations

import builtins
import linecache
import mmap
import os
import socket
import sys
from typing import NoReturn

from autograder.sandbox import wire
from autograder.sandbox.operations import Executor

_REHEARSALS = 50


def prepare(folder: str) -> None:
    """A clean state for the student: working directory, no input, no screen, no signal handlers of ours."""
    os.chdir(folder)
    project = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(wire.__file__))))
    sys.path[:] = [folder, *(entry for entry in sys.path if entry not in ("", project))]
    sys.argv = ["student"]
    sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: SIM115 - open for the life of the process
    sys.stdout = open(1, "w", encoding="utf-8", errors="backslashreplace", buffering=1, closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", encoding="utf-8", errors="backslashreplace", buffering=1, closefd=False)  # noqa: SIM115
    builtins.input = _no_input
    sys.breakpointhook = lambda *args, **kwargs: None


_REHEARSAL = """
class Network:
    def __init__(self, inputs, outputs):
        self.values = {}

    def forward(self, x):
        return x, self.values["x"]
"""


def rehearse(library: str) -> None:
    """Answer requests before there is a student. `library` is that of the values: "numpy" or "torch".

    What Python prepares while a function is called for the first times is then there for all students' processes.
    """
    values = wire.Array(library, "float32", (2, 3), bytes(24))
    load = wire.Load("rehearsal", "rehearsal.py", "rehearsal", _REHEARSAL)
    of_network = {name: wire.Target(1, [("attr", name)]) for name in ("values", "forward")}
    ops: list[wire.Op] = [
        wire.Begin(0),
        wire.Call(wire.Target(load.name, [("attr", "Network")]), [3, 2], {}, 1),
        wire.Fill(of_network["values"], {"x": values}),
        wire.Call(of_network["forward"], [values], {}, wire.DROP),
        wire.Call(of_network["forward"], [values], {}),
        wire.Get(of_network["values"]),
    ]
    executor = Executor("", 1 << 20, mmap.mmap(-1, 1))
    requests = [wire.Request(0, [load]), *[wire.Request(0, ops)] * _REHEARSALS]
    for request in requests:
        body = wire.pack(request)[wire.HEADER.size :]
        wire.pack(executor.perform(wire.request_decoder.decode(body)))
    del sys.modules[load.name], linecache.cache[load.file]


def _no_input(prompt: object = "") -> NoReturn:
    raise EOFError("input() waits for somebody to type, and nobody is there while the homework is graded")


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
