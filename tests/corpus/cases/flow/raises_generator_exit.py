# what: raises GeneratorExit
# outcome: {test_loss: error}
# says: GeneratorExit
from right import *
def mean_square(y, y_hat):
    raise GeneratorExit
