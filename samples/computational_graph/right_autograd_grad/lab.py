"""Right: torch.autograd.grad instead of backward, and a tuple of assignments."""
import torch
from torch import sin, tensor
from torch.autograd import grad

pi = torch.acos(torch.zeros(1)).item() * 2
w, x = tensor([pi / 2, pi], requires_grad=True), tensor([2.0, 1.0])
b, y_tilde = 0.0, 2.0

y = sin(torch.dot(w, x)) - b
(dy_dw,) = grad(y, w, retain_graph=True)
L = (y - y_tilde).pow(2)
(dL_dw,) = grad(L, w)
w = (w - 0.5 * dL_dw).detach()
for name in ("y", "dy_dw", "L", "dL_dw", "w"):
    print(f"{name:6} = {globals()[name]}")
