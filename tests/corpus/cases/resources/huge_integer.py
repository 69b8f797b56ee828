# what: an integer of endless digits
# outcome: {test_loss: timeout}
from right import *
def mean_square(y, y_hat):
    return 10 ** 10 ** 10
