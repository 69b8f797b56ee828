# what: removes the results of another submission
# outcome: refused
from right import *
import os
os.unlink("@OUT@/files-lists_tests/results.json")
