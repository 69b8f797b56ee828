# what: the template's NotImplementedError
# outcome: {test_loss: error}
# says: is not written yet
from right import *
def mean_square(y, y_hat):
    raise NotImplementedError("TODO: the loss")
