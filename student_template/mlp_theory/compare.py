"""What test1.py and test2.py share: your formulas at one random point, against what torch's autograd says there."""

import theory
import torch

FUNCTIONS = {
    "regression": (torch.relu, lambda z: z),
    "classification": (torch.sigmoid, torch.sigmoid),
}


def problems(task, n=3, h=4, K=2, seed=0):
    """Try every function of `task`, a line printed for each; returns a list of what is wrong, [] when all is well."""
    torch.manual_seed(seed)
    f, g = FUNCTIONS[task]
    x, W1, b1, W2, b2, y = (
        torch.randn(*shape, dtype=torch.float64, requires_grad=True)
        for shape in ((n, 1), (h, n), (h, 1), (K, h), (K, 1), (K, 1))
    )
    z1 = W1 @ x + b1
    z2 = f(z1)
    z3 = W2 @ z2 + b2
    yhat = g(z3)
    loss = ((yhat - y) ** 2).sum()

    def by(name):
        """The derivative of the loss with respect to one of the values above, in numerator layout."""
        value = {"W1": W1, "b1": b1, "W2": W2, "b2": b2, "yhat": yhat}[name]
        return torch.autograd.grad(loss, value, retain_graph=True)[0].T

    def jacobian(function, at):
        size = len(at)
        return torch.autograd.functional.jacobian(function, at.detach()).reshape(size, size)

    jacobians = {"dl_dyhat": by("yhat"), "dz2_dz1": jacobian(f, z1), "dyhat_dz3": jacobian(g, z3)}
    given = [value.detach() for value in (x, y, W1, b1, W2, b2)]
    cases = {
        "linear1": (given, (x, z1)),
        "f": (given, (z1, z2)),
        "linear2": (given, (z2, z3)),
        "g": (given, (z3, yhat)),
        "loss": (given, (yhat, loss)),
        **{f"dl_d{name}": ([*given, *jacobians.values()], by(name)) for name in ("W1", "b1", "W2", "b2")},
        "dz2_dz1": ([z1.detach()], jacobians["dz2_dz1"]),
        "dyhat_dz3": ([z3.detach()], jacobians["dyhat_dz3"]),
        "dl_dyhat": ([yhat.detach(), y.detach()], jacobians["dl_dyhat"]),
    }
    print(f"{task} with n = {n}, h = {h}, K = {K}")
    wrong = []
    for name, (arguments, right) in cases.items():
        problem = attempt(f"{task}_{name}", [argument.clone() for argument in arguments], right)
        print(f"  {name:<10} {problem or 'ok'}")
        if problem:
            wrong.append(f"{task}_{name}: {problem}")
    return wrong


def attempt(name, arguments, right):
    """What is wrong with the function called `name`, in a few words; "" when nothing is."""
    try:
        actual = getattr(theory, name)(*arguments)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    if not isinstance(right, tuple):
        return difference(actual, right)
    if not isinstance(actual, (tuple, list)) or len(actual) != 2:
        return "it should return two values, the input and the output of the layer"
    parts = [difference(value, expected) for value, expected in zip(actual, right)]
    return "; ".join(f"its {what} is wrong: {part}" for what, part in zip(("input", "output"), parts) if part)


def difference(actual, right):
    """How `actual` differs from `right`; "" when it does not."""
    if actual is None:
        return "it returns None; is a return missing?"
    actual, right = torch.as_tensor(actual, dtype=torch.float64), right.detach()
    if right.dim() == 0 and actual.numel() == 1:
        actual = actual.reshape(())
    if actual.shape != right.shape:
        return f"the shape is {tuple(actual.shape)} and should be {tuple(right.shape)}"
    off = (actual - right).abs()
    bad = ~(off <= 1e-7 + 1e-5 * right.abs())  # written so that NaN counts as wrong
    if not bad.any():
        return ""
    worst = int(torch.where(off.isnan(), torch.inf, off).argmax())
    yours, expected = float(actual.flatten()[worst]), float(right.flatten()[worst])
    return f"{int(bad.sum())} of {bad.numel()} elements differ, the worst is {yours:.6g} where {expected:.6g} is right"
