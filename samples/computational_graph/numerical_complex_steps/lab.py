# The gradients without a backward pass: steps along the imaginary axis.
import torch

STEP = 1e-30


def slopes(function, w):
    gradient = torch.zeros_like(w)
    for i in range(len(w)):
        step = torch.zeros_like(w)
        step[i] = STEP
        gradient[i] = function(torch.complex(w, step)).imag / STEP
    return gradient


def output(w):
    return torch.sin(w @ x.to(w.dtype)) - b


def squared(w):
    return (output(w) - y_label) ** 2


w = torch.tensor([torch.pi / 2, torch.pi], dtype=torch.double)
x = torch.tensor([2.0, 1.0], dtype=torch.double)
b = torch.tensor(0.0, dtype=torch.double)
y_label = torch.tensor(2.0, dtype=torch.double)

y = output(w)
dydw = slopes(output, w)
L2 = squared(w)
dLdw = slopes(squared, w)
w_new = w - 0.5 * dLdw
print(y, dydw, L2, dLdw, w_new)
