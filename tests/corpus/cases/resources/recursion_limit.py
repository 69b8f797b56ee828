# what: raises the limit and calls itself without end
# outcome: {test_loss: crash or timeout or memory or error}
from right import *
import sys
sys.setrecursionlimit(10**9)
class Deep:
    def __getattr__(self, name):
        return getattr(self, name + "x")
def mean_square(y, y_hat):
    return Deep().loss
