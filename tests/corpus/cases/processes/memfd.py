# what: makes a file in memory, to run it
# outcome: refused
from right import *
import os
os.memfd_create("program")
