# what: opens the hidden tests, to print them
# outcome: refused
# says: only files of your own folder are
from right import *
print(open("@ROOT@/hidden_tests/layer/test_layer.py").read())
