# what: returns an array of text
# outcome: {test_loss: wrong}
from right import *
import numpy
def mean_square(y, y_hat):
    return numpy.array(["0.5"])
