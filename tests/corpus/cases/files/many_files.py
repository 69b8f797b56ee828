# what: fills the disk with many files
# outcome: refused or timeout
# why: on a slow disk its second is over before there is too much
from right import *
for number in range(100_000):
    with open(f"part{number}", "wb") as file:
        file.write(bytes(8 << 20))
