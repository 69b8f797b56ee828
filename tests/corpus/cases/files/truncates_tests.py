# what: empties a hidden test by its path
# outcome: refused
from right import *
import os
os.truncate("@ROOT@/hidden_tests/layer/test_layer.py", 0)
