# what: makes a user namespace, in which it would be root
# outcome: refused
from right import *
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
if libc.unshare(0x10000000) < 0:
    raise OSError(ctypes.get_errno(), "unshare")
