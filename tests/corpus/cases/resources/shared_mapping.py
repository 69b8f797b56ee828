# what: maps 10 GB of shared memory, which a limit on data would not count
# outcome: error
# says: Cannot allocate memory
from right import *
import mmap
mmap.mmap(-1, 10 << 30)
