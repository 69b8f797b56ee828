# what: raises the limit and calls itself without end
# outcome: {test_loss: crash or error}
# why: the C stack ends first; from Python 3.12 on, Python counts calls through C and raises RecursionError
from right import *
import sys
sys.setrecursionlimit(10**9)
class Deep:
    def __getattr__(self, name):
        return getattr(self, name)
def mean_square(y, y_hat):
    return Deep().loss
