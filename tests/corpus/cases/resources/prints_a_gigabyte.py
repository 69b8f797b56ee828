# what: prints 1 GB
# outcome: ok or timeout
# prints: more bytes, not kept
from right import *
text = "x" * 1_000_000
for _ in range(1000):
    print(text)
