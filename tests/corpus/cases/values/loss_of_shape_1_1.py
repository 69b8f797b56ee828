# what: returns the loss in a shape of (1, 1)
# outcome: {test_loss: wrong or ok}
from right import *
import right
def mean_square(y, y_hat):
    return right.mean_square(y, y_hat).reshape(1, 1)
