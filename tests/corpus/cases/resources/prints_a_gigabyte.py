# what: prints 1 GB
# outcome: ok or timeout
# prints: more bytes, not kept
# why: a slow machine needs more than the second that loading may take to carry a gigabyte through a pipe
from right import *
text = "x" * 1_000_000
for _ in range(1000):
    print(text)
