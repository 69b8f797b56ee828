# what: returns a transposed view of a transposed result
# outcome: ok
from right import *
import right
class Layer(right.Layer):
    def forward(self, X):
        return super().forward(X).T.contiguous().T
