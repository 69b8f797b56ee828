# what: a print of Python 2
# outcome: intake
# says: line 7
import torch
def mean_square(y, y_hat):
    return ((y_hat - y) ** 2).mean()
print "done"
