# what: starts more than 1,000 threads whose stacks are so small that memory is no limit
# outcome: ok
# passes: {permissions: &few {outcome: error, says: can't start new thread}, root with users: *few}
# why: they end with the process; one with a user of its own may have a thousand
from right import *
import _thread, sys, threading
small, many = (32, 1100) if sys.version_info < (3, 14) else (52, 1040)  # the least that Python takes
_thread.stack_size(small << 10)
never = _thread.allocate_lock()
never.acquire()
for _ in range(many):
    _thread.start_new_thread(never.acquire, ())
