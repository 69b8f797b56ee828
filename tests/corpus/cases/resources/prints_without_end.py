# what: prints and never stops
# outcome: timeout
# prints: more bytes, not kept
from right import *
while True:
    print("x" * 1_000_000)
