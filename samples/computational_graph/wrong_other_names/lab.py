"""Wrong: nothing has a name that anybody could know."""
import torch
import numpy as np

# initial parameters
first = torch.tensor([np.pi / 2, np.pi], requires_grad=True)
x = torch.tensor([2., 1.])
b = torch.tensor([0.])
y_label = torch.tensor([2.])

# forward pass
second = torch.sin(first @ x) - b
print("y", second)

# gradient of y
second.backward()
print(first.grad)
first.grad.zero_()

# loss and its gradient; the graph of y is gone, so once more
third = (torch.sin(first @ x) - b - y_label) ** 2
third.backward()
print(first.grad)

# update
with torch.no_grad():
    first -= 0.5 * first.grad
print(first)
