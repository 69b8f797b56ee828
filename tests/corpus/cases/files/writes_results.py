# what: writes a results.json of its own
# outcome: refused
from right import *
import os
open("@OUT@/results.json", "w").write('{"score": 100}')
