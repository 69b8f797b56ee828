"""The entries of a class -> Tasks, read ahead by a separate process so that grading never waits for an upload."""

import os
import signal
from collections.abc import Iterator, Sequence
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from typing import NoReturn

import msgspec

from autograder.executor import Task
from autograder.homework import Homework
from autograder.intake.bounded import read_each
from autograder.intake.entries import Entry
from autograder.sandbox.confine import die_with_parent
from autograder.sandbox.failures import GraderFault

_WAIT_SECONDS = 0.05


class Reader:
    """Reads a class. To be made before there are threads, and closed."""

    def __init__(self, entries: Sequence[Entry], homework: Homework) -> None:
        self._count = len(entries)
        self._connection, theirs = Pipe(duplex=False)
        self._pid = os.fork()
        if self._pid == 0:
            self._connection.close()
            _read(entries, homework, theirs)
        theirs.close()

    def tasks(self) -> Iterator[Task | None]:
        """The tasks in the order of the class; None where the next one is not read yet. Raises GraderFault."""
        for _ in range(self._count):
            while not self._connection.poll(_WAIT_SECONDS):
                yield None
            try:
                yield msgspec.msgpack.decode(self._connection.recv_bytes(), type=Task)
            except (EOFError, OSError):
                raise GraderFault("the process that reads uploads died (killed, or out of memory?)") from None

    def close(self) -> None:
        self._connection.close()
        os.kill(self._pid, signal.SIGKILL)  # and with it the one that it has started
        os.waitpid(self._pid, 0)


def _read(entries: Sequence[Entry], homework: Homework, connection: Connection) -> NoReturn:
    status = 1
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that has the terminal
        die_with_parent()
        for index, found in enumerate(read_each(len(entries), lambda index: entries[index].read(homework))):
            fault = found.fault
            if found.forbidden:
                fault = f"cannot read {found.forbidden}: make it readable and run the same command again"
            task = Task(index, found.submission, entries[index].name, found.problem, fault)
            connection.send_bytes(msgspec.msgpack.encode(task))
        status = 0
    finally:
        os._exit(status)
