# what: calls the recorded functions one by one, without the engine
# outcome: {test_backward: error}
# says: "'NoneType' object is not callable"
# why: nothing is recorded, so there is no graph to walk
from right import *
import right, torch
class Layer(right.Layer):
    def backward(self, upstream):
        leaves = [x.detach().requires_grad_() for x in (self.X, self.W)]
        output = leaves[0] @ leaves[1]
        dX, dW = output.grad_fn(upstream)
        self.gradient = {"W": dW, "b": upstream.sum(0)}
        return dX
