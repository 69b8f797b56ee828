# what: sys.exit at import
# outcome: error
# says: called sys.exit()
from right import *
import sys
sys.exit(0)
