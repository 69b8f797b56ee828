"""Not allowed: the derivatives come from torch's autograd."""

import numpy as np
import torch

K = 5


def run(h, weights, biases):
    all_f, all_h = [], [h]
    for w, b in zip(weights, biases):
        all_f.append(w @ all_h[-1] + b)
        all_h.append(torch.relu(all_f[-1]))
    return all_f, all_h[:-1]


def compute_network_output(net_input, all_weights, all_biases):
    all_f, all_h = run(torch.tensor(net_input), map(torch.tensor, all_weights), map(torch.tensor, all_biases))
    return all_f[-1].numpy(), [f.numpy() for f in all_f], [h.numpy() for h in all_h]


def backward_pass(all_weights, all_biases, all_f, all_h, y):
    weights = [torch.tensor(w, requires_grad=True) for w in all_weights]
    biases = [torch.tensor(b, requires_grad=True) for b in all_biases]
    output = run(torch.tensor(all_h[0]), weights, biases)[0][-1]
    ((output - torch.tensor(y)) ** 2).sum().backward()
    return [np.array(w.grad) for w in weights], [np.array(b.grad) for b in biases]
