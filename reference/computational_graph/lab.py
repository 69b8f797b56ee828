"""One neuron: its value, its gradients and one step of gradient descent, with torch's autograd.

    y = sin(w . x) - b        L2 = (y - y_label)^2

    w = [pi/2, pi]    x = [2, 1]    b = 0    y_label = 2    alpha = 0.5

A script: `python lab.py` runs it from top to bottom. The names that the TODOs ask for are looked at after it ran, and
it is run once more with other numbers in the place of w, x, b and y_label.
"""

import torch

# What is given.
# SOLUTION BEGIN: define the tensors w, x, b and y_label in float64; w wants a gradient
w = torch.tensor([torch.pi / 2, torch.pi], dtype=torch.double, requires_grad=True)
x = torch.tensor([2.0, 1.0], dtype=torch.double)
b = torch.tensor(0.0, dtype=torch.double)
y_label = torch.tensor(2.0, dtype=torch.double)
# SOLUTION END
alpha = 0.5

# The forward pass.
# SOLUTION BEGIN: compute y
y = torch.sin(w @ x) - b
# SOLUTION END

# The backward pass of y. It adds to w.grad, and it frees the graph unless it is told to keep it: L2 needs both again.
# SOLUTION BEGIN: call backward on y, keep a copy of w.grad as dydw, make w.grad zero again
y.backward(retain_graph=True)
dydw = w.grad.clone()
w.grad.zero_()
# SOLUTION END

# The loss.
# SOLUTION BEGIN: compute L2
L2 = (y - y_label) ** 2
# SOLUTION END

# The backward pass of the loss.
# SOLUTION BEGIN: call backward on L2 and keep a copy of w.grad as dLdw
L2.backward()
dLdw = w.grad.clone()
# SOLUTION END

# One step of gradient descent, which is not part of the graph.
# SOLUTION BEGIN: change w in place, by the learning rate alpha and the gradient of L2
with torch.no_grad():
    w -= alpha * dLdw
# SOLUTION END

print("y     ", y.item())
print("dy/dw ", dydw.tolist())
print("L2    ", L2.item())
print("dL2/dw", dLdw.tolist())
print("new w ", w.tolist())
