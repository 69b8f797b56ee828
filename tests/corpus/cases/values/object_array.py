# what: returns an array of objects
# outcome: {test_loss: wrong}
from right import *
import numpy
def mean_square(y, y_hat):
    return numpy.array([None, "x", {}], dtype=object)
