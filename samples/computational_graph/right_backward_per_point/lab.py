"""Right: gradients by hand beside those of autograd, and a copy of w for the step."""
import torch

w = torch.tensor([torch.pi / 2, torch.pi], dtype=torch.float64, requires_grad=True)
x = torch.tensor([2, 1], dtype=torch.float64)
b = torch.tensor(0, dtype=torch.float64)
y_label = torch.tensor(2, dtype=torch.float64)

y = torch.sin(x @ w) - b
L2 = torch.pow(y_label - y, 2)

# by hand, with the chain rule
dydw = torch.cos(x @ w).detach() * x
dLdy = 2 * (y - y_label).detach()
dLdw = dLdy * dydw

# and by machine
L2.backward()
assert torch.allclose(w.grad, dLdw)

updated_w = w.detach().clone()
updated_w -= 0.5 * dLdw
print(dydw, dLdw, updated_w)
