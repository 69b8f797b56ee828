"""A two-layer network as torch formulas, with the values drawn for it: what the hidden tests of mlp compare with."""

from dataclasses import dataclass, replace

import torch
from torch.nn.functional import binary_cross_entropy, mse_loss

from autograder.checks import HUGE, as_the_loss_gives_it, autograd, once_for_each

FUNCTIONS = {"relu": torch.relu, "sigmoid": torch.sigmoid, "identity": lambda z: z}
LOSSES = {"mse_loss": mse_loss, "bce_loss": binary_cross_entropy}  # (y_hat, y) -> the loss
SIZES = {"batch of 1": {"N": 1}, "batch of 6": {"N": 6}, "one output": {"N": 8, "out2": 1}}


@dataclass(frozen=True)
class Network:
    """Linear 1, f, linear 2, g, with parameters, a batch and an upstream gradient. It never leaves the grader and never
    changes: all submissions share it."""

    f: str
    g: str
    x: torch.Tensor  # (N, in1)
    parameters: dict[str, torch.Tensor]  # W1 (out1, in1), b1 (out1,), W2 (out2, out1), b2 (out2,)
    upstream: torch.Tensor  # (N, out2), dJ/dy_hat
    unit: float = 1.0  # the size of the gradient that is asked for, beside an ordinary one's

    @property
    def inputs(self):
        return {"x": self.x, **self.parameters}

    @once_for_each
    def y_hat(self):
        return output(self.f, self.g, **self.inputs)

    @once_for_each
    def gradients(self):
        """dJdW1, dJdb1, dJdW2, dJdb2 by autograd."""
        f, g = self.f, self.g  # all that the formula needs to know of this network
        found = autograd(lambda **inputs: output(f, g, **inputs), self.upstream, **self.inputs)
        return {f"dJd{name}": found[name] for name in self.parameters}

    @once_for_each
    def drowned(self, asked_for=""):
        """A network of the same functions, and much the same gradients, on which difference quotients drown.

        Behind identity and relu, one bias is HUGE. The outputs beside it stay, so that every mask still matters.
        A sigmoid has no room for that. But what goes into a layer may be HUGE, and the weights W1 or W2 that are
        `asked_for` tiny: the outputs are the same to the last bit, and no step that suits other weights suits these.
        That is left out where no such draw is fair to every right program; then it is this network itself.
        """
        x, W1, b1, W2, b2 = (value.clone() for value in self.inputs.values())
        unit = 1.0
        if self.g != "sigmoid" and len(b2) > 1:
            outputs = drowning_outputs(pre_activations(self.f, **self.inputs)[1])
            b2[max(outputs, key=lambda output: float(self.upstream[:, output].abs().sum()))] = HUGE
        elif self.g == "sigmoid" and asked_for == "dJdW1":
            x, W1, unit = x * HUGE, W1 / HUGE, HUGE
        elif self.g == "sigmoid" and asked_for == "dJdW2" and self.f == "identity":
            W1, b1, W2, unit = W1 * HUGE, b1 * HUGE, W2 / HUGE, HUGE
        else:
            return self
        return replace(self, x=x, parameters={"W1": W1, "b1": b1, "W2": W2, "b2": b2}, unit=unit)

    @once_for_each
    def flooded(self):
        """This network with all of b2 HUGE, behind identity: a difference of two outputs is zero throughout."""
        assert self.g == "identity"
        return replace(self, parameters={**self.parameters, "b2": torch.full_like(self.parameters["b2"], HUGE)})


def draw_network(draw, f, g, *, N=10, in1=4, out1=7, out2=3):
    """By default no two dimensions are equal."""

    def accept(x, W1, b1, W2, b2, _upstream):
        # Away from relu's kink and from a sigmoid that rounds to 1; both signs in each layer, so that relu matters.
        layers = pre_activations(f, x, W1, b1, W2, b2)
        moderate = all(z.min() < 0 < z.max() and z.abs().min() > 1e-3 and z.abs().max() < 5 for z in layers)
        return moderate and (out2 == 1 or len(drowning_outputs(layers[1])) > 0)

    def make():
        shapes = (N, in1), (out1, in1), (out1,), (out2, out1), (out2,), (N, out2)
        x, W1, b1, W2, b2, upstream = draw(*shapes, accept=accept, scale=0.6)
        return Network(f, g, x, {"W1": W1, "b1": b1, "W2": W2, "b2": b2}, upstream)

    return draw.kept(make, f, g, N, in1, out1, out2)


def pre_activations(f, x, W1, b1, W2, b2):
    """z1 (N, out1), which goes into f, and z3 (N, out2), which goes into g."""
    z1 = x @ W1.T + b1
    return z1, FUNCTIONS[f](z1) @ W2.T + b2


def drowning_outputs(z3):
    """The outputs beside which z3 (N, out2) has both signs still."""
    others = (torch.cat([z3[:, :column], z3[:, column + 1 :]], dim=1) for column in range(z3.shape[1]))
    return [column for column, z in enumerate(others) if z.numel() and z.min() < 0 < z.max()]


def output(f, g, **inputs):
    """y_hat (N, out2) as a function of x, W1, b1, W2, b2."""
    return FUNCTIONS[g](pre_activations(f, **inputs)[1])


def run(model, network):
    """Clear, forward and backward of the student's model: (y_hat, grads), both as the student has them.

    Cleared every time, because adding to the gradients with += is right after a clear.
    """
    dJdy_hat = as_the_loss_gives_it(network.upstream)
    model.clear_grad_and_cache()
    y_hat = model.forward(network.x)
    model.backward(dJdy_hat)
    return y_hat, model.grads
