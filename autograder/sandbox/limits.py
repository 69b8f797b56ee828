"""What a process takes, as /proc says, and the limits of what it may take."""

import os
import resource

_TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")


def own_memory() -> tuple[int, int]:
    """Bytes of address space and of data that this process has."""
    descriptor = os.open("/proc/self/statm", os.O_RDONLY)
    size, _, _, _, _, data, _ = (int(field) * resource.getpagesize() for field in os.read(descriptor, 256).split())
    os.close(descriptor)
    return size, data


def limit(which: int, most: int) -> None:
    """Limit this process, for ever, to `most` or to the limit that it has already."""
    hard = resource.getrlimit(which)[1]
    allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(which, (allowed, allowed))


def processor_seconds(pid: int | None, *, with_children: bool = False) -> float:
    """What all threads of a process have had; `with_children`: and those of its processes that have ended."""
    with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as file:
        ticks = file.read().rpartition(")")[2].split()[11 : 15 if with_children else 13]
    return sum(map(int, ticks)) / _TICKS_PER_SECOND
