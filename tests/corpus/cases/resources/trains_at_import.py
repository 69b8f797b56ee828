# what: trains a network at import, outside of a __main__ guard
# outcome: timeout
# says: Put that part below `if __name__ == "__main__":`
from right import *
import torch
layer = Layer(100, 100)
for epoch in range(10_000_000):
    X = torch.randn(64, 100)
    layer.backward(2 * (layer.forward(X) - X) / 64)
    layer.W -= 0.001 * layer.gradient["W"]
