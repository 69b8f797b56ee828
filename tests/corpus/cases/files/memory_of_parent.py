# what: reads the memory of the process that started it
# outcome: refused
from right import *
import os
open(f"/proc/{os.getppid()}/mem", "rb").read(1)
