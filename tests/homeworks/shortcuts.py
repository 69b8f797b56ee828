"""What can be handed in without deriving anything: each a change of the reference, or a sample."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
from project import ROOT

from autograder.homework import load_homework
from autograder.mistakes import reference_sources

Bodies = Mapping[str, str]  # "MLP.forward" -> the statements that take the place of its own


class Shortcut(NamedTuple):
    """One row of the table."""

    homework: str
    kind: str
    bodies: Bodies = MappingProxyType({})
    sample: str = ""  # of samples/, where it is one

    def files(self) -> dict[str, bytes]:
        """The submission, file name -> source."""
        if self.sample:
            path = ROOT / "samples" / self.homework / self.sample
            paths = path.rglob("*.py") if path.is_dir() else [path]
            return {str(one.relative_to(path) if path.is_dir() else one.name): one.read_bytes() for one in paths}
        sources = reference_sources(load_homework(self.homework))
        assert self.bodies.keys() <= {name for source in sources.values() for name in functions(source)}
        return {name: rewritten(source, self.bodies).encode("utf-8") for name, source in sources.items()}


def rewritten(source: bytes, bodies: Bodies) -> str:
    """The source with other statements in these functions and methods."""
    tree = ast.parse(source)
    for name, function in _functions(tree):
        if name in bodies:
            function.body = ast.parse(bodies[name]).body
    return ast.unparse(tree)


def functions(source: bytes) -> set[str]:
    return {name for name, _ in _functions(ast.parse(source))}


def _functions(tree: ast.Module) -> Iterator[tuple[str, ast.FunctionDef]]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield node.name, node
        elif isinstance(node, ast.ClassDef):
            yield from ((f"{node.name}.{one.name}", one) for one in node.body if isinstance(one, ast.FunctionDef))


def shortcuts() -> list[Shortcut]:
    return [one for rows in ROWS for one in rows()]


def _rows(homework: str, rows: Mapping[str, Bodies], suffix: str = ".py") -> list[Shortcut]:
    samples = [Shortcut(homework, "differences", sample=f"numerical_differences{suffix}")]
    samples += [Shortcut(homework, "imaginary steps", sample=f"numerical_complex_steps{suffix}")]
    return [*(Shortcut(homework, kind, bodies) for kind, bodies in rows.items()), *samples]


def _mlp() -> list[Shortcut]:
    shape = "N, out2 = len(x), len(self.parameters['b2'])\n"
    no_gradient = {
        "mse_loss": "return ((y_hat - y) ** 2).mean(), torch.zeros_like(y)",
        "bce_loss": "return -(y * torch.log(y_hat) + (1 - y) * torch.log(1 - y_hat)).mean(), torch.zeros_like(y)",
    }
    rows: dict[str, Bodies] = {
        "constants": {
            "MLP.forward": f"{shape}return torch.ones(N, out2)",
            "MLP.backward": "for gradient in self.grads.values():\n    gradient.fill_(1.0)",
            "mse_loss": "return torch.tensor(1.0), torch.ones_like(y)",
            "bce_loss": "return torch.tensor(1.0), torch.ones_like(y)",
        },
        "copies of the input": {
            "MLP.forward": f"{shape}return x[:, :1].repeat(1, out2)",
            "MLP.backward": "for name, value in self.parameters.items():\n    self.grads['dJd' + name] = value.clone()",
            "mse_loss": "return y.mean(), y_hat.clone()",
            "bce_loss": "return y.mean(), y_hat.clone()",
        },
        "a sum for the forward, and its gradient": {
            "MLP.forward": f"{shape}return sum(value.sum() for value in self.parameters.values()).repeat(N, out2)",
            "MLP.backward": "for gradient in self.grads.values():\n    gradient.fill_(float(dJdy_hat.sum()))",
            **no_gradient,
        },
        "forward without backward": {"MLP.backward": "pass", **no_gradient},
        "backward without forward": {
            "MLP.forward": "z1 = x @ self.parameters['W1'].T + self.parameters['b1']\n"
            "z2 = activation(self.f_function, z1)\n"
            "z3 = z2 @ self.parameters['W2'].T + self.parameters['b2']\n"
            "self.cache = {'x': x, 'z1': z1, 'z2': z2, 'z3': z3}\n"
            "return torch.zeros_like(z3)",
        },
    }
    return _rows("mlp", rows)


def _theory() -> list[Shortcut]:
    forward = ["linear1", "f", "linear2", "g", "loss"]
    by = {"W1": "W1.T", "b1": "b1.T", "W2": "W2.T", "b2": "b2.T"}
    at = {"dz2_dz1": "z1", "dyhat_dz3": "z3", "dl_dyhat": "yhat"}
    tasks = ("regression", "classification")

    def every(layer: str, gradient: Callable[[str], str], jacobian: Callable[[str], str]) -> Bodies:
        layers = {f"{task}_{one}": layer for task in tasks for one in forward} if layer else {}
        gradients = {f"{task}_dl_d{one}": gradient(shape) for task in tasks for one, shape in by.items()}
        jacobians = {f"{task}_{one}": jacobian(symbol) for task in tasks for one, symbol in at.items()}
        return {**layers, **gradients, **jacobians}

    rows: dict[str, Bodies] = {
        "constants": every(
            "return torch.ones_like(x), torch.ones_like(y)",
            lambda shape: f"return torch.ones_like({shape})",
            lambda symbol: f"return torch.eye(len({symbol}), dtype={symbol}.dtype)",
        ),
        "copies of the input": every(
            "return x, x",
            lambda shape: (
                f"return {shape}"
                if shape[0] == "W"
                else f"return dl_dyhat if {shape}.shape == dl_dyhat.shape else {shape}"
            ),
            lambda symbol: f"return {symbol}.T",
        ),
        "forward without backward": every(
            "", lambda _: "raise NotImplementedError", lambda _: "raise NotImplementedError"
        ),
        "backward without forward": {f"{task}_{one}": "return x, x" for task in tasks for one in forward},
    }
    return _rows("mlp_theory", rows)


def _backward_pass() -> list[Shortcut]:
    lists = "[np.{0}(W) for W in all_weights], [np.{0}(b) for b in all_biases]"
    wrong_forward = "values = [np.{0}(b) for b in all_biases]\nreturn values[-1], values, [net_input] + values[:-1]"
    rows: dict[str, Bodies] = {
        "constants": {
            "compute_network_output": wrong_forward.format("ones_like"),
            "backward_pass": f"return {lists.format('ones_like')}",
        },
        "copies of the input": {
            "compute_network_output": wrong_forward.format("array"),
            "backward_pass": f"return {lists.format('array')}",
        },
        "hard-coded for the homework's network": _hard_coded_backward_pass(),
        "forward without backward": {"backward_pass": f"return {lists.format('zeros_like')}"},
        "backward without forward": {"compute_network_output": wrong_forward.format("zeros_like")},
    }
    return _rows("backward_pass", rows)


def _hard_coded_backward_pass() -> Bodies:
    """What the right functions return for the network that every student has, written down."""
    space: dict[str, object] = {}
    exec((ROOT / "reference/backward_pass/backward_pass.py").read_text(encoding="utf-8"), space)
    random, K = np.random.RandomState(0), 5
    W: list[np.ndarray] = [np.zeros(0)] * (K + 1)
    b = list(W)
    W[0], W[K] = random.normal(size=(6, 1)), random.normal(size=(1, 6))
    b[0], b[K] = random.normal(size=(6, 1)), random.normal(size=(1, 1))
    for layer in range(1, K):
        W[layer], b[layer] = random.normal(size=(6, 6)), random.normal(size=(6, 1))
    output, f, h = space["compute_network_output"](np.full((1, 1), 1.2), W, b)  # type: ignore[operator]
    dW, db = space["backward_pass"](W, b, f, h, np.full((1, 1), 20.0))  # type: ignore[operator]

    def written(arrays: list[np.ndarray]) -> str:
        return "[" + ", ".join(f"np.array({array.tolist()})" for array in arrays) + "]"

    return {
        "compute_network_output": f"return np.array({output.tolist()}), {written(f)}, {written(h)}",
        "backward_pass": f"return {written(dW)}, {written(db)}",
    }


def _error() -> list[Shortcut]:
    any_graph = "return sum((w * 1).mean() for w in [*W, *B])"
    rows: dict[str, Bodies] = {
        "constants": {
            "exercise1": "return [np.ones_like(w) for w in W], [np.ones_like(b) for b in B]",
            "exercise2": any_graph,
        },
        "copies of the input": {
            "exercise1": "return [w.copy() for w in W], [b.copy() for b in B]",
            "exercise2": any_graph,
        },
        "hard-coded for the printed line": {"exercise1": _hard_coded_exercise1(), "exercise2": any_graph},
        "forward without backward": {"exercise1": "return [0 * w for w in W], [0 * b for b in B]"},
        "backward without forward": {"exercise2": any_graph},
    }
    return _rows("error_backpropagation", rows)


def _hard_coded_exercise1() -> str:
    space: dict[str, object] = {}
    exec((ROOT / "reference/error_backpropagation/solution.py").read_text(encoding="utf-8"), space)
    utils: dict[str, object] = {}
    exec((ROOT / "hidden_tests/error_backpropagation/provided/utils.py").read_text(encoding="utf-8"), utils)
    (W, B), (X, T) = utils["getparams"](), utils["getdata"]()  # type: ignore[operator]
    A, Z = [X], []
    for i in range(4):
        Z.append(A[-1] @ W[i] + B[i])
        A.append(np.maximum(0, Z[-1]))
    DW, DB = space["exercise1"](W, B, X, Z[0], A[1], Z[1], A[2], Z[2], A[3], Z[3], T)  # type: ignore[operator]
    lists = (f"[{', '.join(f'np.array({array.tolist()})' for array in arrays)}]" for arrays in (DW, DB))
    return f"return {', '.join(lists)}"


def _neural_networks() -> list[Shortcut]:
    layers = ("linear_layer", "relu", "tanh")
    main = {"main": "raise NotImplementedError"}
    step = {"miniBatchStochasticGradientDescent": "return model"}
    linear = "self.gradient['W'], self.gradient['b'] = np.{0}(self.params['W']), np.{0}(self.params['b'])\n"

    def every(output: str, gradient: str, parameters: str) -> Bodies:
        backward = {f"{layer}.backward": f"return {gradient}" for layer in ("relu", "tanh", "dropout")}
        backward["linear_layer.backward"] = f"{linear.format(parameters)}return {gradient}"
        return {**{f"{layer}.forward": f"return {output}" for layer in layers if output}, **backward}

    nothing = {"linear_layer.__init__": "self.params, self.gradient = {}, {}"}
    rows: dict[str, Bodies] = {
        "constants": {**every("np.ones_like(X)", "np.ones_like(X)", "ones_like"), **nothing, **step, **main},
        "copies of the input": {**every("X", "grad", "array"), **nothing, **step, **main},
        "forward without backward": {**every("", "np.zeros_like(X)", "zeros_like"), **main},
        "backward without forward": {**{f"{layer}.forward": "return 0 * X" for layer in layers}, **main},
    }
    return _rows("neural_networks", rows)


def _graph() -> list[Shortcut]:
    return [
        Shortcut("computational_graph", "hard-coded for the exercise's numbers", sample="wrong_hard_coded"),
        Shortcut("computational_graph", "differences", sample="numerical_differences"),
        Shortcut("computational_graph", "imaginary steps", sample="numerical_complex_steps"),
    ]


def _engine() -> list[Shortcut]:
    two = ("__add__", "__sub__", "__mul__", "__truediv__")
    one = ("__neg__", "tanh", "relu", "exp")
    every_value = """
