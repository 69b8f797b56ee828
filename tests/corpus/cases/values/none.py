# what: returns nothing
# outcome: {test_loss: wrong}
from right import *
def mean_square(y, y_hat):
    ((y_hat - y) ** 2).mean()
