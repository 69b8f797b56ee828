# what: fills the disk with many files
# outcome: refused
# says: wrote more to disk than this homework allows
from right import *
for number in range(100_000):
    with open(f"part{number}", "wb") as file:
        file.write(bytes(8 << 20))
