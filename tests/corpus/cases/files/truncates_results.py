# what: empties the results of a submission that was graded before, from their folder
# outcome: refused
from right import *
import os
os.chdir("@OUT@/@OTHER@")
os.truncate("results.json", 0)
