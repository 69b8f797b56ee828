"""Landlock, Linux' unprivileged file, network and signal rules, by ctypes: three system calls.

The Python bindings on PyPI stop at file rules; network (ABI 4) and scopes (ABI 6) are wanted here.
Source: the kernel's Documentation/userspace-api/landlock.rst.
"""

import ctypes
import os
import stat
from collections.abc import Sequence

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_VERSION_FLAG = 1
_PATH_BENEATH = 1

_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
_REMOVE_DIR, _REMOVE_FILE, _MAKE_DIR, _MAKE_REG = 1 << 4, 1 << 5, 1 << 7, 1 << 8
_REFER, _TRUNCATE, _IOCTL_DEV = 1 << 13, 1 << 14, 1 << 15
_ALL_BY_ABI = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 4: (1 << 15) - 1, 5: (1 << 16) - 1}
_NET_ALL = 0b11  # bind and connect TCP
_SCOPE_ALL = 0b11  # abstract Unix sockets, signals

# What each version of Landlock added, since which Linux, and what keeps it away from student code where it is older.
# After the sixth, nothing that is restricted was added.
ADDED = (
    (2, "5.19", "moving files to other folders", "refused altogether before"),
    (3, "6.2", "truncating files", "seccomp refuses it by path, and opening to truncate without writing"),
    (4, "6.7", "TCP", "seccomp refuses sockets"),
    (5, "6.10", "control of devices", "seccomp allows only six harmless requests"),
    (6, "6.12", "signals and abstract sockets", "seccomp refuses signals to others, and sockets"),
)
TRUNCATES_SINCE = 3

READ = _READ_FILE | _READ_DIR
WRITE = READ | _WRITE_FILE | _REMOVE_DIR | _REMOVE_FILE | _MAKE_DIR | _MAKE_REG | _TRUNCATE
DEVICE = _READ_FILE | _WRITE_FILE

_libc = ctypes.CDLL(None, use_errno=True)


class _Ruleset(ctypes.Structure):
    _fields_ = (("fs", ctypes.c_uint64), ("net", ctypes.c_uint64), ("scoped", ctypes.c_uint64))


class _Path(ctypes.Structure):
    _layout_ = "ms"  # what `_pack_` means, said since Python 3.14
    _pack_ = 1
    _fields_ = (("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32))


def abi() -> int:
    """The kernel's Landlock version; 0 where there is none or it is switched off."""
    version = _libc.syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint32(_VERSION_FLAG))
    return max(int(version), 0)


def restrict(rules: Sequence[tuple[int, int]]) -> None:
    """Allow this process just `rules`, (descriptor opened with O_PATH, rights), for ever. Raises OSError.

    No execution, no TCP where the kernel can say so (ABI 4), no signal to and no abstract socket of others (ABI 6).
    What an older version lacks (`ADDED`) is left to the seccomp filter.
    """
    version = abi()
    if not version:
        raise OSError("this kernel has no Landlock")
    handled = _ALL_BY_ABI[min(version, 5)]
    attributes = _Ruleset(handled, _NET_ALL if version >= 4 else 0, _SCOPE_ALL if version >= 6 else 0)
    size = 24 if version >= 6 else 16 if version >= 4 else 8
    ruleset = _check(_libc.syscall(_CREATE_RULESET, ctypes.byref(attributes), ctypes.c_size_t(size), 0))
    try:
        for descriptor, rights in rules:
            is_folder = stat.S_ISDIR(os.fstat(descriptor).st_mode)
            fitting = rights if is_folder else rights & (_READ_FILE | _WRITE_FILE | _TRUNCATE)
            path = _Path(fitting & handled, descriptor)
            _check(_libc.syscall(_ADD_RULE, ruleset, _PATH_BENEATH, ctypes.byref(path), 0))
        _check(_libc.syscall(_RESTRICT_SELF, ruleset, 0))
    finally:
        os.close(ruleset)


def _check(result: int) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"Landlock: {os.strerror(number)}")
    return int(result)
