# what: returns NaN
# outcome: {test_loss: wrong}
from right import *
def mean_square(y, y_hat):
    return float("nan")
