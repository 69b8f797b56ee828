# what: uses a pool of processes
# outcome: refused
# says: starting processes
from right import *
import multiprocessing
multiprocessing.Pool(2).map(abs, [1, -1])
