# what: moves another student's file into its own folder
# outcome: refused
from right import *
import os
os.rename("@CLASS@/@OTHER@/layer.py", "theirs.py")
