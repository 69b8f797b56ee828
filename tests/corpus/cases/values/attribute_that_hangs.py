# what: an object whose attributes take for ever
# outcome: {test_forward: timeout, test_backward: timeout}
from right import *
import right
class Layer(right.Layer):
    def __getattribute__(self, name):
        while name == "forward":
            pass
        return super().__getattribute__(name)
