"""Runs work in a short-lived process, so that it leaves no trace in this one: in a fork of it, or in a fresh one."""

import contextlib
import os
import signal
import sys
from collections.abc import Callable
from typing import TypeVar

import msgspec

Result = TypeVar("Result")

RESULT_DESCRIPTOR = 3  # where the child's result goes: `work` may close every other one


def in_child(work: Callable[[], Result], result_type: type[Result]) -> Result | None:
    """The result of `work`, called in a fork of this process; None when that process failed in any way."""
    read_end, write_end = os.pipe()
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
            os.dup2(write_end, RESULT_DESCRIPTOR)
            result = msgspec.msgpack.encode(work())
            with contextlib.suppress(BrokenPipeError):  # the parent has ended, and said why
                os.write(RESULT_DESCRIPTOR, result)
            status = 0
        except BaseException:
            sys.excepthook(*sys.exc_info())
        finally:
            os._exit(status)
    os.close(write_end)
    with open(read_end, "rb") as file:
        body = file.read()
    _, status = os.waitpid(pid, 0)
    return msgspec.msgpack.decode(body, type=result_type) if status == 0 else None


def in_fresh_process(work: Callable[..., Result], *arguments: object) -> Result:
    """The result of `work(*arguments)` in a process that has nothing in memory: a zygote may be forked there."""
    from concurrent.futures import ProcessPoolExecutor  # here, because few need what that imports
    from multiprocessing import get_context

    with ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn")) as process:
        return process.submit(work, *arguments).result()
