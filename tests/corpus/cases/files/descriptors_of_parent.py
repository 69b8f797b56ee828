# what: lists the open files of the process that started it
# outcome: refused
from right import *
import os
print(os.listdir(f"/proc/{os.getppid()}/fd"))
