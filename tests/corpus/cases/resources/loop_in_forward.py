# what: forward never comes back
# outcome: {test_forward: timeout, test_backward: timeout}
# says: a loop that never ends
from right import *
import right
class Layer(right.Layer):
    def forward(self, X):
        while True:
            pass
