# what: starts 5,000 threads
# outcome: error
# says: can't start new thread
# why: each reserves a stack of 8 MiB, and the memory of this homework has room for 32
from right import *
import threading, time
for _ in range(5000):
    threading.Thread(target=time.sleep, args=(100,), daemon=True).start()
