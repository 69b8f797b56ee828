# what: opens files by io_uring, past the list of system calls
# outcome: refused
from right import *
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
if libc.syscall(425, 8, bytes(120)) < 0:
    raise OSError(ctypes.get_errno(), "io_uring_setup")
