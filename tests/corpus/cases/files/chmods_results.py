# what: opens the results to everybody
# outcome: refused
from right import *
import os
os.chmod("@OUT@", 0o777)
