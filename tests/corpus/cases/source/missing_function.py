# what: a function under nearly the right name
# outcome: {test_loss: missing}
# says: There is `mean_squared`
import right
from right import Layer
mean_squared = lambda y, y_hat: right.mean_square(y, y_hat)
def mean_squared(y, y_hat):
    return right.mean_square(y, y_hat)
