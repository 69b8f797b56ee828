# what: names the insides in comments and texts, and frees memory, as right work may
# outcome: ok
# why: only use is a matter for a person; test_insides.py says that none of this is
"""Uses neither ctypes nor torch._C."""
from right import *
import gc
print("no sys._getframe() here, and no gc.get_objects()")
gc.collect()
