# what: writes to the screen by the descriptor, without Python, and never ends
# outcome: timeout
# prints: more bytes, not kept
import os
while True:
    os.write(1, b"x" * 65536)
