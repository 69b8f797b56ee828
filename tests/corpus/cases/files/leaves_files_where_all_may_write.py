# what: leaves files for the next student where everybody may write
# outcome: refused
# passes: {permissions: {outcome: ok}}
# why: file permissions alone allow it; what a student's user leaves there is removed when its process ends
from right import *
import os
for folder in ("/tmp", "/var/tmp", "/dev/shm", "/run/lock"):
    if os.path.isdir(folder):
        open(folder + "/left-by-the-corpus", "w").write("the answer")
