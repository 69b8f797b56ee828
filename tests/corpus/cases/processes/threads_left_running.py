# what: leaves a thread running
# outcome: ok
from right import *
import threading, time
threading.Thread(target=lambda: time.sleep(100)).start()
