# what: a regular expression that never ends
# outcome: {test_loss: timeout}
from right import *
import re
def mean_square(y, y_hat):
    return re.match("(a+)+$", "a" * 60 + "b")
