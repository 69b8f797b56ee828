# what: runs a command
# outcome: refused
from right import *
import subprocess
subprocess.run(["ls", "/"])
