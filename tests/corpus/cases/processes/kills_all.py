# what: kills every process it may
# outcome: refused
from right import *
import os
os.kill(-1, 9)
