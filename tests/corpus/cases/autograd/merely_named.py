# what: names autograd in a comment, an import, an assertion and below __main__
# outcome: ok
from right import *
import torch
from torch.autograd import Function, grad  # not used: loss.backward() was for trying it out
assert not Layer(1, 1).W.requires_grad
if __name__ == "__main__":
    x = torch.ones(1, requires_grad=True)
    x.sum().backward()
