# what: returns a pandas result, where pandas is not installed
# outcome: error
# says: The package 'pandas' is not there while the homework is graded
from right import *
import pandas, right
def mean_square(y, y_hat):
    return pandas.Series([right.mean_square(y, y_hat).item()])
