# what: returns the loss in a shape of (1, 1)
# outcome: ok
# why: axes of length 1 in front are forgiven unless a homework says strict_shapes
from right import *
import right
def mean_square(y, y_hat):
    return right.mean_square(y, y_hat).reshape(1, 1)