waiting = [self]
while waiting:
    value = waiting.pop()
    value.grad = {0}
    waiting += value.operands
"""

    def every(result: str, gradient: str) -> Bodies:
        operations = {f"Value.{name}": f"return Value({result}, (self, as_value(other)))" for name in two}
        operations |= {f"Value.{name}": f"return Value({result}, (self,))" for name in (*one, "__pow__")}
        return {
            **operations,
            "Value.backward": every_value.format(gradient),
            "squared_error": "return Value(1.0, tuple(model.parameters()))",
        }

    rows: dict[str, Bodies] = {
        "constants": every("1.0", "1.0"),
        "copies of the input": every("self.data", "value.data"),
        "forward without backward": {"Value.backward": "pass"},
    }
    return _rows("autodiff_engine", rows)


def _layers() -> list[Shortcut]:
    layers = ("Affine", "ReLU", "Flatten", "Conv2d", "MaxPool", "BatchNorm", "LayerNorm", "Dropout")
    totals = "np.exp(scores - scores.max(1)[:, None]).sum(1)"
    loss = f"np.log({totals}) + scores.max(1) - scores[np.arange(len(labels)), labels]"

    def every(output: str, gradient: str, parameters: str) -> Bodies:
        own = f"self.gradients = {{name: np.{parameters}(one) for name, one in self.parameters.items()}}\n"
        forward = {f"{layer}.forward": f"return {output}" for layer in layers if output}
        return {**forward, **{f"{layer}.backward": f"{own}return {gradient}" for layer in layers}}

    rows: dict[str, Bodies] = {
        "constants": {
            **every("np.ones_like(x)", "np.ones_like(upstream)", "ones_like"),
            "softmax_cross_entropy": "return 1.0, np.ones_like(scores)",
            "Network.forward": "return np.ones_like(x)",
            "Network.backward": "return np.ones_like(upstream)",
            "numerical_gradient": "return np.ones_like(array)",
        },
        "copies of the input": {
            **every("x", "upstream", "array"),
            "softmax_cross_entropy": "return scores.mean(), scores",
            "Network.forward": "return x",
            "Network.backward": "return upstream",
            "numerical_gradient": "return array",
        },
        "forward without backward": {
            **every("", "np.zeros_like(upstream)", "zeros_like"),
            "softmax_cross_entropy": f"return ({loss}).mean(), np.zeros_like(scores)",
            "Network.backward": "return 0 * upstream",
        },
    }
    return _rows("layers", rows, "")


ROWS = (_mlp, _theory, _backward_pass, _error, _neural_networks, _graph, _engine, _layers)
