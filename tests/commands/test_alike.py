"""Submissions with the same wrong values are one group, however they are written, and a group can be named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from project import Command, course_with, settings

HOMEWORK = settings(4, "visibility: visible\n")
TESTS = """
import pytest
from gradescope_utils.autograder_utils.decorators import weight
from autograder.checks import check_close

@weight(3)
@pytest.mark.parametrize("rows", [2, 3, 4])
def test_double(student, draw, rows):
    x = draw((rows, 2))
    check_close(student.double(x), 2 * x, of="double(x)")

@weight(1)
def test_half(student, draw):
    x = draw((2, 2))
    check_close(student.half(x), x / 2, of="half(x)")
"""
REFERENCE = """
import numpy as np

def double(x):
    # SOLUTION BEGIN: compute it
    return 2 * x
    # SOLUTION END

def half(x):
    # SOLUTION BEGIN: compute it
    return x / 2
    # SOLUTION END
"""
HALF = "def half(x):\n    return x / 2\n"
ALIKE = {  # two kinds of wrong values, each written in three ways; one of its own; one right
    "ärmel_1_11_double.py": f"import numpy as np\ndef double(x):\n    return np.exp(x) + 0.3\n{HALF}",
    "bo_2_12_double.py": "import math\ndef double(x):\n    y = x * 0\n    for i in range(len(x)):\n"
    f"        for j in (0, 1):\n            y[i, j] = math.exp(x[i, j]) + 0.3\n    return y\n{HALF}",
    "cy_3_13_double.py": f"import numpy as np\ndef double(a):\n    return 0.3 + np.e ** a  # Cy wrote this\n{HALF}",
    "di_4_14_double.py": f"def double(x):\n    return x ** 3 - 0.7\n{HALF}",
    "ed_5_15_double.py": f"def double(x):\n    return -0.7 + x * x * x\n{HALF}",
    "flo_6_16_double.py": f"import numpy as np\ndef double(x):\n    return np.sin(x) + 11\n{HALF}",
    "gus_7_17_double.py": f"def double(x):\n    return x + x\n{HALF}",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return checkout(tmp_path)


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory, autograder: Command) -> Path:
    """A checkout whose class is graded; for tests that leave it as it is."""
    root = checkout(tmp_path_factory.mktemp("graded"))
    grade(autograder, root)
    return root


def checkout(folder: Path) -> Path:
    (folder / "class").mkdir()
    for name, source in ALIKE.items():
        (folder / "class" / name).write_text(source, encoding="utf-8")
    return course_with(folder / "root", HOMEWORK, {"test_double.py": TESTS}, REFERENCE)


def grade(autograder: Command, root: Path) -> list[list[str]]:
    """The groups: names of their submissions."""
    folder = root.parent
    done = autograder("grade", "double", folder / "class", "--out", folder / "out", "--quiet", root=root)
    assert done.returncode == 0, done.stderr
    groups = sorted((folder / "out/groups").iterdir(), key=lambda path: int(path.name))
    return [json.loads((group / "group.json").read_text())["submissions"] for group in groups]


def causes(root: Path, submission: str) -> list[tuple[str, str]]:
    report = json.loads((root.parent / f"out/{submission}/report.json").read_text())
    return [(cause["kind"], cause["text"].partition("\n")[0]) for cause in report["causes"]]


def test_a_group_is_named_and_its_values_are_a_known_mistake_from_then_on(autograder: Command, root: Path) -> None:
    out = root.parent / "out"
    assert grade(autograder, root) == [["bo_2", "cy_3", "ärmel_1"], ["di_4", "ed_5"], ["flo_6"]]
    page = (out / "report.html").read_text()
    assert "Group 1:" in page and "3 submissions" in page
    assert "math.exp(x[i, j]) + 0.3" in page  # the file to look at
    assert "double(x) at [" in page  # beside the reference's values
    sentence = "Is it e to the x? Twice x is asked for."
    done = autograder("name", "double", out, "1", sentence, root=root)
    assert done.returncode == 0, done.stderr
    (kept,) = (root / "hidden_tests/double/examples").iterdir()
    assert str(kept) in done.stdout and "3 submissions" in done.stdout
    assert kept.name == "is-it-e-to-the-x-twice-x-is-asked-for.yaml"
    assert "#" not in kept.read_text(encoding="utf-8").partition("files:")[2]  # nobody's comments
    assert grade(autograder, root) == [["di_4", "ed_5"], ["flo_6"]]
    for submission in ("ärmel_1", "bo_2", "cy_3"):
        assert causes(root, submission) == [("known", sentence)]
    assert sentence in (out / "bo_2/results.json").read_text()
    new = root.parent / "double.py"
    new.write_text(f"import numpy\ndef double(value):\n    return numpy.exp(value) + 3 / 10\n{HALF}")
    done = autograder("check", "double", new, "--seed", "5", root=root)  # with other inputs, too
    assert sentence in " ".join(done.stdout.split())
    again = autograder("name", "double", out, "1", "Is it the cube?", root=root)
    assert again.returncode == 0, again.stderr
    assert grade(autograder, root) == [["flo_6"]]
    assert causes(root, "ed_5") == [("known", "Is it the cube?")]


@pytest.mark.parametrize(
    ("homework", "group", "sentence", "says"),
    [
        ("double", "4", "Is it?", "there is no group '4' in {out}; choose 1 to 3"),
        ("double", "one", "Is it?", "there is no group 'one'"),
        ("double", "1", "  ", "the sentence is empty"),
        ("twice", "1", "Is it?", "there is no homework 'twice'"),
    ],
)
def test_what_cannot_be_named_is_said(
    autograder: Command, graded: Path, homework: str, group: str, sentence: str, says: str
) -> None:
    out = graded.parent / "out"
    done = autograder("name", homework, out, group, sentence, root=graded)
    assert done.returncode == 2
    assert says.format(out=out) in done.stderr
    assert not (graded / "hidden_tests/double/examples").exists()


def test_without_a_graded_class_there_are_no_groups(autograder: Command, root: Path) -> None:
    done = autograder("name", "double", root.parent / "nowhere", "1", "Is it?", root=root)
    assert done.returncode == 2
    assert "there are no groups in" in done.stderr
