# what: forks
# outcome: refused
from right import *
import os
os.fork()
