# what: raises an exception whose text cannot be made
# outcome: {test_loss: error}
# says: Quiet
from right import *
class Quiet(Exception):
    def __str__(self):
        raise ValueError("no text")
    __repr__ = __str__
def mean_square(y, y_hat):
    raise Quiet
