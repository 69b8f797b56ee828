"""Hostile: pretends that its backward passes were others than they were."""
import sys

import numpy as np
import torch

torch.autograd.backward = lambda *args, **kwargs: None
frame = sys._getframe(1)
run = frame.f_locals.get("self")
if run is not None:
    run.passes.append([])
    run.error = None
np.save("pts.npy", np.zeros((5, 2)))
w = torch.tensor([-2.0, 2.0], dtype=torch.double, requires_grad=True)
w.grad = torch.zeros(2, dtype=torch.double)
for i in range(30):
    loss = (w ** 2).sum()
    loss.backward()
