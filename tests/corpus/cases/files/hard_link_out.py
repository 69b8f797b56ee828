# what: makes a hard link to a test
# outcome: refused
from right import *
import os
os.link("@ROOT@/hidden_tests/layer/test_layer.py", "there")
