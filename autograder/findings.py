"""What one grading process of this machine has found out, for the others: objects by keys.

Each process has an area of shared memory that it alone adds to and all read. Nothing is locked: what is not there
completely has a wrong checksum, and is looked at again later. No student's process has this memory: it comes from a
zygote that was there before.
"""

import mmap
import os
import pickle
import struct
import zlib
from collections.abc import Callable
from typing import Any, TypeVar

_MOST_BYTES = 64 << 20  # of all areas; no more of it is taken than is written
_HEAD = struct.Struct("<HII")  # the sizes of key and object, and the checksum of both

Found = TypeVar("Found")


class Findings:
    """Of so many processes, forks of this one, which each call `belongs_to`. With one there is nobody to tell."""

    def __init__(self, processes: int = 1) -> None:
        self._areas = [mmap.mmap(-1, _MOST_BYTES // processes) for _ in range(processes if processes > 1 else 0)]
        self._ends = [0 for _ in self._areas]  # of what was read
        self._found: dict[bytes, tuple[mmap.mmap, int, int]] = {}
        self._process, self._number = 0, 0

    def belongs_to(self, number: int) -> None:
        """This process. It may have had a predecessor, whose area it continues."""
        self._process, self._number = os.getpid(), number
        self._read()

    def once(self, key: bytes, find: Callable[[], Found]) -> Found:
        """What `find` gives here, or gave in another process."""
        found: Found | None = self.get(key)
        if found is None:
            found = find()
            self.add(key, found)
        return found

    def get(self, key: bytes) -> Any:
        """None where no other process has found it."""
        if key not in self._found:
            self._read()
        if key not in self._found:
            return None
        area, start, end = self._found[key]
        return pickle.loads(area[start:end])  # noqa: S301 (graders alone write there)

    def add(self, key: bytes, found: object) -> None:
        """Tell the others, if there is room. A fork of a process tells nothing."""
        if not self._areas or os.getpid() != self._process:
            return
        area, start = self._areas[self._number], self._ends[self._number]
        data = pickle.dumps(found, pickle.HIGHEST_PROTOCOL)
        frame = _HEAD.pack(len(key), len(data), zlib.crc32(key + data)) + key + data
        if start + len(frame) <= len(area):
            area[start : start + len(frame)] = frame
            self._ends[self._number] += len(frame)

    def _read(self) -> None:
        for number, area in enumerate(self._areas):
            while self._ends[number] + _HEAD.size <= len(area):
                of_key, of_data, checksum = _HEAD.unpack_from(area, self._ends[number])
                at = self._ends[number] + _HEAD.size
                end = at + of_key + of_data
                if not of_key or zlib.crc32(area[at:end]) != checksum:
                    break  # there is no more, or it is being written
                self._found[area[at : at + of_key]] = area, at + of_key, end
                self._ends[number] = end
