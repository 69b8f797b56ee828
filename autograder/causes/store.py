"""Signatures, computed once per homework, seed and version, and kept in a folder, as is the table that is made of them.

In parts: several grading processes that need them at the same time share the work, each taking the parts that nobody
else is at.
"""

import contextlib
import fcntl
import hashlib
import os
import re
import time
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import numpy as np
from numpy.typing import NDArray

from autograder.causes.observation import NOTHING, Observation, Value

IN_A_PART = 8
DAYS_OF_A_PART = 1  # a table is made of them, and then read in their place
DAYS_UNREAD = 30
_OURS = re.compile(r"[0-9a-f]{32}(?P<part>-\d+)?(\.(lock|\d+))?")  # names of _digest, _lock and _write
_PAUSE_SECONDS = 0.02
_decoder = msgspec.msgpack.Decoder(tuple[list[tuple[str, bytes]], list[dict[str, list[int]]]])

Kept = TypeVar("Kept")
Known = dict[tuple[str, bytes], Value]  # values by what they are and the bytes of their numbers
Compute = Callable[[Sequence[int]], Sequence[Mapping[str, Observation]]]


def signatures(key: str, count: int, compute: Compute, folders: Sequence[Path]) -> list[Mapping[str, Observation]]:
    """Those of changes 0 ... count-1: read where one of the folders has them, computed and kept in the last otherwise.

    `key` names all that they depend on.
    """
    parts = [list(range(first, min(first + IN_A_PART, count))) for first in range(0, count, IN_A_PART)]
    found: dict[int, list[Mapping[str, Observation]]] = {}
    names = {index: f"{_digest(key)}-{index}" for index in range(len(parts))}
    values: Known = {}
    for index in list(names):
        if (kept := _read_any(folders, names[index], len(parts[index]), values)) is not None:
            found[index] = kept
    folder = _usable(folders[-1]) if folders else None
    while len(found) < len(parts):
        progress = False
        for index, part in enumerate(parts):
            if index in found:
                continue
            with _lock(folder, names[index]) as mine:
                if not mine:
                    continue
                kept = _read_any([folder] if folder else [], names[index], len(part), values)
                found[index] = list(compute(part)) if kept is None else kept
                if kept is None and folder:
                    _write(folder / names[index], encode(found[index]))
            progress = True
        if not progress:
            time.sleep(_PAUSE_SECONDS)
    return [signature for index in sorted(found) for signature in found[index]]


def kept(key: str, kind: type[Kept], compute: Callable[[], Kept], folders: Sequence[Path]) -> Kept:
    """One value that is read where one of the folders has it, and else computed and kept in the last."""
    for folder in folders:
        path = folder / _digest(key)
        with contextlib.suppress(OSError, ValueError, msgspec.MsgspecError):
            value = msgspec.msgpack.decode(path.read_bytes(), type=kind, dec_hook=_array)
            with contextlib.suppress(OSError):
                os.utime(path)  # see _tidy
            return value
    value = compute()
    if folders and (folder_now := _usable(folders[-1])):
        _write(folder_now / _digest(key), _encoded(value))
        _tidy(folder_now)
    return value


def _tidy(folder: Path) -> None:
    """Remove what nobody needs any more: parts soon, all else when it has not been read for a month."""
    now = time.time()
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if not (ours := _OURS.fullmatch(entry.name)):
                continue  # the folder may be anybody's
            days = DAYS_OF_A_PART if ours["part"] else DAYS_UNREAD
            with contextlib.suppress(OSError):
                if now - entry.stat().st_mtime > days * 86_400:
                    os.unlink(entry)


def packed(key: str, value: object) -> dict[str, bytes]:
    """The file that `kept` reads."""
    return {_digest(key): _encoded(value)}


def _encoded(value: object) -> bytes:
    return msgspec.msgpack.encode(value, enc_hook=lambda array: (array.dtype.str, array.shape, array.tobytes()))


def _array(_: type, stored: tuple[str, list[int], bytes]) -> NDArray[Any]:
    kind, shape, data = stored
    return np.frombuffer(data, dtype=kind).reshape(shape)


def _digest(key: str) -> str:
    return hashlib.blake2b(key.encode(), digest_size=16).hexdigest()


def _usable(folder: Path) -> Path | None:
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError:
        return None
    return folder if os.access(folder, os.W_OK | os.X_OK) else None


@contextlib.contextmanager
def _lock(folder: Path | None, name: str) -> Iterator[bool]:
    """Whether this process has the part to itself. Without a folder nobody else could know of it."""
    if folder is None:
        yield True
        return
    try:
        descriptor = os.open(folder / f"{name}.lock", os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    except OSError:
        yield True
        return
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        yield False
    except OSError:  # a file system without locks
        yield True
    else:
        yield True
    finally:
        os.close(descriptor)


def _read_any(folders: Sequence[Path], name: str, count: int, known: Known) -> list[Mapping[str, Observation]] | None:
    for folder in folders:
        try:
            read = decode((folder / name).read_bytes(), known)
        except (OSError, ValueError, zlib.error, msgspec.MsgspecError):
            continue
        if len(read) == count:
            return read
    return None


def _write(path: Path, data: bytes) -> None:
    with contextlib.suppress(OSError):  # a full disk costs the next run its time, and nothing else
        beside = path.with_name(f"{path.name}.{os.getpid()}")
        beside.write_bytes(data)
        os.replace(beside, path)


def encode(part: Sequence[Mapping[str, Observation]]) -> bytes:
    """The same signatures give the same bytes."""
    values: dict[tuple[str, bytes], int] = {}
    tree = [
        {
            test: [values.setdefault((value.what, value.numbers.tobytes()), len(values)) for value in observation]
            for test, observation in signature.items()
        }
        for signature in part
    ]
    return zlib.compress(msgspec.msgpack.encode([list(values), tree]), 1)


def decode(data: bytes, known: Known | None = None) -> list[Mapping[str, Observation]]:
    """ValueError, zlib.error, MsgspecError: not what `encode` gives. A value that is `known` is the very same object:
    most are what the reference gives, and the table of all looks at each object once."""
    values, tree = _decoder.decode(zlib.decompress(data))
    known = {} if known is None else known
    read: list[Any] = [
        known.get(value) or known.setdefault(value, Value(value[0], np.frombuffer(value[1]) if value[1] else NOTHING))
        for value in values
    ]
    return [{test: [read[index] for index in indexes] for test, indexes in one.items()} for one in tree]
