# what: keeps the gradients under keys that are no text
# outcome: {test_backward: wrong}
# says: dL/dW is missing
from right import *
import right
class Layer(right.Layer):
    def backward(self, upstream):
        dX = super().backward(upstream)
        self.gradient = {("W",): self.gradient["W"], None: 1, 2.5: object()}
        return dX
