# what: returns a pandas result, where pandas is not installed
# outcome: error
# says: pandas is not installed on the grader
from right import *
import pandas, right
def mean_square(y, y_hat):
    return pandas.Series([right.mean_square(y, y_hat).item()])
