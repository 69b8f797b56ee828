"""Right scripts in forms of their own, and with lines that fail: graded as a class, none costs a point."""

from __future__ import annotations

import csv

import pytest
from project import ROOT, Command

SAMPLE = ROOT / "samples/computational_graph/right_flat_script"
LAB, FIT = ((SAMPLE / name).read_text(encoding="utf-8") for name in ("lab.py", "fit.py"))

# lab.py, and what the staff is told of inputs that were not replaced ("" for nothing).
FORMS = {
    "the_network_twice": (
        """
import torch
x = torch.tensor([2.0, 1.0], dtype=torch.double)
b = torch.tensor(0.0, dtype=torch.double)
w1 = torch.tensor([torch.pi / 2, torch.pi], dtype=torch.double, requires_grad=True)
y = torch.sin(w1 @ x) - b
y.backward()
print(w1.grad)
dydw = w1.grad.clone()
w2 = torch.tensor([torch.pi / 2, torch.pi], dtype=torch.double, requires_grad=True)
y_label = torch.tensor(2.0)
L2 = (torch.sin(w2 @ x) - b - y_label) ** 2
L2.backward()
dLdw = w2.grad.clone()
w_new = w2.detach() - 0.5 * w2.grad
""",
        "",
    ),
    "weights_as_two_scalars": (
        """
import torch, math
w1 = torch.tensor(math.pi / 2, dtype=torch.double, requires_grad=True)
w2 = torch.tensor(math.pi, dtype=torch.double, requires_grad=True)
x = torch.tensor([2.0, 1.0], dtype=torch.double)
b = 0
y = torch.sin(w1 * x[0] + w2 * x[1]) - b
y.backward(retain_graph=True)
dydw = torch.stack([w1.grad, w2.grad]).clone()
w1.grad = None; w2.grad = None
y_label = 2
L2 = (y - y_label) ** 2
L2.backward()
dLdw = torch.stack([w1.grad, w2.grad]).clone()
with torch.no_grad():
    w_new = torch.stack([w1 - 0.5 * w1.grad, w2 - 0.5 * w2.grad])
""",
        "",
    ),
    "all_as_scalars": (
        """
import torch, math
w1 = torch.tensor(math.pi / 2, requires_grad=True)
w2 = torch.tensor(math.pi, requires_grad=True)
x1, x2 = torch.tensor(2.0), torch.tensor(1.0)
b = torch.tensor(0.0)
y = torch.sin(w1 * x1 + w2 * x2) - b
y.backward(retain_graph=True)
print("dy/dw1", w1.grad, "dy/dw2", w2.grad)
dydw = [w1.grad.item(), w2.grad.item()]
w1.grad.zero_(); w2.grad.zero_()
L2 = torch.nn.functional.mse_loss(y, torch.tensor(2.0))
L2.backward()
dLdw = [w1.grad.item(), w2.grad.item()]
with torch.no_grad():
    w1 -= 0.5 * w1.grad
    w2 -= 0.5 * w2.grad
new_w = [w1.item(), w2.item()]
""",
        "for y_label:",
    ),
    "gradients_of_scalars_unnamed": (
        """
import torch, math
w1 = torch.tensor(math.pi / 2, requires_grad=True)
w2 = torch.tensor(math.pi, requires_grad=True)
x1, x2 = torch.tensor(2.0), torch.tensor(1.0)
b = torch.tensor(0.0)
y = torch.sin(w1 * x1 + w2 * x2) - b
y.backward(retain_graph=True)
print("dy/dw1", w1.grad, "dy/dw2", w2.grad)

w1.grad.zero_(); w2.grad.zero_()
L2 = torch.nn.functional.mse_loss(y, torch.tensor(2.0))
L2.backward()

with torch.no_grad():
    w1 -= 0.5 * w1.grad
    w2 -= 0.5 * w2.grad
""",
        "for y_label:",
    ),
    "label_in_the_call": (
        """
import torch
import torch.nn.functional as F
w = torch.tensor([torch.pi / 2, torch.pi], requires_grad=True)
x = torch.tensor([2.0, 1.0])
b = torch.tensor(0.0)
y = torch.sin(torch.dot(w, x)) - b
y.backward(retain_graph=True)
grad_y = w.grad.clone()
w.grad.zero_()
loss = F.mse_loss(y, torch.tensor(2.))
loss.backward()
grad_L = w.grad.clone()
with torch.no_grad():
    w -= 0.5 * w.grad
""",
        "for y_label:",
    ),
    "no_bias": (
        """
import torch
import torch.nn.functional as F
w = torch.tensor([torch.pi / 2, torch.pi], requires_grad=True)
x = torch.tensor([2.0, 1.0])

y = torch.sin(torch.dot(w, x))
y.backward(retain_graph=True)
grad_y = w.grad.clone()
w.grad.zero_()
loss = F.mse_loss(y, torch.tensor(2.))
loss.backward()
grad_L = w.grad.clone()
with torch.no_grad():
    w -= 0.5 * w.grad
""",
        "for b, y_label:",
    ),
    "numbers_in_the_formula": (
        """
import torch
w = torch.tensor([torch.pi / 2, torch.pi], requires_grad=True)
y = torch.sin(w[0] * 2 + w[1] * 1) - 0
y.backward(retain_graph=True)
dydw = w.grad.clone()
w.grad = None
L2 = (y - 2) ** 2
L2.backward()
dLdw = w.grad.clone()
new_w = w.detach() - 0.5 * w.grad
""",
        "for x, b, y_label:",
    ),
    "one_vector_for_each_gradient": (
        """
import torch
def f(w, x, b):
    return torch.sin(w @ x) - b
w_y = torch.tensor([torch.pi / 2, torch.pi], requires_grad=True)
w_L = torch.tensor([torch.pi / 2, torch.pi], requires_grad=True)
x = torch.tensor([2., 1.]); b = 0.
y = f(w_y, x, b); y.backward(); dydw = w_y.grad
L2 = (f(w_L, x, b) - 2) ** 2; L2.backward(); dLdw = w_L.grad
w_new = w_L - 0.5 * w_L.grad
""",
        "for y_label:",
    ),
    "lists_first": (
        """
import torch
W = [torch.pi / 2, torch.pi]
w = torch.tensor(W, requires_grad=True)
X = [2.0, 1.0]
x = torch.tensor(X)
b, y_label = 0.0, 2.0
y = torch.sin((w * x).sum()) - b
y.backward(retain_graph=True)
dydw = w.grad.clone(); w.grad.zero_()
loss = (y - y_label).pow(2)
loss.backward()
dLdw = w.grad
w1 = w - 0.5 * w.grad
""",
        "",
    ),
    "inputs_in_a_function": (
        """
import torch
def forward(w):
    x = torch.tensor([2.0, 1.0])
    return torch.sin(w @ x)
w = torch.tensor([torch.pi / 2, torch.pi], requires_grad=True)
y = forward(w)
dydw, = torch.autograd.grad(y, w)
def loss_of(w):
    return (forward(w) - 2) ** 2
L2 = loss_of(w)
dLdw, = torch.autograd.grad(L2, w)
new_w = w - .5 * dLdw
""",
        "for b, y_label:",
    ),
}

