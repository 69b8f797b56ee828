"""A whole course outside this checkout: an engine whose objects compute, and a package of files (tests/course)."""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from project import ROOT, Command
from test_wheel import installed  # noqa: F401 - a fixture

COURSE = ROOT / "tests" / "course"
HOMEWORKS = ("engine", "layered")


@pytest.fixture
def course(tmp_path: Path) -> Path:
    shutil.copytree(COURSE, tmp_path / "course", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path / "course"


@pytest.mark.slow
@pytest.mark.parametrize("homework", HOMEWORKS)
def test_it_is_graded_audited_and_packed(homework: str, course: Path, autograder: Command, tmp_path: Path) -> None:
    def run(*arguments: object) -> str:
        done = autograder("--course", course, *arguments, cwd=tmp_path)
        assert done.returncode == 0, done.stdout + done.stderr
        return str(done.stdout)

    passes(homework, course, run, tmp_path, Path(sys.executable).parent.parent)


@pytest.mark.slow
@pytest.mark.parametrize("homework", HOMEWORKS)
def test_it_is_graded_by_the_wheel(homework: str, course: Path, installed: Path, tmp_path: Path) -> None:  # noqa: F811
    def run(*arguments: object) -> str:
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        done = subprocess.run(
            [installed / "autograder", *map(str, arguments)],
            cwd=course, env=environment, capture_output=True, text=True, timeout=300,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    passes(homework, course, run, tmp_path, installed.parent)


def passes(homework: str, course: Path, run: Callable[..., str], tmp_path: Path, environment: Path) -> None:
    out = tmp_path / "grades"
    run("grade", homework, "--jobs", 1, "--out", out)
    verdicts = yaml.safe_load((course / "samples" / homework / "verdicts.yaml").read_text())
    for name, verdict in verdicts.items():
        report = json.loads((out / name / "report.json").read_text())
        lost = [test["id"] for test in report["tests"] if test["score"] < test["max_score"]]
        score = sum(test["score"] for test in report["tests"])
        assert (score, lost) == (verdict["score"], verdict.get("loses", [])), name
    assert "No problems found." in run("audit", homework, "--quick")
    run("template", homework, "--check")
    right = course / "reference" / homework
    run("check", homework, right)
    run("package", homework, "--out", tmp_path / "homework.zip")

    root = tmp_path / "gradescope"
    with zipfile.ZipFile(tmp_path / "homework.zip") as archive:
        archive.extractall(root / "source")
    (root / "source/.venv").symlink_to(environment)
    shutil.copytree(right, root / "submission")
    graded = subprocess.run(
        ["bash", root / "source/run_autograder"], env={"PATH": os.environ["PATH"], "AUTOGRADER_ROOT": str(root)},
        cwd=root, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert graded.returncode == 0, graded.stderr
    assert json.loads((root / "results/results.json").read_text())["score"] == 10


@pytest.mark.parametrize("packed", ["folder", "zip"])
def test_a_package_is_found_at_any_depth(course: Path, autograder: Command, tmp_path: Path, packed: str) -> None:
    upload = tmp_path / "upload"
    right = course / "samples/layered/right_folder"
    shutil.copytree(right, upload / "a/deep/one")
    shutil.copytree(course / "student_template/layered/net", upload / "net")
    if packed == "zip":
        shutil.make_archive(str(tmp_path / "upload"), "zip", upload)
        upload = tmp_path / "upload.zip"
    done = autograder("--course", course, "check", "layered", upload, "--all")
    assert (done.returncode, "10 of 10 points" in done.stdout) == (0, True), done.stdout
    assert "was graded as" not in done.stdout


def test_loose_files_of_a_package_are_graded_and_it_is_said(course: Path, autograder: Command, tmp_path: Path) -> None:
    for path in (course / "reference/layered").rglob("*.py"):
        shutil.copy(path, tmp_path)
    done = autograder("--course", course, "check", "layered", tmp_path / "layers.py", "--all")
    assert "3 of 10 points" in done.stdout, done.stdout + done.stderr
    assert "Your file layers.py was graded as net/layers.py." in done.stdout


@pytest.mark.slow
def test_a_group_of_packages_is_named(course: Path, autograder: Command, tmp_path: Path) -> None:
    """An example keeps the paths of its files: two of them may have one name."""
    for name in ("ada", "bo"):
        shutil.copytree(course / "samples/layered/right_folder", tmp_path / "class" / name)
        layers = tmp_path / "class" / name / "net/layers.py"
        source = layers.read_text(encoding="utf-8")
        assert "+ self.b" in source
        layers.write_text(source.replace("+ self.b", "+ 0.3 * self.b**2 - 0.1234", 1), encoding="utf-8")
    grade = ("--course", course, "grade", "layered", tmp_path / "class", "--out", tmp_path / "out", "--quiet")
    assert autograder(*grade).returncode == 0
    done = autograder("--course", course, "name", "layered", tmp_path / "out", "1", "Is the bias squared?")
    assert done.returncode == 0, done.stderr
    assert autograder(*grade).returncode == 0
    report = json.loads((tmp_path / "out/ada/report.json").read_text(encoding="utf-8"))
    assert [cause["text"] for cause in report["causes"]] == ["Is the bias squared?"]


REFUSED = """
import numpy as np
try:
    import scipy.optimize
except RuntimeError as error:
    print("asked:", error)
from numpy.linalg import solve
"""


def test_a_forbidden_module_or_function_is_refused_where_it_is_used(
    course: Path, autograder: Command, tmp_path: Path
) -> None:
    source = (course / "reference/engine/engine.py").read_text()
    used = source.replace("return self * -1.0", "return self * float(solve(np.eye(1), -np.ones(1))[0])")
    (tmp_path / "engine.py").write_text(REFUSED + source)
    done = autograder("--course", course, "check", "engine", tmp_path / "engine.py", "--all")
    assert "10 of 10 points" in done.stdout, done.stdout
    assert "asked: scipy.optimize is not allowed in this homework" in done.stdout or "asked: scipy is" in done.stdout
    (tmp_path / "engine.py").write_text(REFUSED + used)
    done = autograder("--course", course, "check", "engine", tmp_path / "engine.py", "--all")
    assert "1 of 10 points" in done.stdout, done.stdout
    assert "numpy.linalg.solve is not allowed in this homework" in done.stdout
    settings = course / "hidden_tests/engine/homework.yaml"
    settings.write_text(settings.read_text().replace("numpy.linalg.solve", "numpy.linalg.slove"))
    done = autograder("--course", course, "check", "engine", tmp_path / "engine.py")
    assert (done.returncode, "forbids names that do not exist: numpy.linalg.slove" in done.stderr) == (2, True)


OPERATORS = '''
import numpy as np
import pytest
import torch
from gradescope_utils.autograder_utils.decorators import weight

from autograder.checks import check_close, value_of


@weight(10)
def test_operators(student):
    """Everything that a proxy computes"""
    box = student.Box(np.array([1.0, 2.0, 4.0]))
    array = np.array([1.0, 1.0, 2.0])
    check_close((2.0 * box).items, [2, 4, 8])
    check_close((array - box).items, [0, -1, -2])
    check_close((box @ array), 11)
    check_close((array @ box), 11)
    check_close(abs(-box).items, [1, 2, 4])
    check_close((torch.tensor([1.0, 1.0, 2.0]) * box).items, [1, 2, 8])
    check_close(box[1:].items, [2, 4])
    check_close([box[0], box[-1], len(box), box.total], [1, 4, 3, 7])
    check_close(list(box), [1, 2, 4])
    check_close(box(array), [2, 3, 6])
    check_close([box @ array, {"a": box @ array}["a"]], [11, 11])
    box[0:2] = 5.0
    check_close(box.items, [5, 5, 4])
    box += 1.0
    check_close(box.items, [6, 6, 5])
    for refused in (lambda: box == 1, lambda: bool(box), lambda: {box: 1}, lambda: box != box):
        with pytest.raises(TypeError, match="check_close"):
            refused()
    with pytest.raises(TypeError, match="has no length"):
        len(student.Plain())
    with pytest.raises(TypeError, match="is not a list or an array"):
        list(student.Plain())
    with pytest.raises(Exception, match="did not end after"):
        list(student.Endless())
    with pytest.raises(Exception, match="unsupported operand"):
        value_of(student.Plain() * 2)
'''
BOX = """
import itertools

import numpy as np


class Box:
    __array_ufunc__ = None

    def __init__(self, items):
        self.items = np.array(items, float)

    def _of(self, other):
        return other.items if isinstance(other, Box) else np.asarray(other)

    def __mul__(self, other):
        return Box(self.items * self._of(other))

    __rmul__ = __mul__

    def __sub__(self, other):
        return Box(self.items - self._of(other))

    def __rsub__(self, other):
        return Box(self._of(other) - self.items)

    def __iadd__(self, other):
        self.items += other
        return self

    def __matmul__(self, other):
        return self.items @ self._of(other)

    __rmatmul__ = __matmul__

    def __neg__(self):
        return Box(-self.items)

    def __abs__(self):
        return Box(abs(self.items))

    def __getitem__(self, key):
        return Box(self.items[key]) if isinstance(key, slice) else self.items[key]

    def __setitem__(self, key, value):
        self.items[key] = value

    def __len__(self):
        return len(self.items)

    def __iter__(self):
        return iter(self.items.tolist())

    def __call__(self, x):
        return self.items + x

    @property
    def total(self):
        return self.items.sum()


class Plain:
    pass


class Endless:
    def __iter__(self):
        return itertools.count()
"""


def test_what_a_proxy_computes(course: Path, autograder: Command, tmp_path: Path) -> None:
    made = {
        "hidden_tests/box/homework.yaml": "title: box\npoints: 10\nsubmit: [{name: box.py}]\nlibraries: [torch]\n",
        "hidden_tests/box/test_box.py": OPERATORS,
        "reference/box/box.py": BOX,
    }
    for name, text in made.items():
        (course / name).parent.mkdir(parents=True, exist_ok=True)
        (course / name).write_text(text)
    done = autograder("--course", course, "check", "box", course / "reference/box", "--all")
    assert "10 of 10 points" in done.stdout, done.stdout + done.stderr


IN_TWO_FILES = """
import numpy as np
from gradescope_utils.autograder_utils.decorators import weight

from autograder.checks import check_close


@weight(10)
def test_both(module, beside):
    '''What is made in one file is used with the other'''
    scale = beside("probe").scale(2.0)
    layer = module("one").Layer(np.arange(3.0))
    layer.forward(np.ones(3))
    check_close(module("two").total(layer.forward(np.ones(3))), 3.0, of="the total")
    check_close(scale.of(4.0), 8.0, of="the scale")
"""


def test_a_line_that_is_left_out_amid_a_test_costs_nothing(course: Path, autograder: Command, tmp_path: Path) -> None:
    made = {
        "hidden_tests/two/homework.yaml": "title: two\npoints: 10\nsubmit: [{name: one.py}, {name: two.py}]\n",
        "hidden_tests/two/test_two.py": IN_TWO_FILES,
        "hidden_tests/two/beside/probe.py": "class scale:\n    def __init__(self, by):\n        self.by = by\n\n"
        "    def of(self, x):\n        return self.by * x\n",
        "reference/two/one.py": "class Layer:\n    def __init__(self, W):\n        self.W = W\n\n"
        "    def forward(self, x):\n        return self.W * x\n",
        "reference/two/two.py": "def total(x):\n    return x.sum()\n",
    }
    for name, text in made.items():
        (course / name).parent.mkdir(parents=True, exist_ok=True)
        (course / name).write_text(text)
    shutil.copytree(course / "reference/two", tmp_path / "two")
    with (tmp_path / "two/two.py").open("a") as file:
        file.write("\nimport a_package_that_nobody_has\n\ntotal('a demo')\n")
    done = autograder("--course", course, "check", "two", tmp_path / "two", "--all")
    assert "10 of 10 points" in done.stdout, done.stdout + done.stderr
    assert "a_package_that_nobody_has" in done.stdout
