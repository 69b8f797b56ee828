# what: returns complex numbers
# outcome: {test_forward: wrong or ok}
from right import *
import right
class Layer(right.Layer):
    def forward(self, X):
        return super().forward(X) + 0j
