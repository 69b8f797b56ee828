# what: makes a System V shared memory segment, which would outlive it
# outcome: refused
from right import *
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
if libc.shmget(0x1234, 4096, 0o1666) < 0:
    raise OSError(ctypes.get_errno(), "shmget")
