"""Most of what a backward earns is out of reach for difference quotients, whatever their step and their order."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from project import ROOT, Command, without_causes

from autograder.homework import load_homework
from autograder.report import Report

# weights of output(+k h) - output(-k h), over h
ORDERS = {2: {1: 1 / 2}, 4: {1: 2 / 3, 2: -1 / 12}, 6: {1: 3 / 4, 2: -3 / 20, 3: 1 / 60}}
FEW, MANY = (-6, -3, 2), range(-24, 22)  # powers of ten; where outputs are linear, large steps are exact
CURVED = range(-12, 9)  # beyond these, rounding or curves leave nothing that a higher order could mend
REACH = 0.4  # of what a backward earns
# What is linear alone (a convolution, gamma and beta) no draw protects from large steps: they are exact
REACH_OF = {"layers": 0.7}
HOMEWORKS = [
    "mlp",
    "mlp_theory",
    "backward_pass",
    "error_backpropagation",
    "neural_networks",
    "autodiff_engine",
    "layers",
]
WITHOUT_TRAINING = "\n\ndef main(*arguments):\n    raise RuntimeError('it would take hours')\n"


@pytest.mark.parametrize(
    ("homework", "powers"),
    [
        pytest.param("mlp_theory", FEW, id="mlp_theory-few"),
        *(pytest.param(name, MANY, id=name, marks=pytest.mark.slow) for name in HOMEWORKS),
    ],
)
def test_no_step_reaches_most_of_the_points(homework: str, powers: range, autograder: Command, tmp_path: Path) -> None:
    sources = numerical(homework)
    steps = {
        f"order {order}, step 1e{power}": (f"1e{power}", weights)
        for power in powers
        for order, weights in ORDERS.items()
        if order == 2 or power in CURVED
    }
    variants = {"none": ("1e-5", {1: 0.0}), **steps}
    for name, (step, weights) in variants.items():
        changed = {
            path: source.replace("STEP = 1e-5", f"STEP = {step}").replace("{1: 1 / 2}", repr(weights))
            for path, source in sources.items()
        }
        assert any(f"STEP = {step}\n" in source and repr(weights) in source for source in changed.values())
        for path, source in changed.items():
            (tmp_path / "class" / name / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / "class" / name / path).write_text(source, encoding="utf-8")
    root = without_causes(tmp_path / "root", homework)
    done = autograder(
        "grade", homework, tmp_path / "class", "--out", tmp_path / "out", "--quiet", root=root, timeout=3000
    )
    assert done.returncode == 0, done.stderr

    none = read(tmp_path / "out" / "none")
    of_backward = {test.id for test in none.tests if test.score < test.max_score and not is_training(homework, test.id)}
    scores = {name: points(read(tmp_path / "out" / name), of_backward) for name in variants}
    best = max(scores, key=lambda name: scores[name])
    backward = sum(test.max_score for test in none.tests if test.id in of_backward) - scores["none"]
    assert scores[best] - scores["none"] <= REACH_OF.get(homework, REACH) * backward, (
        f"{best}: {scores} of {backward} points"
    )


def numerical(homework: str) -> dict[str, str]:
    """The sample whose gradients are differences, path -> source."""
    sample = ROOT / "samples" / homework / "numerical_differences"
    if sample.is_dir():
        return {str(path.relative_to(sample)): path.read_text(encoding="utf-8") for path in sample.rglob("*.py")}
    name, source = load_homework(homework).submit[0].name, sample.with_suffix(".py").read_text(encoding="utf-8")
    return {name: source + WITHOUT_TRAINING if homework == "neural_networks" else source}


def points(report: Report, tests: set[str]) -> float:
    return sum(test.score for test in report.tests if test.id in tests)


def is_training(homework: str, test: str) -> bool:
    return homework == "neural_networks" and test.startswith(("test_training", "test_accuracies"))


def read(folder: Path) -> Report:
    return msgspec.json.decode((folder / "report.json").read_bytes(), type=Report)
