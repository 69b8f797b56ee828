# what: traces the process that started it
# outcome: refused
from right import *
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
if libc.ptrace(0x4206, os.getppid(), None, None) < 0:
    raise OSError(ctypes.get_errno(), "ptrace")
