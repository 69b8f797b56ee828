"""`autograder new NAME --from`: a homework that is graded, audited and packed at once."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from project import Command

LAYERS = '''\
"""Two layers and a loss."""

import numpy as np


def relu(x):
    return np.maximum(0, x)


def relu_grad(x):
    return (x > 0).astype(float)


def mse(y, y_hat):
    """y, y_hat (N, K). Returns the loss and its gradient by y_hat."""
    return ((y_hat - y) ** 2).mean(), 2 * (y_hat - y) / y.size


class Linear:
    def __init__(self, n_in, n_out):
        self.params = {"W": np.random.randn(n_in, n_out), "b": np.zeros(n_out)}
        self.grads = {}

    def forward(self, x):
        self.x = x
        return x @ self.params["W"] + self.params["b"]

    def backward(self, upstream):
        self.grads = {"W": self.x.T @ upstream, "b": upstream.sum(axis=0)}
        return upstream @ self.params["W"].T


def search(tree, visit):
    return visit(tree.left) + visit(tree.right)


if __name__ == "__main__":
    print(relu(np.ones(2)))
'''
WRONG = {
    "relu": ("np.maximum(0, x)", "np.maximum(0, x) + 1"),
    "relu_grad": ("x > 0", "x < 0"),
    "mse": ("/ y.size", "/ len(y)"),
    "Linear.forward": ('self.params["b"]', "0"),
    "Linear.backward": ("upstream.sum(axis=0)", "upstream.mean(axis=0)"),
}


pytestmark = pytest.mark.slow  # a homework is made, tried and audited many times


@pytest.fixture(scope="module")
def course(autograder: Command, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("course")
    (folder / "solved.py").write_text(LAYERS)
    done = autograder("--course", folder, "new", "nets", "--from", folder / "solved.py", cwd=folder)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "TODO in hidden_tests/nets: search: AttributeError" in done.stdout
    assert "Then: autograder audit nets" in done.stdout
    return folder


def test_its_samples_get_their_verdicts_and_the_reference_everything(
    course: Path, autograder: Command, tmp_path: Path
) -> None:
    verdicts = yaml.safe_load((course / "samples/nets/verdicts.yaml").read_text())
    assert len(verdicts) == 2
    for name, verdict in verdicts.items():
        autograder("check", "nets", course / "samples/nets" / name, "--json", tmp_path / "r.json", cwd=course)
        assert json.loads((tmp_path / "r.json").read_text())["score"] == verdict["score"]
    done = autograder("check", "nets", course / "reference/nets/solved.py", cwd=course)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("function", WRONG)
def test_a_mistake_in_any_function_loses_points(
    function: str, course: Path, autograder: Command, tmp_path: Path
) -> None:
    old, new = WRONG[function]
    assert LAYERS.count(old) == 1
    (tmp_path / "solved.py").write_text(LAYERS.replace(old, new))
    done = autograder("check", "nets", tmp_path / "solved.py", "--all", cwd=course)
    failed = [line for line in done.stdout.splitlines() if "0/" in line]
    assert done.returncode == 1
    assert all(function in line for line in failed)
    assert failed


def test_the_audit_finds_only_what_is_left_to_write(course: Path, autograder: Command) -> None:
    done = autograder("audit", "nets", "--draws", 5, cwd=course)
    parts = {line.split()[0]: line for line in done.stdout.splitlines() if line.startswith("  ") and line.strip()}
    assert "no false alarm" in parts["reference"]
    assert "contain no answer" in parts["inputs"]
    assert "0 of" in parts["template"]
    kept = yaml.safe_load((course / "hidden_tests/nets/mistakes.yaml").read_text())
    assert f"{len(kept)} of {len(kept)} lose exactly their tests" in parts["mistakes"]
    survivors = [line for line in done.stdout.splitlines() if "no test notices" in line]
    assert all("tree" in line or "x >= 0" in line for line in survivors)


def test_it_can_be_packed(course: Path, autograder: Command) -> None:
    done = autograder("package", "nets", cwd=course)
    assert done.returncode == 0, done.stderr
    assert (course / "dist/nets.zip").is_file()


def test_nothing_is_left_of_what_cannot_be_made(course: Path, autograder: Command) -> None:
    before = sorted(course.rglob("*"))
    (course / "bad.py").write_text("def f(x):\n    return 1\n\n\nN = 1 / 0\n")
    done = autograder("new", "broken", "--from", course / "bad.py", cwd=course)
    assert done.returncode == 2
    assert "bad.py cannot be loaded: bad.py raised ZeroDivisionError" in done.stderr
    done = autograder("new", "nets", "--from", course / "solved.py", cwd=course)
    assert "reference/nets already exists" in done.stderr
    (course / "bad.py").unlink()
    assert sorted(course.rglob("*")) == before


def test_a_solution_that_nothing_fits_says_what_is_missing(autograder: Command, tmp_path: Path) -> None:
    (tmp_path / "odd.py").write_text("def visit(tree):\n    return tree.left\n")
    done = autograder("--course", tmp_path, "new", "odd", "--from", tmp_path / "odd.py", cwd=tmp_path)
    assert "TODO in hidden_tests/odd: visit: AttributeError" in done.stdout
    for command in (("check", "odd", tmp_path / "odd.py"), ("grade", "odd"), ("audit", "odd"), ("package", "odd")):
        done = autograder("--course", tmp_path, *command, cwd=tmp_path)
        assert done.returncode != 0
        assert "odd has no hidden test yet" in done.stderr
        assert "Traceback" not in done.stderr


PACKAGE = {
    "constants.py": "SLOPE = 0.1\n",
    "points.csv": "1.0,2.0\n",
    "core/ops.py": (
        "from ..constants import SLOPE\nimport numpy as np\n\n\n"
        "def leaky(z):\n    return np.where(z > 0, z, SLOPE * z)\n"
    ),
    "train/loop.py": (
        "from net.core import ops\n\n\nclass Trainer:\n    def __init__(self, W):\n        self.W = W\n\n"
        "    def step(self, x):\n        loss = ops.leaky(x @ self.W).sum()\n        self.W = self.W - 0.1 * loss\n"
        "        return loss\n"
    ),
}


def test_a_package_is_imported_by_its_folders_name(autograder: Command, tmp_path: Path) -> None:
    for name, text in PACKAGE.items():
        (tmp_path / "net" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "net" / name).write_text(text)
    done = autograder("--course", tmp_path, "new", "packed", "--from", tmp_path / "net", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    settings = yaml.safe_load((tmp_path / "hidden_tests/packed/homework.yaml").read_text())
    assert [one["name"] for one in settings["submit"]] == ["net/core/ops.py", "net/train/loop.py"]
    assert settings["provided"] == ["net/constants.py", "net/points.csv"]
    test = (tmp_path / "hidden_tests/packed/test_net_train_loop.py").read_text()
    assert '{"step": actual, "W": theirs.W}' in test  # what a step changes is compared, too
    done = autograder("check", "packed", tmp_path / "reference/packed", cwd=tmp_path)
    assert done.returncode == 0, done.stdout


MODULES = """\
import torch
from torch import nn


