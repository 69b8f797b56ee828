# what: returns infinity
# outcome: {test_loss: wrong}
from right import *
def mean_square(y, y_hat):
    return (y_hat - y).sum() / 0.0
