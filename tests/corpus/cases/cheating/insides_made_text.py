# what: runs text that only comes to be when it runs
# outcome: ok
# flags: layer.py uses code generated at run time (line 6)
from right import *
text = "".join(chr(code - 1) for code in b"jnqpsu!hd")
exec(text)
