# what: returns dL/db as a column
# outcome: {test_backward: wrong}
from right import *
import right
class Layer(right.Layer):
    def backward(self, upstream):
        dX = super().backward(upstream)
        self.gradient["b"] = self.gradient["b"].reshape(-1, 1)
        return dX
