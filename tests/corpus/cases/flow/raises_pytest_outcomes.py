# what: raises pytest's own Skipped and Exit, which are no results here
# outcome: {test_forward: error, test_backward: error, test_loss: error}
from right import *
import right
import pytest
class Layer(right.Layer):
    def forward(self, X):
        pytest.exit("done", 0)
def mean_square(y, y_hat):
    pytest.skip("not today")
