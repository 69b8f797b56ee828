# what: stops itself with SIGSTOP
# outcome: {test_loss: timeout}
from right import *
import os, signal
def mean_square(y, y_hat):
    os.kill(os.getpid(), signal.SIGSTOP)
    return ((y_hat - y) ** 2).mean()
