# what: returns a tensor without values
# outcome: {test_loss: wrong}
from right import *
import torch
def mean_square(y, y_hat):
    return torch.zeros((), device="meta")
