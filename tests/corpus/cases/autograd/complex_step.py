# what: passes a complex step off as backward
# outcome: ok
# flags: layer.py divides a difference by a small step in a derivative (line 13)
# why: its values are right; a person has to look at it
from right import *
import right, torch
class Layer(right.Layer):
    def _slope(self, which, index, upstream, h=1e-20):
        parts = [x.to(torch.complex128) for x in (self.X, self.W, self.b)]
        step = torch.zeros_like(parts[which])
        step.view(-1)[index] = 1j * h
        parts[which] = parts[which] + step
        return ((parts[0] @ parts[1] + parts[2]) * upstream).sum().imag / h
    def backward(self, upstream):
        found = []
        for which, x in enumerate((self.X, self.W, self.b)):
            values = [self._slope(which, index, upstream.double()) for index in range(x.numel())]
            found.append(torch.tensor(values).view(x.shape).float())
        self.gradient = {"W": found[1], "b": found[2]}
        return found[0]
