# what: passes numerical differentiation off as backward
# outcome: ok
# flags: backward calls forward
# why: in float64 it is exact enough to pass, so a person has to look at it
from right import *
import right, torch
class Layer(right.Layer):
    def backward(self, upstream):
        def loss(X, W, b):
            other = right.Layer(3, 4)
            other.W, other.b = W, b
            return (other.forward(X) * upstream).sum()
        inputs = [self.X.double(), self.W.double(), self.b.double()]
        gradients = []
        for which, value in enumerate(inputs):
            gradient = torch.zeros_like(value)
            for index in range(value.numel()):
                ends = []
                for step in (1e-4, -1e-4):
                    moved = [x.clone() for x in inputs]
                    moved[which].view(-1)[index] += step
                    ends.append(loss(*moved))
                gradient.view(-1)[index] = (ends[0] - ends[1]) / 2e-4
            gradients.append(gradient.float())
        self.gradient = {"W": gradients[1], "b": gradients[2]}
        return gradients[0]
