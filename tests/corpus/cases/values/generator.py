# what: returns a generator
# outcome: {test_loss: wrong}
from right import *
def mean_square(y, y_hat):
    yield ((y_hat - y) ** 2).mean()
