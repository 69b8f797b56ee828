# what: returns a sparse tensor of the compressed kind, which has no is_contiguous
# outcome: {test_forward: wrong}
from right import *
import right
class Layer(right.Layer):
    def forward(self, X):
        return super().forward(X).to_sparse_csr()
