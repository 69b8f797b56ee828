# what: prints what would disturb a terminal
# outcome: ok
# prints: \x1b[2J
from right import *
print("\x1b[2J\x1b]0;mine\x07\x9b31m")
