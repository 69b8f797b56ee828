# what: returns whole numbers
# outcome: {test_forward: wrong}
from right import *
import right
class Layer(right.Layer):
    def forward(self, X):
        return super().forward(X).long()