# Lines above lab.py and fit.py, and below them.
STRAY = {
    "package": ("import pandas_of_nobody as pd", "print(pd.DataFrame())"),
    "names_of_a_package": ("from tqdm_of_nobody import tqdm", "for i in tqdm([1]):\n    pass"),
    "typo_below": ("", "prnt(w)"),
    "failing_assert": ("assert 1 == 2", ""),
    "cuda": ('z = torch_of_mine.zeros(1).to("cuda")', ""),
    "absent_file": ("rows = open('data.csv').read()", "print(rows)"),
    "input": ("name = input()", ""),
    "notebook_habit": ("from IPython_of_nobody import display", "display(1)"),
    "plot": ("", "import matplotlib.pyplot as plt\nplt.plot([1, 2], [1, 2, 3])"),
    "exit": ("", "import sys\nsys.exit(0)"),
    "unused_definition": ("class Logger(Base):\n    pass", ""),
}


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory, autograder: Command) -> dict[str, dict[str, str]]:
    folder = tmp_path_factory.mktemp("scripts")
    scripts = {name: (lab.lstrip(), FIT) for name, (lab, _) in FORMS.items()}
    scripts |= {
        f"stray_{name}": (f"{above}\n{LAB}\n{below}\n", f"{above}\n{FIT}\n{below}\n")
        for name, (above, below) in STRAY.items()
    }
    for name, (lab, fit) in scripts.items():
        (folder / "class" / name).mkdir(parents=True)
        (folder / "class" / name / "lab.py").write_text(lab, encoding="utf-8")
        (folder / "class" / name / "fit.py").write_text(fit, encoding="utf-8")
    done = autograder("grade", "computational_graph", folder / "class", "--out", folder / "out", "--quiet")
    assert done.returncode == 0, done.stdout + done.stderr
    with (folder / "out/gradebook.csv").open(encoding="utf-8") as file:
        return {row["submission"]: row for row in csv.DictReader(file)}


@pytest.mark.slow
@pytest.mark.parametrize("name", FORMS)
def test_every_form_of_the_inputs_earns_all(name: str, rows: dict[str, dict[str, str]]) -> None:
    assert rows[name]["autograded"] == "20", rows[name]
    told = FORMS[name][1]
    assert ("not tried with other numbers" in rows[name]["flags"]) is bool(told)
    assert told in rows[name]["flags"]


@pytest.mark.slow
@pytest.mark.parametrize("name", STRAY)
def test_a_stray_line_costs_a_script_nothing_and_is_said(name: str, rows: dict[str, dict[str, str]]) -> None:
    row = rows[f"stray_{name}"]
    assert row["autograded"] == "20", row
    if name != "exit":  # the end of a script, as good as any
        for file in ("lab.py", "fit.py"):
            assert f"{file}, line " in row["notes"]
            assert f"{file}, line " in row["left_out"]
        assert "This line was left out" in row["notes"]
        assert "Lines of a script that fail were left out" in row["flags"]
