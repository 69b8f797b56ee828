# what: returns the loss as text
# outcome: {test_loss: wrong}
from right import *
def mean_square(y, y_hat):
    return str(((y_hat - y) ** 2).mean().item())
