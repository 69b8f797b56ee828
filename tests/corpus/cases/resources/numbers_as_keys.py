# what: keeps 170,000 more entries under numbers among the gradients
# outcome: {test_backward: memory}
# says: more than 1000 numbers as keys
# why: numbers can be chosen so that a dict of them takes minutes to make
from right import *
import right
class Layer(right.Layer):
    def backward(self, upstream):
        dX = super().backward(upstream)
        self.gradient.update(dict.fromkeys(range(170_000), 0.0))
        return dX
