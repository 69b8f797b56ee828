# what: makes shared memory with a name
# outcome: refused or error
from right import *
from multiprocessing import shared_memory
shared_memory.SharedMemory("mine", create=True, size=4096)
