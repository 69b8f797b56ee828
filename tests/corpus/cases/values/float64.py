# what: returns float64 where float32 was given
# outcome: ok
from right import *
import right
class Layer(right.Layer):
    def forward(self, X):
        return super().forward(X).double()
