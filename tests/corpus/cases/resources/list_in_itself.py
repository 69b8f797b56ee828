# what: returns a list that contains itself
# outcome: {test_loss: memory}
# says: does it contain itself?
from right import *
def mean_square(y, y_hat):
    loss = []
    loss.append(loss)
    return loss
