"""Right: a flat script in float32, y computed twice, no copy of a gradient kept."""
import torch
import numpy as np

# initial parameters
w = torch.tensor([np.pi / 2, np.pi], requires_grad=True)
x = torch.tensor([2., 1.])
b = torch.tensor([0.])
y_label = torch.tensor([2.])

# forward pass
y = torch.sin(w @ x) - b
print("y", y)

# gradient of y
y.backward()
dydw = w.grad
print("dy/dw", dydw)
w.grad.zero_()

# loss and its gradient; the graph of y is gone, so once more
y = torch.sin(w @ x) - b
L2 = (y - y_label) ** 2
L2.backward()
print("dL2/dw", w.grad)

# update
with torch.no_grad():
    w -= 0.5 * w.grad
print("w", w)
