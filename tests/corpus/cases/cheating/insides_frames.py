# what: walks the frames of its callers by way of a traceback
# outcome: ok
# flags: layer.py uses frames or function internals (line 8)
from right import *
try:
    raise ValueError
except ValueError as error:
    frame = error.__traceback__.tb_frame.f_back
