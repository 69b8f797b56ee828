"""Runs many pieces of work in one child process, where a limit can end each of them."""

import contextlib
import faulthandler
import os
import resource
import signal
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from typing import Any, NamedTuple, NoReturn, TypeVar

import msgspec

from autograder.sandbox.confine import die_with_parent
from autograder.sandbox.limits import limit, own_memory, processor_seconds

Result = TypeVar("Result")


class Bound(NamedTuple):
    """What one piece of work may take."""

    processor_seconds: float
    wall_seconds: float
    memory_bytes: int  # of address space, beyond what this process has


_LOOK_SECONDS = 0.1


def each_in_child(
    count: int, work: Callable[[int], Result], result_type: type[Result], bound: Bound
) -> Iterator[Result | None]:
    """The results of work(0), work(1), …, called in a fork of this process, which works on while nobody asks.

    One that takes more than `bound`, or that its process dies of, is None; a new process goes on with the next.
    """
    decoder = msgspec.msgpack.Decoder(result_type)
    done = 0
    while done < count:
        child = _Worker(range(done, count), work, bound)
        try:
            for body in child.results():
                done += 1
                yield decoder.decode(body)
        finally:
            child.end()
        if done < count:
            done += 1
            yield None


class _Worker:
    """The process of each_in_child, as its parent sees it."""

    def __init__(self, indices: Iterable[int], work: Callable[[int], Any], bound: Bound) -> None:
        self._bound = bound
        self._results, theirs = Pipe(duplex=False)
        self._pid = os.fork()
        if self._pid == 0:
            self._results.close()
            _work(indices, work, theirs, bound)
        theirs.close()

    def results(self) -> Iterator[bytes]:
        """One after another, until the process ends or is beyond its bound."""
        while self._is_there():
            try:
                yield self._results.recv_bytes()
            except (EOFError, OSError):  # it has ended, perhaps within one
                return

    def _is_there(self) -> bool:
        """Whether there is a result, or the process has ended, within its bound."""
        began, spent = time.monotonic(), self._processor_seconds()
        while not self._results.poll(_LOOK_SECONDS):
            if time.monotonic() - began > self._bound.wall_seconds:
                return False
            if self._processor_seconds() - spent > self._bound.processor_seconds:
                return False
        return True

    def _processor_seconds(self) -> float:
        return processor_seconds(self._pid, with_children=True)

    def end(self) -> None:
        self._results.close()
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._pid, signal.SIGKILL)  # with what it has started
        os.kill(self._pid, signal.SIGKILL)  # where it has no group of its own yet; not waited for, so it is there
        os.waitpid(self._pid, 0)


def _work(indices: Iterable[int], work: Callable[[int], Any], results: Connection, bound: Bound) -> NoReturn:
    status = 1
    try:
        faulthandler.disable()  # a crash is a result like any other
        os.setsid()
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        die_with_parent()
        limit(resource.RLIMIT_AS, own_memory()[0] + bound.memory_bytes)
        limit(resource.RLIMIT_CORE, 0)
        for index in indices:
            results.send_bytes(msgspec.msgpack.encode(work(index)))
        status = 0
    except BrokenPipeError:  # nobody waits for the results any more
        pass
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        os._exit(status)
