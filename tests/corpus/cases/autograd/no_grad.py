# what: switches autograd off, as careful students do
# outcome: ok
from right import *
import right, torch
torch.set_grad_enabled(False)
class Layer(right.Layer):
    @torch.no_grad()
    def backward(self, upstream):
        return super().backward(upstream)
