"""Where students' files are while they are graded; the next grader removes what a killed one left."""

import contextlib
import fcntl
import os
import tempfile
from pathlib import Path

from autograder.sandbox.folder import remove_tree

_PREFIX = "autograder-scratch-"


class Scratch:
    """A folder that is locked as long as this process, or a worker that it forked, lives."""

    def __init__(self) -> None:
        _remove_ownerless()
        self.path, self._lock = _make_locked()

    def remove(self) -> None:
        remove_tree(self.path)
        os.close(self._lock)


def _make_locked() -> tuple[Path, int]:
    """A new folder and the descriptor that locks it. One that is removed before it is locked is made again."""
    while True:
        path = Path(tempfile.mkdtemp(prefix=_PREFIX))
        with contextlib.suppress(FileNotFoundError):
            path.chmod(0o711)  # students' processes, which may be of other users, pass through
            lock = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
            fcntl.flock(lock, fcntl.LOCK_EX)
            if path.exists():
                return path, lock
            os.close(lock)


def _remove_ownerless() -> None:
    for path in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError):  # somebody else's, or gone
            folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
            try:
                if os.fstat(folder).st_uid == os.geteuid():
                    fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)  # BlockingIOError: its grader lives
                    remove_tree(path)
            finally:
                os.close(folder)
