"""What test1.py, test2.py and test3.py share: one network, one batch, your mlp.py against torch's autograd."""

import traceback

import mlp
import torch

FUNCTIONS = {"relu": torch.relu, "sigmoid": torch.sigmoid, "identity": lambda z: z}
LOSSES = {
    "mse_loss": torch.nn.functional.mse_loss,
    "bce_loss": torch.nn.functional.binary_cross_entropy,
}
GRADIENTS = ("dJdb2", "dJdW2", "dJdb1", "dJdW1")
# Where to look when a value is wrong; they are compared in this order.
LOOK_AT = {
    "y_hat": "forward: linear 1, f, linear 2, g, in this order",
    "loss": "the first result of the loss: y comes first, and it is the mean over all N * K elements",
    "dJdy_hat": "the second result of the loss: the derivative of that mean, so it carries the 1 / (N * K)",
    "dJdb2": "backward, from dJdy_hat through g; each bias is added to every sample of the batch",
    "dJdW2": "backward, linear 2, and what is multiplied with W2 in forward",
    "dJdb1": "backward, from z3 through W2 and then through f",
    "dJdW1": "backward, linear 1, and what is multiplied with W1 in forward",
}


def problems(in1, hidden, out2, f, g, loss_name, batch_size=10, seed=0):
    """Compare one network with autograd; prints what it finds, returns the names of what is wrong, [] when all is well.

    The network is in1-hidden-out2 with the functions f and g; loss_name is "mse_loss" or "bce_loss".
    """
    torch.manual_seed(seed)
    model = mlp.MLP(
        linear_1_in_features=in1,
        linear_1_out_features=hidden,
        f_function=f,
        linear_2_in_features=hidden,
        linear_2_out_features=out2,
        g_function=g,
    )
    x = torch.randn(batch_size, in1)
    y = (torch.randn(batch_size, out2) > 0).float() if loss_name == "bce_loss" else torch.randn(batch_size, out2)
    expected = by_autograd(model.parameters, x, y, f, g, loss_name)

    attempt(model.clear_grad_and_cache)
    y_hat = attempt(model.forward, x.clone())
    # each with right arguments, so that a wrong value does not spoil what comes after it
    losses = attempt(getattr(mlp, loss_name), y.clone(), expected["y_hat"].clone())
    if isinstance(losses, Stopped):
        losses = losses, losses
    elif not isinstance(losses, (tuple, list)) or len(losses) != 2:
        losses = [Stopped(f"{loss_name} must return two values: loss, dJdy_hat")] * 2
    if isinstance(y_hat, Stopped):
        stopped = Stopped("cannot be compared before forward runs")
    else:
        stopped = attempt(model.backward, expected["dJdy_hat"].clone())
    grads = dict.fromkeys(GRADIENTS, stopped) if isinstance(stopped, Stopped) else model.grads
    actual = {"y_hat": y_hat, "loss": losses[0], "dJdy_hat": losses[1], **grads}

    wrong = []
    said = set()
    for name, right in expected.items():
        value = actual.get(name)
        problem = value.why if isinstance(value, Stopped) else difference(value, right)
        if problem in said:
            print(f"  {name:<9}the same")
        else:
            print(f"  {name:<9}{problem or 'ok'}")
        if problem:
            wrong.append(name)
            if isinstance(value, Stopped):
                said.add(problem)
            else:
                print(f"           look at {LOOK_AT[name]}")
    return wrong


class Stopped:
    """Stands for the values of a function that did not reach its end; `why` is a line for you."""

    def __init__(self, why):
        self.why = why


def attempt(function, *arguments):
    """What a function of yours returns, or Stopped, so that the others are compared all the same."""
    try:
        return function(*arguments)
    except NotImplementedError as todo:
        return Stopped(str(todo) or "still to do")
    except Exception as error:
        lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == mlp.__file__]
        where = f" (mlp.py, line {lines[-1]})" if lines else ""
        return Stopped(f"{type(error).__name__}: {error}{where}")


def by_autograd(parameters, x, y, f, g, loss_name):
    """The right values, in the order in which they are compared."""
    W1, b1, W2, b2 = (parameters[name].detach().float().clone().requires_grad_() for name in ("W1", "b1", "W2", "b2"))
    y_hat = FUNCTIONS[g](FUNCTIONS[f](x @ W1.T + b1) @ W2.T + b2)
    loss = LOSSES[loss_name](y_hat, y)
    gradients = torch.autograd.grad(loss, (y_hat, b2, W2, b1, W1))
    return {
        "y_hat": y_hat.detach(),
        "loss": loss.detach(),
        **dict(zip(("dJdy_hat", *GRADIENTS), gradients, strict=True)),
    }


def difference(actual, right):
    """What is wrong with `actual`, in a few words; "" when it is right to 4 digits."""
    if actual is None:
        return "there is no such value (is a return missing?)"
    try:
        actual = torch.as_tensor(actual, dtype=torch.float32)
    except (TypeError, ValueError, RuntimeError):
        return f"it is a {type(actual).__name__}, and should be a tensor of shape {tuple(right.shape)}"
    while actual.ndim > right.ndim and actual.shape[0] == 1:  # (1, 5) where (5,) is asked is fine
        actual = actual[0]
    if actual.shape != right.shape:
        return f"its shape is {tuple(actual.shape)}, and should be {tuple(right.shape)}"
    off = (actual - right).abs()
    bad = ~(off <= 1e-5 + 1e-4 * right.abs())  # written so that NaN counts as wrong
    if not bad.any():
        return ""
    worst = torch.where(off.isnan(), torch.inf, off).argmax()
    text = f"yours is {actual.flatten()[worst]:.6g} where autograd gives {right.flatten()[worst]:.6g}"
    return text + (f", the worst of {int(bad.sum())} wrong entries out of {bad.numel()}" if bad.numel() > 1 else "")
