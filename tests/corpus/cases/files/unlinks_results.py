# what: removes the results of another submission
# outcome: refused
from right import *
import os
os.unlink("@OUT@/@OTHER@/results.json")
