"""Right: functions of w, derived by torch.func."""
import math

import torch
from torch.func import grad, grad_and_value

w = torch.tensor([math.pi / 2, math.pi], dtype=torch.float64)
x = torch.tensor([2.0, 1.0], dtype=torch.float64)
b = torch.tensor(0.0, dtype=torch.float64)
y_label = torch.tensor(2.0, dtype=torch.float64)


def forward(w):
    return torch.sin((w * x).sum()) - b


def squared_error(w):
    y = forward(w)
    return (y - y_label) ** 2, y


dydw = grad(forward)(w)
dLdw, (loss, y) = grad_and_value(squared_error, has_aux=True)(w)
w_new = w - 0.5 * dLdw
print(y, dydw, loss, dLdw, w_new, sep="\n")
