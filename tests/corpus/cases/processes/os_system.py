# what: runs a shell
# outcome: error
from right import *
import os
if os.system("ls /") != 0:
    raise RuntimeError("no shell")
