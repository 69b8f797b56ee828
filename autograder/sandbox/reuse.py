"""Freed memory that a process keeps for its next arrays.

By default the C library gives an array of more than 128 KiB back to the kernel as soon as it is freed, and the next one
is made of new pages: a program that computes with arrays of that size spends a third of its time on that. Source: man 3
mallopt. Where there is no such function, everything works the same, only slower.
"""

import ctypes

_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3
_LARGEST_REUSED = 16 << 20
_MOST_KEPT = 64 << 20


def keep_freed_memory() -> None:
    """From now on, and in the processes that are forked from this one."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_MMAP_THRESHOLD, _LARGEST_REUSED)
        mallopt(_TRIM_THRESHOLD, _MOST_KEPT)
