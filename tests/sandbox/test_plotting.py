"""A student who plots where nobody asks for it: matplotlib is there at once, and nothing else is different."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from project import ROOT, Command

from autograder.sandbox.plotting import plots

RIGHT = (ROOT / "samples/mlp/right_matmul.py").read_text()
BEGINNING = """
import sys
THERE = [name for name in ("matplotlib", "matplotlib.figure", "matplotlib.pyplot") if name in sys.modules]
import matplotlib
BACKEND = matplotlib.get_backend()
matplotlib.use("TkAgg")
import matplotlib.pyplot as plt
"""
DRAWS = """
_right = MLP.forward
def _draw_first(*values, **more):
    assert (THERE, BACKEND) == (["matplotlib", "matplotlib.figure"], "Agg"), (THERE, BACKEND)
    plt.switch_backend("Agg")
    figure, axes = plt.subplots()
    axes.plot([1, 2], label="a")
    axes.legend()
    plt.savefig("loss.png")
    assert plt.get_fignums() == [1] and sys.modules["os"].path.getsize("loss.png") > 1000
    plt.close(figure)
    return _right(*values, **more)
MLP.forward = _draw_first
"""


@pytest.mark.slow
def test_it_is_imported_for_those_who_plot_and_no_backend_is_chosen(autograder: Command, tmp_path: Path) -> None:
    (tmp_path / "mlp.py").write_text(BEGINNING + RIGHT + DRAWS)
    autograder("check", "mlp", tmp_path / "mlp.py", "--json", tmp_path / "results.json")
    tests = json.loads((tmp_path / "results.json").read_text())["tests"]
    assert [test["output"] for test in tests if test["score"] < test["max_score"]] == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("import matplotlib", True),
        ("def f():\n    from matplotlib import pyplot as plt", True),
        ("import numpy as np, matplotlib.pyplot as plt", True),
        ("# import matplotlib.pyplot", False),
        ("matplotlib = None\nimport numpy", False),
    ],
)
def test_who_plots(source: str, *, found: bool) -> None:
    assert plots({"mlp.py": source.encode(), "points.npy": b"import matplotlib"}) is found
