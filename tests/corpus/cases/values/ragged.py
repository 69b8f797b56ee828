# what: returns rows of different lengths
# outcome: {test_forward: wrong}
from right import *
import right
class Layer(right.Layer):
    def forward(self, X):
        return [row[: 1 + index % 2] for index, row in enumerate(super().forward(X).tolist())]
