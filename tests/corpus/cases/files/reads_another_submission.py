# what: reads what somebody else handed in
# outcome: refused
from right import *
import os
for name in os.listdir("@CLASS@"):
    open(f"@CLASS@/{name}/layer.py").read()
