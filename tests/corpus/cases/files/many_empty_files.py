# what: fills the disk's table of files with empty ones
# outcome: refused or timeout
# why: on a slow disk its second is over before there are too many
from right import *
for number in range(100_000_000):
    open(f"part{number}", "wb").close()
