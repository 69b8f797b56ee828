# what: forks by the bare system calls fork, vfork, clone and clone3
# outcome: refused
from right import *
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
for number, arguments in ((57, ()), (56, (17, 0, 0, 0, 0)), (435, (bytes(88), 88)), (58, ())):
    if libc.syscall(number, *arguments) >= 0:
        break
else:
    raise OSError(1, "no new process")
