# what: writes bytes to the grader that are no reply
# outcome: {test_loss: protocol}
# says: your code wrote to or closed the connection to the grader
from right import *
import os
def mean_square(y, y_hat):
    for descriptor in range(3, 64):
        try:
            os.write(descriptor, b"\0\0\0\0\0\0\0\x10" + b"\xc1" * 16)
        except OSError:
            pass
    return 0.0
