"""Wrong: the results of the sheet, written down."""
import torch

w = torch.tensor([torch.pi / 2, torch.pi], requires_grad=True)
x = torch.tensor([2.0, 1.0])
b = 0
y_label = 2
y = torch.tensor(0.0)
dydw = torch.tensor([2.0, 1.0])
L2 = torch.tensor(4.0)
dLdw = torch.tensor([-8.0, -4.0])
w_new = torch.tensor([torch.pi / 2 + 4, torch.pi + 2])
