# what: returns a nested tensor
# outcome: {test_loss: wrong}
from right import *
import torch
def mean_square(y, y_hat):
    return torch.nested.nested_tensor([torch.zeros(2), torch.zeros(3)])
