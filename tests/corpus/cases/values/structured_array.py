# what: returns an array with named fields
# outcome: {test_loss: wrong}
from right import *
import numpy
def mean_square(y, y_hat):
    return numpy.zeros(3, dtype=[("loss", "f4")])
