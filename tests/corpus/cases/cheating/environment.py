# what: prints the environment
# outcome: ok
from right import *
import os
print(dict(os.environ))
