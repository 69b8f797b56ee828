# what: returns the very array that it was given
# outcome: {test_forward: wrong, test_backward: ok}
from right import *
import right
class Layer(right.Layer):
    def forward(self, X):
        super().forward(X)
        return X
