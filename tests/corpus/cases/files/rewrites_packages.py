# what: puts a file beside numpy, for the next Python that starts
# outcome: refused
from right import *
import os
import numpy
open(os.path.join(os.path.dirname(numpy.__file__), "..", "sitecustomize.py"), "w").write("print('here')")
