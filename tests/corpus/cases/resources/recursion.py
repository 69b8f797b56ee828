# what: calls itself without end
# outcome: {test_loss: error}
# says: calls itself endlessly
from right import *
def mean_square(y, y_hat):
    return mean_square(y, y_hat)
