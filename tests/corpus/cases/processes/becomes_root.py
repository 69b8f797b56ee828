# what: becomes root
# outcome: refused
from right import *
import os
os.setuid(0)
