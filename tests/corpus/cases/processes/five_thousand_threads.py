# what: starts 5,000 threads
# outcome: ok or error or memory
from right import *
import threading, time
for _ in range(5000):
    threading.Thread(target=time.sleep, args=(100,), daemon=True).start()
