# what: leaves work for the end of the process
# outcome: ok
from right import *
import atexit
atexit.register(lambda: open("@OUT@/late", "w").write("late"))
