# what: makes folders inside folders, deeper than any path may be long
# outcome: refused
# says: wrote more to disk
from right import *
import os, time
for _ in range(1900):
    os.mkdir("deeper")
    os.chdir("deeper")
time.sleep(0.5)
