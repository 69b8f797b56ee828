# what: forks twice, to act after the end
# outcome: refused
from right import *
import os, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        time.sleep(1)
        open("@OUT@/results.json", "w").write('{"score": 100}')
        os._exit(0)
