# what: returns a look-alike of a pandas DataFrame, with columns, an index and __array__
# outcome: {test_forward: wrong}
from right import *
import right
class DataFrame:
    def __init__(self, values):
        self.values, self.index, self.columns = values, range(len(values)), range(values.shape[1])
    shape = property(lambda self: self.values.shape)
    def __array__(self, dtype=None, copy=None):
        return self.values
    def __getitem__(self, name):
        return DataFrame(self.values[:, [name]])
class Layer(right.Layer):
    def forward(self, X):
        return DataFrame(super().forward(X).numpy())
