# what: raises an exception with a text of 100 MB
# outcome: {test_loss: error}
# says: ValueError
from right import *
def mean_square(y, y_hat):
    raise ValueError("x" * 100_000_000)
