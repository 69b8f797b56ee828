"""What a student's code prints: read while its process is waited for, and kept as far as we keep it."""

import contextlib
import os
from collections.abc import Callable

from autograder.sandbox.limits import processor_seconds

_MOST_EXCUSED_SECONDS = 120.0


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


class Printed:
    """Keeps the first `most` bytes; `str()` is the text, escaped, and says how much was thrown away."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept = bytearray()
        self._dropped = 0

    def keep(self, data: bytes) -> None:
        room = max(self._most - len(self._kept), 0)
        self._kept += data[:room]
        self._dropped += max(len(data) - room, 0)

    def __str__(self) -> str:
        text = self._kept.decode("utf-8", "backslashreplace").replace("\r\n", "\n")
        shown = "".join(c if c.isprintable() or c in "\n\t" else f"\\x{ord(c):02x}" for c in text)
        return shown + (f"\n… and {self._dropped} more bytes, not kept" if self._dropped else "")
