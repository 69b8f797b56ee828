# what: opens a hidden test in the mode that is neither for reading nor for writing, which Landlock does not watch
# outcome: refused
from right import *
import os
os.open("@ROOT@/hidden_tests/layer/test_layer.py", os.O_WRONLY | os.O_RDWR)
