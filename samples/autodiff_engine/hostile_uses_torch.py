"""torch in a thin coat."""

import torch


class Value:
    def __init__(self, data):
        self.tensor = data if isinstance(data, torch.Tensor) else torch.tensor(float(data), dtype=torch.float64)
        if self.tensor.is_leaf:
            self.tensor.requires_grad_()

    data = property(lambda self: self.tensor.item())
    grad = property(lambda self: 0.0 if self.tensor.grad is None else self.tensor.grad.item())

    def __add__(self, other):
        return Value(self.tensor + getattr(other, "tensor", other))

    def __mul__(self, other):
        return Value(self.tensor * getattr(other, "tensor", other))

    def tanh(self):
        return Value(self.tensor.tanh())

    def backward(self):
        self.tensor.backward()
