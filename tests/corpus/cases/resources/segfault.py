# what: reads address 0
# outcome: crash
# says: SIGSEGV
import ctypes
ctypes.string_at(0)
