# what: lets another thread, where torch's recording starts switched on, record a graph, and walks it by hand
# outcome: {test_backward: error}
# says: "'NoneType' object is not callable"
# why: nothing is recorded in any thread, so there is no graph
from right import *
import right, threading
class Layer(right.Layer):
    def backward(self, upstream):
        leaves = [x.detach().requires_grad_() for x in (self.X, self.W)]
        recorded = []
        thread = threading.Thread(target=lambda: recorded.append(leaves[0] @ leaves[1]))
        thread.start()
        thread.join()
        dX, dW = recorded[0].grad_fn(upstream)
        self.gradient = {"W": dW, "b": upstream.sum(0)}
        return dX
