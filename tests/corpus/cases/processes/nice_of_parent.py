# what: slows the process that started it down
# outcome: refused
from right import *
import os
os.setpriority(os.PRIO_PROCESS, os.getppid(), 19)
