"""One student process: its folder, its connection, its deadlines and what it prints."""

import fcntl
import os
import socket
import time
from collections.abc import Callable, Mapping

from autograder.homework import Limits
from autograder.sandbox import confine, frames, wire
from autograder.sandbox.failures import GraderFault
from autograder.sandbox.folder import Folder, everybodys_folders, remove_strays
from autograder.sandbox.in_zygote import Ended
from autograder.sandbox.printed import Output
from autograder.sandbox.zygote import Zygote

_LOOKS = 8  # at which operation the process is, in the time that each of several has
_START_SECONDS = 60.0  # in which torch may be imported


class ConfinedProcess:
    """One student process, its folder, its connection and its output."""

    def __init__(
        self,
        zygote: Zygote,
        files: Mapping[str, bytes],
        limits: Limits,
        keep_printed: Callable[[bytes], None],
    ) -> None:
        self._zygote = zygote
        self._max_bytes = (limits.reply_mib + 1) << 20
        self._number = 0
        self._stale = -1  # the last question of the test before
        self._owner = confine.SANDBOX_UID + zygote.number if zygote.plan.change_user else None
        self._folder = Folder(zygote.folder, files, limits.scratch_mib << 20, self._owner)
        self._connection, theirs = socket.socketpair()
        self._connection.setblocking(False)
        self._received = bytearray()
        output, output_end = os.pipe()
        fcntl.fcntl(output, fcntl.F_SETPIPE_SZ, 1 << 20)
        self._output = Output(output, keep_printed, self._folder.watch)
        self._progress = os.memfd_create("progress")
        os.ftruncate(self._progress, wire.PROGRESS_BYTES)
        budget = confine.Budget(
            cpu_seconds=int(limits.submission_seconds + limits.import_seconds) + 5,
            memory_bytes=limits.memory_mib << 20,
            file_bytes=limits.scratch_mib << 20,
        )
        try:
            self._pid = zygote.spawn(
                self._folder.path,
                budget,
                limits.reply_mib << 20,
                (theirs.fileno(), output_end, self._progress),
                uses_torch=any(b"torch" in content for content in files.values()),
            )
            self._output.pid = self._pid
        finally:
            theirs.close()
            os.close(output_end)
        try:
            body = self._receive(1 << 16, time.monotonic() + _START_SECONDS)
        except (frames.DeadlineError, frames.ClosedError) as error:
            self.end()
            raise GraderFault("a student's process could not be started and confined") from error
        open_doors = wire.hello_decoder.decode(body).open_doors
        if open_doors:
            self.end()
            raise GraderFault("the isolation does not hold: student code could " + "; ".join(open_doors))

    def begin_test(self) -> None:
        self._stale = self._number

    def prints_to(self, keep: Callable[[bytes], None]) -> None:
        """From now on; what has been printed by now was kept before."""
        self._output.drain()
        self._output.keep = keep

    def exchange(self, ops: list[wire.Op], seconds: float, most: float) -> wire.Reply:
        """The reply to `ops`, each of which may take `seconds`, by the process's own word which it is at, and all of
        them `most`. Raises DeadlineError, ClosedError, ProtocolError, FolderFullError."""
        return wire.decode_reply(self.ask(wire.packed(ops), seconds, most))

    def ask(self, ops: bytes, seconds: float, most: float) -> bytes:
        """The same for operations that are packed already; of the reply, as it came, only the number is checked."""
        self._folder.watch()  # also what was written in many short calls
        self._number += 1
        end = time.monotonic() + most
        frames.send_frame(self._connection, wire.request(self._number, ops), end, self._output)
        body = self._receive_in_steps(seconds, end)
        number = wire.number_of(body)
        if number == self._stale:  # a second answer to the last question of the test before: it costs nothing here
            self._stale = -1
            body = self._receive_in_steps(seconds, end)
            number = wire.number_of(body)
        if number != self._number:
            raise wire.ProtocolError("an answer to another request")
        return body

    def _receive_in_steps(self, seconds: float, end: float) -> bytes:
        """A frame, by `end`; given up earlier when an operation takes more than `seconds`."""
        at, until = -1, time.monotonic() + seconds
        while True:
            look = end if until >= end else min(until, time.monotonic() + seconds / _LOOKS)
            try:
                return self._receive(self._max_bytes, look)
            except frames.DeadlineError:
                now, operation = time.monotonic(), self.progress(256)
                if operation != at:
                    at, until = operation, now + seconds
                if now >= min(until, end):
                    raise

    def _receive(self, max_bytes: int, deadline: float) -> bytes:
        return frames.receive_frame(self._connection, self._received, max_bytes, deadline, self._output)

    def excused(self) -> float:
        return self._output.excused()

    def progress(self, operations: int) -> int:
        """Which of the operations the process was at, by its own word: good for a message, not for a verdict."""
        return min(os.pread(self._progress, 1, 0)[0], operations - 1)

    def noted(self) -> bytes:
        """Where in a file the process was, by its own word, as bytes that it may have made up."""
        return os.pread(self._progress, wire.PROGRESS_BYTES, 1)

    def end(self) -> Ended:
        """Kill the process and remove everything that it left."""
        self._connection.close()
        ended = self._zygote.reap(self._pid)
        self._output.close()
        os.close(self._progress)
        self._folder.remove()
        if self._owner is not None and not self._zygote.plan.landlock:
            remove_strays(self._owner, everybodys_folders())
        return ended
