# what: opens a file that it may read in the mode that empties it; as the owner of Python it could
# outcome: refused
# why: a door that is open would empty this file; it is a device, so that nothing is lost
from right import *
import os
os.open("/dev/null", os.O_RDONLY | os.O_TRUNC)
