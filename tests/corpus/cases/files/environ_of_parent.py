# what: reads the environment of the process that started it
# outcome: refused
from right import *
import os
print(open(f"/proc/{os.getppid()}/environ").read())
