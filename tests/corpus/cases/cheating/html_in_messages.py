# what: puts a script into the message of an error
# outcome: {test_loss: error}
from right import *
def mean_square(y, y_hat):
    raise ValueError("<script>alert(1)</script>\x1b[2J\ud800\u202e")
