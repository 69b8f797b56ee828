# what: takes memory away from the process that started it
# outcome: refused
from right import *
import os, resource
resource.prlimit(os.getppid(), resource.RLIMIT_AS, (1 << 20, 1 << 20))
