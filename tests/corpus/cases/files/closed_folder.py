# what: leaves files in a folder that it has closed to everybody
# outcome: ok
# passes: {user: {outcome: refused}}
# why: an ordinary user's grader cannot look into it, so it is taken for full; root can
from right import *
import os, time
os.mkdir("closed", 0o300)
open("closed/file", "w").close()
time.sleep(0.3)  # the grader looks ten times a second
