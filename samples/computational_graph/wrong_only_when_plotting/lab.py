"""Wrong: y_label is 1 where 2 was given."""
import torch

w = torch.tensor([torch.pi / 2, torch.pi], dtype=torch.double, requires_grad=True)
x = torch.tensor([2, 1], dtype=torch.double)
b = torch.tensor(0, dtype=torch.double)
y_label = torch.tensor(1, dtype=torch.double)

y = torch.sin(w @ x) - b
y.backward(retain_graph=True)
dydw = w.grad.clone()
w.grad.zero_()
L2 = (y - y_label) ** 2
L2.backward()
with torch.no_grad():
    w -= 0.5 * w.grad
