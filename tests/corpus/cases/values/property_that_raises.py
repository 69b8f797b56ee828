# what: a property that raises
# outcome: {test_backward: error}
# says: ZeroDivisionError
from right import *
import right
class Layer(right.Layer):
    def __init__(self, inputs, outputs):
        self.W = self.b = None
    @property
    def gradient(self):
        return 1 / 0
    @gradient.setter
    def gradient(self, value):
        pass
