# what: lets the kernel send signals to the process that started it, as the owner of a pipe
# outcome: refused
from right import *
import fcntl, os
read_end, write_end = os.pipe()
fcntl.fcntl(read_end, fcntl.F_SETOWN, os.getppid())
