# what: a class where a function is asked for
# outcome: {test_loss: wrong}
from right import *
class mean_square:
    def __init__(self, y, y_hat):
        self.loss = ((y_hat - y) ** 2).mean()
