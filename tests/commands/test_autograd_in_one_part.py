"""error_backpropagation: by hand in exercise 1, with autograd in exercise 2, both in one file."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import msgspec
import numpy as np
import pytest
from project import Command

from autograder.report import Outcome, Report

# exercise1, where `error(W, B)` is the error as torch computes it, W and B are tensors, and `leaves` those that want
# a gradient. What is imported above it is imported where autograd still works.
WAYS = {
    "backward": "error(*leaves).backward(); return [w.grad for w in leaves[0]], [b.grad for b in leaves[1]]",
    "backward_with_grad_enabled": """
        with torch.inference_mode(False), torch.enable_grad():
            error(*leaves).backward()
        return [w.grad for w in leaves[0]], [b.grad for b in leaves[1]]""",
    "backward_of_a_value_between": """
        inner = [[1 * w for w in leaves[0]], [1 * b for b in leaves[1]]]
        for value in inner[0] + inner[1]:
            value.requires_grad_().retain_grad()
        torch.autograd.backward(error(*inner))
        return [w.grad for w in inner[0]], [b.grad for b in inner[1]]""",
    "autograd_grad": "g = torch.autograd.grad(error(*leaves), leaves[0] + leaves[1]); return g[:4], g[4:]",
    "imported_autograd_grad": "g = derive(error(*leaves), leaves[0] + leaves[1]); return g[:4], g[4:]",
    "func_grad": "return torch.func.grad(error, argnums=(0, 1))(W, B)",
    "imported_func_grad": "return func_grad(error, argnums=(0, 1))(W, B)",
    "func_vjp": "return torch.func.vjp(error, W, B)[1](torch.tensor(1.0, dtype=torch.double))",
    "imported_vjp": "return vjp(error, W, B)[1](torch.tensor(1.0, dtype=torch.double))",
    "func_jacrev": "return torch.func.jacrev(error, argnums=(0, 1))(W, B)",
    "imported_jacrev": "return jacrev(error, argnums=(0, 1))(W, B)",
    "func_jacfwd": "return torch.func.jacfwd(error, argnums=(0, 1))(W, B)",
    "imported_jacfwd": "return jacfwd(error, argnums=(0, 1))(W, B)",
    "functional_jacobian": "g = torch.autograd.functional.jacobian(flat, tuple(W + B)); return g[:4], g[4:]",
    "imported_jacobian": "g = jacobian(flat, tuple(W + B)); return g[:4], g[4:]",
    "functional_vjp": "g = torch.autograd.functional.vjp(flat, tuple(W + B))[1]; return g[:4], g[4:]",
    "forward_mode": """
        with forward.dual_level():
            dual = make_dual(W[0], torch.ones_like(W[0]))
            return [forward.unpack_dual(error([dual, *W[1:]], B)).tangent], []""",
}
FILE = """
import torch
import torch.autograd.forward_ad as forward
from torch.autograd import grad as derive
from torch.autograd.forward_ad import make_dual
from torch.autograd.functional import jacobian
from torch.func import grad as func_grad, jacfwd, jacrev, vjp

SCALE = torch.ones(1, requires_grad=True)
(2 * SCALE).backward(retain_graph=True)

def exercise1(W, B, X, Z1, A1, Z2, A2, Z3, A3, Y, T):
    W, B, X, T = [torch.tensor(w) for w in W], [torch.tensor(b) for b in B], torch.tensor(X), torch.tensor(T)
    leaves = [w.clone().requires_grad_() for w in W], [b.clone().requires_grad_() for b in B]
    error = lambda W, B: exercise2(W, B, X, T)
    flat = lambda *parameters: error(parameters[:4], parameters[4:])
    def way():
        {way}
    DW, DB = way()
    return [w.detach().numpy() for w in DW], [b.detach().numpy() for b in DB]

def exercise2(W, B, X, T):
    A = X
    for i in range(3):
        A = torch.relu(A @ W[i] + B[i])
    return ((A @ W[3] + B[3] - T) ** 2).mean()
"""


@pytest.fixture(scope="module")
def reports(autograder: Command, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Report]:
    """Every way as a file of one class, graded."""
    folder, out = tmp_path_factory.mktemp("class"), tmp_path_factory.mktemp("out")
    for name, way in WAYS.items():
        (folder / f"{name}.py").write_text(FILE.replace("{way}", way), encoding="utf-8")
    done = autograder("grade", "error_backpropagation", folder, "--out", out, "--quiet")
    assert done.returncode == 0, done.stderr
    return {name: msgspec.json.decode((out / f"{name}.py" / "report.json").read_bytes(), type=Report) for name in WAYS}


@pytest.mark.parametrize("way", WAYS)
def test_no_way_to_autograd_earns_what_must_be_done_by_hand(way: str, reports: dict[str, Report]) -> None:
    report = reports[way]
    assert report.fault == ""
    by_hand = [test for test in report.tests if test.number.startswith("1.")]
    with_autograd = [test for test in report.tests if test.number.startswith("2.")]
    assert {test.outcome for test in by_hand} == {Outcome.REFUSED}, by_hand[0].message
    assert all("torch's autograd is not allowed in this part of the homework" in test.message for test in by_hand)
    assert sum(test.score for test in by_hand) == 0
    assert {test.outcome for test in with_autograd} == {Outcome.OK}
    assert report.score == 10


@pytest.mark.filterwarnings("ignore:.torch.jit.script. is deprecated")  # torch's own, by its forward mode
@pytest.mark.parametrize("way", WAYS)
def test_each_way_works_where_it_is_allowed(way: str) -> None:
    """Or the test above would show nothing."""
    rng = np.random.default_rng(0)
    widths = (4, 7, 6, 5, 3)
    W, B = [rng.normal(size=shape) for shape in pairwise(widths)], [rng.normal(size=width) for width in widths[1:]]
    X, T = rng.normal(size=(9, 4)), rng.normal(size=(9, 3))
    found = []
    for each in ("backward", way):
        code: dict[str, Any] = {}
        exec(FILE.replace("{way}", WAYS[each]), code)
        found.append(code["exercise1"](W, B, X, *[None] * 7, T))
    (DW, DB), (their_DW, their_DB) = found
    if way == "forward_mode":  # a derivative in one direction
        np.testing.assert_allclose(their_DW[0], DW[0].sum())
    else:
        for right, value in zip([*DW, *DB], [*their_DW, *their_DB], strict=True):
            np.testing.assert_allclose(value, right)
