# what: opens the hidden tests, to print them
# outcome: refused
# says: only files in its own folder
from right import *
print(open("@ROOT@/hidden_tests/layer/test_layer.py").read())
