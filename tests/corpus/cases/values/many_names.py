# what: has 150,000 other names among the gradients
# outcome: ok
from right import *
import right
class Layer(right.Layer):
    def backward(self, upstream):
        dX = super().backward(upstream)
        self.gradient.update({f"name {number}": number for number in range(150_000)})
        return dX
