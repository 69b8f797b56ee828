# what: a function with too few parameters
# outcome: {test_loss: error}
# says: "yours is: mean_square(y)"
from right import *
def mean_square(y):
    return y.mean()
