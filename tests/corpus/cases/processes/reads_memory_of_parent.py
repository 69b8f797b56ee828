# what: reads another process's memory by process_vm_readv
# outcome: refused
from right import *
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
if libc.process_vm_readv(os.getppid(), None, 0, None, 0, 0) < 0:
    raise OSError(ctypes.get_errno(), "process_vm_readv")
