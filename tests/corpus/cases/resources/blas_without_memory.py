# what: lets a library multiply matrices when there is hardly any memory left
# outcome: {test_loss: memory}
from right import *
import numpy
def mean_square(y, y_hat):
    kept = [bytes(1 << 20) for _ in range(235)]
    A = numpy.ones((1500, 1500))
    for _ in range(3):
        A = A @ A * 1e-6
    return ((y_hat - y) ** 2).mean()
