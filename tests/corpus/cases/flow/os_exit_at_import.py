# what: ends Python with status 0 at import, as if all were well
# outcome: crash
# says: Python ended (exit status 0)
import os
os._exit(0)
