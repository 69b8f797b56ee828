"""A homework of numpy whose tests never speak of torch: its grader starts without it, and still reads a tensor."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from project import DOUBLE, Command, course_with, settings

from autograder.environment import clean

PLAIN = """
from autograder.checks import check_close
from gradescope_utils.autograder_utils.decorators import weight


@weight(1)
def test_double(student, draw):
    x = draw((3,))
    check_close(student.double(x), 2 * x)
"""
WITH_ORACLE = PLAIN + "\n\ndef derivative(x):\n    return autograd(lambda x: 2 * x, x=x)\n"
IS_LOADED = """
import sys
from autograder.homework import load_homework
from autograder.start import ask_grader
print(ask_grader(load_homework("double"), lambda grader: "torch" in sys.modules))
"""


@pytest.mark.parametrize(("tests", "loaded"), [(PLAIN, "False"), (WITH_ORACLE, "True")])
def test_torch_is_loaded_where_the_tests_need_it(tests: str, loaded: str, tmp_path: Path) -> None:
    root = course_with(tmp_path, settings(1), {"test_double.py": tests}, DOUBLE)
    environment = clean() | {"AUTOGRADER_COURSE": str(root)}
    done = subprocess.run([sys.executable, "-c", IS_LOADED], cwd=root, env=environment, capture_output=True, text=True)
    assert done.stdout.strip() == loaded, done.stderr


def test_a_tensor_counts_as_the_array_that_it_is(autograder: Command, tmp_path: Path) -> None:
    """Torch itself, which some builds make larger than all that a submission may use, does not count."""
    small = settings(1, "limits: {memory_mib: 128}")
    root = course_with(tmp_path / "root", small, {"test_double.py": PLAIN}, DOUBLE)
    (tmp_path / "double.py").write_text("import torch\n\n\ndef double(x):\n    return 2 * torch.as_tensor(x)\n")
    done = autograder("check", "double", tmp_path / "double.py", root=root)
    assert "1 of 1 points" in done.stdout, done.stdout + done.stderr
