# what: marks its parameters for autograd and does not use it
# outcome: ok
from right import *
import right, torch
def mean_square(y, y_hat):
    return right.mean_square(y, y_hat).requires_grad_()
