# what: returns something else on each call
# outcome: {test_loss: wrong}
from right import *
import torch
def mean_square(y, y_hat):
    return torch.rand(())
