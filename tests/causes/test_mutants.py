"""Mutants: each operator makes the changes it names, in solutions only, and never the same program twice."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from autograder.causes.mutants import OPERATORS, mutants
from autograder.homework import ROOT

REFERENCES = sorted((ROOT / "reference").glob("*/*.py"))

CASES = [
    ("comparison", "g(x < 0)", ["g(x <= 0)", "g(x > 0)"]),
    ("comparison", "g(x == 'relu')", ["g(x != 'relu')"]),
    ("comparison", "g(a is not b)", ["g(a is b)"]),
    ("comparison", "g(1 if a and b else 2)", ["g(1 if not (a and b) else 2)", "g(1 if a or b else 2)"]),
    ("arithmetic", "g(x + y * z)", ["g(x - y * z)", "g(x + y / z)"]),
    ("arithmetic", "g((x) @ (y))", ["g((x) * (y))"]),
    ("arithmetic", "x += y", ["x -= y", "x = y"]),
    ("arithmetic", "g(x.sum())", ["g(x.mean())"]),
    ("arithmetic", "g(np.maximum(x, y))", ["g(np.minimum(x, y))"]),
    ("term", "g(x @ W + b)", ["g((x @ W))", "g(b)"]),
    ("term", "g(2 * (y - t))", ["g(2 * (y))", "g(2 * (-t))"]),
    ("term", "g(a + (b if c else d) - e)", ["g(a - e)", "g((b if c else d) - e)", "g((a + (b if c else d)))", "g(-e)"]),
    ("constant", "g(2, 0.5, 'a')", ["g(3, 0.5, 'a')", "g(2, 1.0, 'a')", "g(2, (-0.5), 'a')"]),
    ("constant", "g(True, None)", ["g(False, None)"]),
    ("sign", "g(-x)", ["g((x))"]),
    ("sign", "return x, None", ["return -(x), None"]),
    ("sign", "y = a < b", []),
    ("transpose", "g(x @ W.T)", ["g(x.T @ W.T)", "g(x @ W)"]),
    ("transpose", "g(torch.mm(x, W.t()))", ["g(torch.mm(x.T, W.t()))", "g(torch.mm(x, W))"]),
    ("transpose", "g(x.dot(y + z))", ["g(x.T.dot(y + z))", "g(x.dot((y + z).T))"]),
    ("axis", "g(x, axis=0)", ["g(x, axis=1)"]),
    ("axis", "g(x, dim=-1, keepdim=True)", ["g(x, dim=0, keepdim=True)", "g(x, dim=-1, keepdim=False)"]),
    ("index", "g(x[1], p['W'])", ["g(x[0], p['W'])", "g(x[2], p['W'])"]),
    ("index", "g(h[layer])", ["g(h[layer - 1])", "g(h[layer + 1])"]),
    ("index", "g(x[-1, :])", ["g(x[-2, :])", "g(x[0, :])"]),
    ("deletion", "x[:] = 0", ["pass"]),
]


def changes(*lines: str, operator: str) -> list[str]:
    """What `operator` makes of a solution of these lines: the changed lines."""
    source = "\n".join(
        ("def f():", "    # SOLUTION BEGIN: it", *(f"    {line}" for line in lines), "    # SOLUTION END")
    )
    return [mutant.after for mutant in mutants(source, "f.py") if mutant.operator == operator]


@pytest.mark.parametrize(("operator", "line", "expected"), CASES)
def test_an_operator_makes_exactly_these_changes(operator: str, line: str, expected: list[str]) -> None:
    assert changes(line, operator=operator) == expected


def test_each_operator_is_tried_above() -> None:
    assert {operator for operator, _, _ in CASES} == set(OPERATORS)


def test_brackets_comments_and_wide_characters_do_not_shift_a_change() -> None:
    lines = ("é = 'é' + x  # a + b", "y = (x", "     # x * x", "     + z)")
    assert changes(*lines, operator="arithmetic") == ["é = 'é' - x  # a + b", "- z)"]


def test_what_is_not_graded_is_left_alone() -> None:
    lines = ("'''a docstring - 1'''", "print(1 + 1)", "raise ValueError(f'{x + 1}')", "assert x > 0, 'no'", "import y")
    assert all(changes(*lines, operator=operator) == [] for operator in OPERATORS)


def test_nothing_outside_a_solution_changes() -> None:
    source = "K = 5\n# SOLUTION BEGIN: L\nL = K * 2\n# SOLUTION END\nM = K * 3\n"
    found = list(mutants(source, "f.py"))
    assert found == list(mutants(source, "f.py"))
    assert {mutant.line for mutant in found} == {3}
    assert all(mutant.source.startswith("K = 5\n#") and mutant.source.endswith("END\nM = K * 3\n") for mutant in found)


def test_the_same_program_is_not_tried_twice() -> None:
    assert changes("return 0.5", operator="sign") == []  # the constant's -0.5 is the same
    assert changes("return 0.5", operator="constant") == ["return 1.0", "return (-0.5)"]


NOTHING_CHANGES = [
    ("sign", "z = np.zeros(4)", []),
    ("sign", "z = np.zeros(n) + 1", ["z = -(np.zeros(n) + 1)"]),
    ("sign", "z = torch.tensor(0.0, dtype=torch.double)", []),
    ("sign", "z = torch.tensor(1.0)", ["z = -(torch.tensor(1.0))"]),
    ("constant", "g(0.0)", ["g(1.0)"]),
    ("transpose", "w = np.array([1, torch.pi / 2]); g(w @ x)", ["w = np.array([1, torch.pi / 2]); g(w @ x.T)"]),
]


@pytest.mark.parametrize(("operator", "line", "expected"), NOTHING_CHANGES)
def test_what_changes_nothing_for_any_input_is_not_tried(operator: str, line: str, expected: list[str]) -> None:
    assert changes(line, operator=operator) == expected


@pytest.mark.parametrize(
    "lines",
    [
        ("w = np.array([[1, 2]])",),
        ("w = np.array([1, 2], ndmin=2)",),
        ("w = np.array([1, row])",),  # row may be an array
        ("w = np.array([1, self.row])",),
        ("w = np.array([1, 2]).reshape(2, 1)",),
        ("w = np.array([1, 2])", "w = np.outer(w, w)"),
        ("w = np.array([1, 2])", "for w in matrices: pass"),
        ("w = np.array([1, 2])", "def h(w): pass"),
        ("w = np.array([1, 2])", "import weights as w"),
    ],
)
def test_what_may_have_two_axes_is_transposed(lines: tuple[str, ...]) -> None:
    assert "g(w.T @ x)" in changes(*lines, "g(w @ x)", operator="transpose")


def test_an_array_that_is_changed_in_place_keeps_its_one_axis() -> None:
    assert changes("w = np.array([1, 2])", "w -= 1", "g(w @ x)", operator="transpose") == ["g(w @ x.T)"]


@pytest.mark.parametrize("path", REFERENCES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_mutant_of_a_reference_is_another_program(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    found = list(mutants(source, path.name))
    for mutant in found:
        compile(mutant.source, path.name, "exec", flags=ast.PyCF_ONLY_AST)
        assert mutant.before != mutant.after
        assert mutant.before in source
    assert len({mutant.source for mutant in found} | {source}) == len(found) + 1
