"""Right: element by element at first, everything defined anew for the second pass, y and L2 computed once more at the end."""
import numpy as np
import torch

x = torch.empty(2, dtype=torch.double)
x[0] = 2
x[1] = 1
b = torch.tensor(0.0).double()
y_label = torch.tensor(2.0).double()
print([x for x in "names of their own"][0])

w = torch.tensor([np.pi / 2, np.pi], dtype=torch.double, requires_grad=True)
y = torch.sin(w @ x) - b
y.backward()
print("dy/dw", w.grad)

w = torch.tensor([np.pi / 2, np.pi], dtype=torch.double, requires_grad=True)
y = torch.sin(w @ x) - b
L2 = (y_label - y) ** 2
L2.backward()
print("dL/dw", w.grad)

w = w.detach() - 0.5 * w.grad
y = torch.sin(w @ x) - b
L2 = (y_label - y) ** 2
print("after the step", y, L2)
