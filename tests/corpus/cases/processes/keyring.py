# what: keeps something in the kernel's keyring for a later submission
# outcome: refused
from right import *
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
if libc.syscall(248, b"user", b"mine", b"x", 1, -4) < 0:
    raise OSError(ctypes.get_errno(), "add_key")
