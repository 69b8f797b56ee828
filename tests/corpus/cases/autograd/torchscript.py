# what: lets TorchScript, which has its own switch and its own way to the engine, derive
# outcome: {test_backward: refused}
# says: autograd is not allowed
from right import *
import right, torch
@torch.jit.script
def derive(X: torch.Tensor, W: torch.Tensor, b: torch.Tensor, upstream: torch.Tensor):
    torch.set_grad_enabled(True)
    (X @ W + b).backward(upstream)
class Layer(right.Layer):
    def backward(self, upstream):
        leaves = [x.detach().requires_grad_() for x in (self.X, self.W, self.b)]
        derive(leaves[0], leaves[1], leaves[2], upstream)
        self.gradient = {"W": leaves[1].grad, "b": leaves[2].grad}
        return leaves[0].grad
