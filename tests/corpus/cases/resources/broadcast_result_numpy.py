# what: returns 4 TiB that take 4 bytes, of numpy
# outcome: {test_loss: memory}
# says: a result larger than 4 MiB
from right import *
import numpy
def mean_square(y, y_hat):
    return numpy.broadcast_to(numpy.float32(0), (1 << 40,))
