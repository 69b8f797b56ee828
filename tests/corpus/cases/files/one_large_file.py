# what: fills the disk with one file
# outcome: error
# says: File too large
from right import *
with open("large", "wb") as file:
    for _ in range(1000):
        file.write(bytes(1 << 20))
