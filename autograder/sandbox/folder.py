"""The working directory of a student's process: created, watched while it runs, removed with everything in it."""

import contextlib
import os
import shutil
import stat
import subprocess
import tempfile
import time
from collections import deque
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

MOST_FILES = 2_000
_LOOK_EVERY_SECONDS = 0.1
_BLOCK_BYTES = 4096
_EVERYBODYS = ("/tmp", "/var/tmp", "/dev/shm", "/run/lock")
_NO_FILES = ("/proc", "/sys")  # the kernel's
_DEEPEST, _LOOK_SECONDS = 4, 2.0


class FolderFullError(Exception):
    """More was written than the homework allows."""


class Folder:
    """One working directory with `files` (names may have folders), owned by user `owner` where one is given."""

    def __init__(self, parent: Path, files: Mapping[str, bytes], max_bytes: int, owner: int | None) -> None:
        self.path = tempfile.mkdtemp(dir=parent)
        self._max_bytes = max_bytes + sum(_in_blocks(len(data)) for data in files.values())  # what is given is free
        self._next_look = 0.0
        made = [self.path]
        for name, data in files.items():
            path = os.path.join(self.path, name)
            if os.path.dirname(name):
                os.makedirs(os.path.dirname(path), exist_ok=True)
                parts = os.path.dirname(name).split("/")
                made += [os.path.join(self.path, *parts[: depth + 1]) for depth in range(len(parts))]
            with open(path, "wb") as file:
                file.write(data)
            made.append(path)
        if owner is not None:
            for path in made:
                os.chown(path, owner, owner)

    def watch(self) -> None:
        """Raise FolderFullError when too much was written; looks ten times a second at most.

        The kernel limits each file only, not how many there are.
        """
        if time.monotonic() < self._next_look:
            return
        room, places, folders = self._max_bytes, MOST_FILES, [self.path]
        while folders:
            try:
                entries = os.scandir(folders.pop())
            except FileNotFoundError:
                continue
            except OSError:  # a folder closed to us, or too deep to be reached
                raise FolderFullError from None
            with entries:
                for entry in entries:
                    places -= 1
                    room -= _bytes_on_disk(entry)
                    if places < 0 or room < 0:
                        raise FolderFullError
                    if entry.is_dir(follow_symlinks=False):
                        folders.append(entry.path)
        self._next_look = time.monotonic() + _LOOK_EVERY_SECONDS

    def remove(self) -> None:
        remove_tree(self.path)


def _bytes_on_disk(entry: os.DirEntry[str]) -> int:
    """Of a file with holes what is written; and not what the file system keeps ready for a file that grows."""
    try:
        status = entry.stat(follow_symlinks=False)
    except OSError:
        return 0  # gone meanwhile
    return min(status.st_blocks * 512, _in_blocks(status.st_size))


def _in_blocks(size: int) -> int:
    return -(-size // _BLOCK_BYTES) * _BLOCK_BYTES


@lru_cache(maxsize=1)
def everybodys_folders() -> tuple[str, ...]:
    """Where everybody may write: the usual places, and what is found near the top of the tree within two seconds.

    Looked for once, before the workers are forked.
    """
    found = dict.fromkeys(_EVERYBODYS)
    deadline = time.monotonic() + _LOOK_SECONDS
    waiting = deque([("/", 0)])
    while waiting and time.monotonic() < deadline:
        folder, depth = waiting.popleft()
        with contextlib.suppress(OSError), os.scandir(folder) as entries:
            for entry in entries:
                if entry.path in _NO_FILES or not entry.is_dir(follow_symlinks=False):
                    continue
                if entry.stat(follow_symlinks=False).st_mode & stat.S_IWOTH:
                    found[entry.path] = None
                if depth + 1 < _DEEPEST:
                    waiting.append((entry.path, depth + 1))
    return tuple(found)


def remove_strays(owner: int, folders: Iterable[str] = _EVERYBODYS) -> None:
    """Remove what user `owner`, who has no process any more, left in `folders`, where everybody may write."""
    for folder in folders:
        with contextlib.suppress(FileNotFoundError, NotADirectoryError), os.scandir(folder) as entries:
            for entry in entries:
                try:
                    if entry.stat(follow_symlinks=False).st_uid != owner:
                        continue
                    if entry.is_dir(follow_symlinks=False):
                        remove_tree(entry.path)
                    else:
                        os.unlink(entry.path)
                except FileNotFoundError:
                    continue


def remove_tree(path: str | Path) -> None:
    """Remove a folder that somebody wants to keep: closed to us, or deeper than Python's own removal can follow."""
    try:
        shutil.rmtree(path)
    except FileNotFoundError:
        return
    except (OSError, RecursionError):
        subprocess.run(["chmod", "-R", "u+rwx", "--", path], stderr=subprocess.DEVNULL, check=False)
        subprocess.run(["rm", "-rf", "--", path], stderr=subprocess.DEVNULL, check=False)
