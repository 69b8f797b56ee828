# what: an object whose attributes take for ever
# outcome: {test_forward: timeout or error, test_backward: timeout or error}
from right import *
import right
class Layer(right.Layer):
    def __getattribute__(self, name):
        while name == "forward":
            pass
        return super().__getattribute__(name)
