"""A program of the course's own, run in this process: without a wall, a fork and round trips.

For the reference and changes of it that the course has made, never for anything of a student; in a process that is
thrown away afterwards. What it gives is what it would give behind the wall: the same operations are performed, on
copies likewise. Where that is not certain (it takes long, runs out of something, wants what is forbidden), nothing is
said: NotHereError.
"""

import gc
import os
import resource
import signal
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from types import FrameType

from autograder.homework import Limits
from autograder.sandbox import wire
from autograder.sandbox.conversation import StudentProcess
from autograder.sandbox.failures import GraderFault
from autograder.sandbox.folder import remove_tree
from autograder.sandbox.in_zygote import Ended
from autograder.sandbox.limits import limit, own_memory
from autograder.sandbox.operations import Executor
from autograder.sandbox.session import Session
from autograder.sandbox.zygote import Zygote

_PART_OF_A_CALL = 0.5  # of the time that the homework gives one; more of it than a right program ever needs
_UNCERTAIN = ("memory", "too large", "refused")


class NotHereError(GraderFault):
    """The program must be run behind the wall."""


class SessionHere(Session):
    """A session whose programs run in this process, and use nothing that is forbidden: what a process refuses it
    refuses for ever."""

    def begin_test(self, seed: int, forbidden: Sequence[str] = (), *, hands_over: bool = False) -> None:
        super().begin_test(seed, hands_over=hands_over)

    def _new_process(self, zygote: Zygote, files: Mapping[str, bytes], limits: Limits) -> StudentProcess:
        return _Here(zygote, files, limits)


def throw_away(seconds: int, memory_bytes: int) -> None:
    """Make this process one in which such programs may run: it says nothing, and ends before it takes too much."""
    gc.freeze()  # else the first collection copies what the process was forked from, page by page
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in range(3):
        os.dup2(null, descriptor)
    limit(resource.RLIMIT_CPU, seconds)
    limit(resource.RLIMIT_AS, own_memory()[0] + memory_bytes)


@cache
def _folder_within(parent: Path) -> Path:
    """Where one program after another is, in this process: on some disks a folder takes longer to remove than a test to
    run. It is removed with its parent."""
    return Path(tempfile.mkdtemp(dir=parent))


class _Here:
    """What a session takes for a student's process."""

    def __init__(self, zygote: Zygote, files: Mapping[str, bytes], limits: Limits) -> None:
        names = {name.partition("/")[0].removesuffix(".py") for name in files}
        if any("/" in name for name in files) or names & set(sys.modules):
            raise NotHereError("it would get modules of this process in the place of its own")
        self._folder = _folder_within(zygote.folder)
        for name, data in files.items():
            (self._folder / name).write_bytes(data)
        path = str(self._folder)
        self._executor = Executor(path, limits.reply_mib << 20, bytearray(wire.PROGRESS_BYTES))
        self._late = False
        self._modules = set(sys.modules)
        os.chdir(path)
        sys.path.insert(0, path)

    def begin_test(self) -> None:
        pass

    def exchange(self, ops: list[wire.Op], seconds: float, most: float) -> wire.Reply:
        """The reply to `ops`. Raises NotHereError."""
        before = signal.signal(signal.SIGPROF, self._stop)
        signal.setitimer(signal.ITIMER_PROF, seconds * _PART_OF_A_CALL, seconds * _PART_OF_A_CALL)
        try:
            reply = self._executor.perform(wire.Request(0, ops))
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
            signal.signal(signal.SIGPROF, before)
        failure = reply.failure
        if self._late or (failure and (failure.kind in _UNCERTAIN or failure.type_name == "RecursionError")):
            raise NotHereError("it takes more than it should")
        return reply

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self._late = True
        raise NotHereError("it takes longer than it should")

    def excused(self) -> float:
        return 0.0

    def progress(self, operations: int) -> int:
        return 0

    def noted(self) -> bytes:
        return b""

    def end(self) -> Ended:
        """Forget its modules, and empty its folder."""
        folder = str(self._folder)
        for name in set(sys.modules) - self._modules:
            if str(getattr(sys.modules[name], "__file__", None) or "").startswith(folder):
                del sys.modules[name]
        sys.path[:] = [entry for entry in sys.path if entry != folder]
        sys.path_importer_cache.pop(folder, None)  # the next program's files have the same names
        os.chdir("/")
        for path in self._folder.iterdir():
            remove_tree(path) if path.is_dir() else path.unlink()
        return Ended(0, time.process_time(), 0)
