"""One neuron: its value, its gradients and one step of gradient descent, with torch's autograd.

    y = sin(w . x) - b        L2 = (y - y_label)^2

    w = [pi/2, pi]    x = [2, 1]    b = 0    y_label = 2    alpha = 0.5

A script: `python lab.py` runs it from top to bottom. The names that the TODOs ask for are looked at after it ran, and
it is run once more with other numbers in the place of w, x, b and y_label.
"""

import torch

# What is given.
w = torch.tensor([torch.pi / 2, torch.pi], dtype=torch.double, requires_grad=True)
x = torch.tensor([2.0, 1.0], dtype=torch.double)
b = torch.tensor(0.0, dtype=torch.double)
y_label = torch.tensor(2.0, dtype=torch.double)
alpha = 0.5

# The forward pass.
y = torch.sin(w @ x) - b

# The backward pass of y. It adds to w.grad, and it frees the graph unless it is told to keep it: L2 needs both again.
y.backward(retain_graph=True)
dydw = w.grad.clone()
w.grad.zero_()

# The loss.
L2 = (y - y_label) ** 2

# The backward pass of the loss.
L2.backward()
dLdw = w.grad.clone()

# One step of gradient descent, which is not part of the graph.
with torch.no_grad():
    w -= alpha * w.grad

print("y     ", y.item())
print("dy/dw ", dydw.tolist())
print("L2    ", L2.item())
print("dL2/dw", dLdw.tolist())
print("new w ", w.tolist())
