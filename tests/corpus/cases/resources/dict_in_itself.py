# what: returns a dict that contains itself
# outcome: {test_loss: memory}
from right import *
def mean_square(y, y_hat):
    loss = {}
    loss["loss"] = loss
    return loss
