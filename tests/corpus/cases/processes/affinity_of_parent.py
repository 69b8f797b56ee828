# what: moves the process that started it to one processor
# outcome: refused
from right import *
import os
os.sched_setaffinity(os.getppid(), {0})
