"""One neuron: its value, its gradients and one step of gradient descent, with torch's autograd.

    y = sin(w . x) - b        L2 = (y - y_label)^2

    w = [pi/2, pi]    x = [2, 1]    b = 0    y_label = 2    alpha = 0.5

A script: `python lab.py` runs it from top to bottom. The names that the TODOs ask for are looked at after it ran, and
it is run once more with other numbers in the place of w, x, b and y_label.
"""

import torch

# What is given.
# TODO: define the tensors w, x, b and y_label in float64; w wants a gradient
raise NotImplementedError("TODO: define the tensors w, x, b and y_label in float64; w wants a gradient")
alpha = 0.5

# The forward pass.
# TODO: compute y
raise NotImplementedError("TODO: compute y")

# The backward pass of y. It adds to w.grad, and it frees the graph unless it is told to keep it: L2 needs both again.
# TODO: call backward on y, keep a copy of w.grad as dydw, make w.grad zero again
raise NotImplementedError("TODO: call backward on y, keep a copy of w.grad as dydw, make w.grad zero again")

# The loss.
# TODO: compute L2
raise NotImplementedError("TODO: compute L2")

# The backward pass of the loss.
# TODO: call backward on L2 and keep a copy of w.grad as dLdw
raise NotImplementedError("TODO: call backward on L2 and keep a copy of w.grad as dLdw")

# One step of gradient descent, which is not part of the graph.
# TODO: change w in place, by the learning rate alpha and the gradient of L2
raise NotImplementedError("TODO: change w in place, by the learning rate alpha and the gradient of L2")

print("y     ", y.item())
print("dy/dw ", dydw.tolist())
print("L2    ", L2.item())
print("dL2/dw", dLdw.tolist())
print("new w ", w.tolist())
