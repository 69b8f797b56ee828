"""Runs many pieces of work in one child process, where a limit can end each of them."""

import contextlib
import faulthandler
import os
import resource
import select
import signal
import struct
import sys
import time
from collections.abc import Callable, Iterable, Iterator
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


_HEADER = struct.Struct("!Q")  # the length of a result
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
        self._results, write_end = os.pipe()
        self._pid = os.fork()
        if self._pid == 0:
            os.close(self._results)
            _work(indices, work, write_end, bound)
        os.close(write_end)

    def results(self) -> Iterator[bytes]:
        """One after another, until the process ends or is beyond its bound."""
        with open(self._results, "rb", buffering=0, closefd=False) as file:
            while header := self._read(file, _HEADER.size):
                body = self._read(file, _HEADER.unpack(header)[0])
                if body is None:
                    return
                yield body

    def _read(self, file: Any, size: int) -> bytes | None:
        """So many bytes; None where they do not come."""
        began, spent = time.monotonic(), self._processor_seconds()
        data = b""
        while len(data) < size:
            if select.select([file], [], [], _LOOK_SECONDS)[0]:
                part = file.read(size - len(data))
                if not part:
                    return None
                data += part
            elif (
                time.monotonic() - began > self._bound.wall_seconds
                or self._processor_seconds() - spent > self._bound.processor_seconds
            ):
                return None
        return data

    def _processor_seconds(self) -> float:
        return processor_seconds(self._pid, with_children=True)

    def end(self) -> None:
        os.close(self._results)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._pid, signal.SIGKILL)  # with what it has started
        os.kill(self._pid, signal.SIGKILL)  # where it has no group of its own yet; not waited for, so it is there
        os.waitpid(self._pid, 0)


def _work(indices: Iterable[int], work: Callable[[int], Any], write_end: int, bound: Bound) -> NoReturn:
    status = 1
    try:
        faulthandler.disable()  # a crash is a result like any other
        os.setsid()
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        die_with_parent()
        limit(resource.RLIMIT_AS, own_memory()[0] + bound.memory_bytes)
        limit(resource.RLIMIT_CORE, 0)
        with open(write_end, "wb") as pipe:
            for index in indices:
                body = msgspec.msgpack.encode(work(index))
                pipe.write(_HEADER.pack(len(body)) + body)
                pipe.flush()
        status = 0
    except BrokenPipeError:  # nobody waits for the results any more
        pass
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        os._exit(status)
