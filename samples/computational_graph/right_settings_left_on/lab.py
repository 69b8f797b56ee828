"""Right: a module and its optimizer, checks of its own, and autograd switched off for good at the end."""
import numpy as np
import torch
from torch import nn

torch.set_default_dtype(torch.float64)
w = nn.Parameter(torch.tensor([np.pi / 2, np.pi]))
x, b, y_label = torch.tensor([2.0, 1.0]), torch.zeros(1), torch.tensor([2.0])


class Neuron(nn.Module):
    def __init__(self):
        super().__init__()
        self.w = w

    def forward(self, x):
        return torch.sin(self.w @ x) - b


net = Neuron()
optimizer = torch.optim.SGD(net.parameters(), lr=0.5)
y = net(x)
np.testing.assert_allclose(y.item(), 0, atol=1e-9)
y.backward(retain_graph=True)
torch.testing.assert_close(w.grad, torch.tensor([2.0, 1.0]))
optimizer.zero_grad()
L2 = nn.MSELoss()(y, y_label)
L2.backward()
optimizer.step()
torch.set_grad_enabled(False)
print(w)
