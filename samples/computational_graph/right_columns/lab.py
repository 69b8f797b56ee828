"""Right: column vectors, float64, everything requires a gradient."""
import math

import torch

torch.set_default_dtype(torch.float64)
w = torch.tensor([[math.pi / 2], [math.pi]], requires_grad=True)
x = torch.tensor([[2.0], [1.0]], requires_grad=True)
b = torch.zeros(1, 1, requires_grad=True)
y_true = torch.full((1, 1), 2.0)

y_pred = torch.sin(torch.mm(w.t(), x)) - b
y_pred.backward(torch.ones_like(y_pred), retain_graph=True)
grad_y = w.grad.detach().clone()
for t in (w, x, b):
    t.grad = None

loss = torch.nn.functional.mse_loss(y_pred, y_true)
loss.backward()
grad_L = w.grad.detach().clone()

w_new = w.detach() - 0.5 * grad_L
print(y_pred.item(), grad_y.T, loss.item(), grad_L.T, w_new.T)
