# what: raises KeyboardInterrupt
# outcome: {test_loss: error}
# says: KeyboardInterrupt
from right import *
def mean_square(y, y_hat):
    raise KeyboardInterrupt
