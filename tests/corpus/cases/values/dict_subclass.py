# what: keeps the gradients in a dict that lies about its items
# outcome: ok
# why: what is really in it is right, and only that is looked at
from right import *
import right
class Strange(dict):
    def items(self): raise KeyError("no")
    def keys(self): return [1, 2]
class Layer(right.Layer):
    def backward(self, upstream):
        dX = super().backward(upstream)
        self.gradient = Strange(self.gradient)
        return dX
