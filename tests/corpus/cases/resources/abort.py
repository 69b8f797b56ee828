# what: calls abort
# outcome: {test_loss: crash}
# says: SIGABRT
from right import *
import os
def mean_square(y, y_hat):
    os.abort()
