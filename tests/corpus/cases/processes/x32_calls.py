# what: makes a system call by its x32 number
# outcome: crash
# says: a system call that no homework needs
from right import *
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
if libc.syscall(0x40000000 + 57) < 0:
    raise OSError(1, "no x32")
