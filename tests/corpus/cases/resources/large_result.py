# what: returns 128 MB
# outcome: {test_loss: memory}
# says: a result larger than 4 MiB
from right import *
import torch
def mean_square(y, y_hat):
    return torch.zeros(32, 1024, 1024)
