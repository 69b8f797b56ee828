# what: kills its process group
# outcome: refused
from right import *
import os
os.kill(0, 9)
