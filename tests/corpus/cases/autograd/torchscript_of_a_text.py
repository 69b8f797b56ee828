# what: compiles by TorchScript's own door, which is no decorator, and lets that derive
# outcome: {test_backward: error}
# says: does not require grad
# why: autograd records nothing of it either, and TorchScript has no formulas left
from right import *
import right, torch
unit = torch.jit.CompilationUnit("""
def forward(X, W):
    return torch.sigmoid(X @ W)
def derive(y, upstream):
    y.backward(upstream)
""")
class Layer(right.Layer):
    def backward(self, upstream):
        torch._C._set_grad_enabled(True)
        leaves = [x.detach().requires_grad_() for x in (self.X, self.W)]
        for _ in range(3):
            y = unit.forward(*leaves)
        unit.derive(y, upstream / (y * (1 - y)).detach())
        self.gradient = {"W": leaves[1].grad, "b": upstream.sum(0)}
        return leaves[0].grad