class Swish(torch.autograd.Function):
    @staticmethod
    def forward(ctx, z):
        ctx.save_for_backward(z)
        return z * torch.sigmoid(z)

    @staticmethod
    def backward(ctx, upstream):
        (z,) = ctx.saved_tensors
        s = torch.sigmoid(z)
        return upstream * (s + z * s * (1 - s))


class Net(nn.Module):
    def __init__(self, D, H):
        super().__init__()
        self.first = nn.Linear(D, H, bias=False)
        self.layers = nn.Sequential(nn.Linear(H, H), nn.Tanh())

    def forward(self, x):
        \"\"\"x (N, D)\"\"\"
        return self.layers(Swish.apply(self.first(x)))
"""


def test_modules_of_torch_get_the_same_parameters(autograder: Command, tmp_path: Path) -> None:
    (tmp_path / "modules.py").write_text(MODULES)
    done = autograder("--course", tmp_path, "new", "modules", "--from", tmp_path / "modules.py", cwd=tmp_path)
    assert "TODO in hidden_tests/modules: Swish.backward: torch calls it" in done.stdout
    test = (tmp_path / "hidden_tests/modules/test_modules.py").read_text()
    assert '"first.weight": weight, "layers.0.weight": weight2' in test
    assert "theirs.load_state_dict(state, strict=False)" in test
    done = autograder("check", "modules", tmp_path / "modules.py", cwd=tmp_path)
    assert done.returncode == 0, done.stdout


ENGINE = """\
import numpy as np


class Tensor:
    def __init__(self, data, parents=()):
        self.data = np.asarray(data, dtype=float)
        self.grad = np.zeros_like(self.data)
        self.parents = parents

    @property
    def T(self):
        return Tensor(self.data.T, [(self, lambda g: g.T)])

    def __add__(self, other):
        other = other if isinstance(other, Tensor) else Tensor(other)
        parents = [(self, lambda g: g), (other, lambda g: g)]
        return Tensor(self.data + other.data, parents)

    def __mul__(self, other):
        other = other if isinstance(other, Tensor) else Tensor(other)
        parents = [(self, lambda g: g * other.data), (other, lambda g: g * self.data)]
        return Tensor(self.data * other.data, parents)

    def __matmul__(self, other):
        parents = [(self, lambda g: g @ other.data.T), (other, lambda g: self.data.T @ g)]
        return Tensor(self.data @ other.data, parents)

    def sum(self):
        return Tensor(self.data.sum(), [(self, lambda g: np.full(self.data.shape, g))])

    def clear(self):
        self.grad = np.zeros_like(self.data)

    def backward(self, upstream=1.0):
        self.grad = self.grad + upstream
        for parent, back in self.parents:
            parent.backward(back(upstream))
"""


def test_an_engine_of_arrays_is_tried_with_arrays(autograder: Command, tmp_path: Path) -> None:
    (tmp_path / "engine.py").write_text(ENGINE)
    done = autograder("--course", tmp_path, "new", "tensors", "--from", tmp_path / "engine.py", cwd=tmp_path)
    assert "TODO in hidden_tests/tensors: Tensor.clear: no expression that was tried uses it" in done.stdout
    test = (tmp_path / "hidden_tests/tensors/test_engine.py").read_text()
    assert '"(a @ b.T).sum()"' in test
    assert "student.Tensor(x), student.Tensor(y)" in test
    done = autograder("check", "tensors", tmp_path / "engine.py", cwd=tmp_path)
    assert done.returncode == 0, done.stdout
