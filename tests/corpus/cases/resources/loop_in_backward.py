# what: backward never comes back
# outcome: {test_backward: timeout}
# says: Layer.backward took longer than 1 s
from right import *
import right
class Layer(right.Layer):
    def backward(self, upstream):
        while True:
            pass
