# what: looks for folders in which everybody may write, and leaves a file in each
# outcome: ok
# why: Landlock allows none; without it, they are found before and emptied after each submission
from right import *
import os
for top in ("/run", "/var", "/dev", "/srv", "/opt"):
    for folder, folders, _ in os.walk(top):
        if folder.count("/") >= 3:
            folders.clear()
        try:
            open(os.path.join(folder, "left-in-odd-places"), "w").write("the answer")
        except OSError:
            pass
