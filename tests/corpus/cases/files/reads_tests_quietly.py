# what: tries to read everything of the grader, prints what it gets, and goes on
# outcome: ok
# prints: nothing read
from right import *
import glob, os
read = ""
for top in ("@ROOT@/hidden_tests", "@ROOT@/reference", "@ROOT@/samples", "@OUT@", "@CLASS@", "/root", "/autograder"):
    for folder, _, names in os.walk(top):
        for name in names[:50]:
            try:
                read += open(os.path.join(folder, name), errors="replace").read(100_000)
            except OSError:
                pass
print(read[:60_000] if "canary" in read else "nothing read")
