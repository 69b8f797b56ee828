# what: lists the folder of the hidden tests
# outcome: refused
from right import *
import os
print(os.listdir("@ROOT@/hidden_tests/layer"))
