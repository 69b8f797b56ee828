# what: sleeps in a call
# outcome: {test_loss: timeout}
from right import *
import time
def mean_square(y, y_hat):
    time.sleep(1000)
