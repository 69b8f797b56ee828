# what: makes a message queue, which would outlive it
# outcome: refused
from right import *
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
if libc.syscall(240, b"mine", 0o102, 0o666, None) < 0:
    raise OSError(ctypes.get_errno(), "mq_open")
