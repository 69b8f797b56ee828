# what: makes shared memory with a name
# outcome: refused
from right import *
import secrets
from multiprocessing import shared_memory
shared_memory.SharedMemory(secrets.token_hex(8), create=True, size=4096)
