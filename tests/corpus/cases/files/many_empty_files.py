# what: fills the disk's table of files with empty ones
# outcome: refused or timeout
# why: making 2,000 files takes about the second that it has; the machine decides which limit comes first
from right import *
for number in range(100_000_000):
    open(f"part{number}", "wb").close()
