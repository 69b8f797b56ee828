# what: returns complex numbers
# outcome: {test_forward: wrong}
# says: complex numbers instead of real ones
from right import *
import right
class Layer(right.Layer):
    def forward(self, X):
        return super().forward(X) + 0j
