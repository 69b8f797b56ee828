# what: reads what somebody else handed in
# outcome: refused
from right import *
open("@CLASS@/files-lists_tests/layer.py").read()
