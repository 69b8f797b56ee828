"""Where grading processes of a Dask worker put students' files; what a killed worker left is removed by the next."""

from __future__ import annotations

import contextlib
import fcntl
import os
import tempfile
import time
from pathlib import Path

from autograder.sandbox.folder import remove_tree

_PREFIX = "autograder-cluster-"
_JUST_MADE_SECONDS = 60.0  # a folder so young may not be locked yet


class Scratch:
    """A folder that is locked as long as this process lives."""

    def __init__(self) -> None:
        _remove_ownerless()
        self.path = Path(tempfile.mkdtemp(prefix=_PREFIX))
        self.path.chmod(0o711)  # students' processes, which may be of other users, pass through
        self._lock = os.open(self.path, os.O_RDONLY | os.O_DIRECTORY)
        fcntl.flock(self._lock, fcntl.LOCK_EX)

    def remove(self) -> None:
        remove_tree(self.path)
        os.close(self._lock)


def _remove_ownerless() -> None:
    for path in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError):  # somebody else's, or gone
            folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
            try:
                about = os.fstat(folder)
                if about.st_uid == os.geteuid() and about.st_mtime < time.time() - _JUST_MADE_SECONDS:
                    fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)  # BlockingIOError: its worker lives
                    remove_tree(path)
            finally:
                os.close(folder)
