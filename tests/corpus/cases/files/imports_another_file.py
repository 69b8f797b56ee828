# what: imports a file beside it, whose compiled form would count as written
# outcome: ok
import os
from right import *
if os.path.exists("__pycache__"):
    raise OSError("it is there")
