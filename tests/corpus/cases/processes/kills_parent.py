# what: kills the process that started it
# outcome: refused
from right import *
import os
os.kill(os.getppid(), 9)
