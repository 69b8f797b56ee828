# what: takes a descriptor from the process that started it
# outcome: refused
from right import *
import os
os.pidfd_open(os.getppid())
