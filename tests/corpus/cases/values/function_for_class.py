# what: a function where a class is asked for
# outcome: ok
import right
from right import *
def Layer(inputs, outputs):
    return right.Layer(inputs, outputs)
