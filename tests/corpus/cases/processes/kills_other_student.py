# what: signals every process number around its own
# outcome: ok
# why: every attempt is refused, and it goes on
from right import *
import os
for pid in range(max(os.getpid() - 200, 2), os.getpid() + 200):
    if pid != os.getpid():
        try:
            os.kill(pid, 9)
        except OSError:
            pass
