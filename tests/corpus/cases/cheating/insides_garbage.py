# what: asks the garbage collector for all objects
# outcome: ok
# flags: layer.py uses the garbage collector's objects (line 6)
from right import *
import gc as rubbish
everything = rubbish.get_objects()
