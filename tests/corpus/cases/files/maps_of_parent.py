# what: reads where the memory of the process that started it lies
# outcome: refused
from right import *
import os
print(open(f"/proc/{os.getppid()}/maps").read())
