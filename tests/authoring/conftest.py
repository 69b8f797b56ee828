"""A homework of our own in a temporary checkout, so that these tests depend on no real one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from autograder import homework as homework_module
from autograder.homework import Homework, read_homework

SETTINGS = """\
title: Doubling
points: 4
submit: [{name: double.py}]
arrays: numpy.float64
tolerance: {relative: 1.0e-6, absolute: 1.0e-9}
"""

REFERENCE = '''\
"""Doubling."""

import numpy as np


def double(x):
    """Twice x, any shape."""
    # SOLUTION BEGIN: return twice x
    # by a sum, which is exact
    return x + x
    # SOLUTION END
'''


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty checkout: hidden_tests/, reference/ and the rest are looked for here."""
    monkeypatch.setattr(homework_module, "ROOT", tmp_path)
    return tmp_path


@pytest.fixture
def write(root: Path) -> Callable[[dict[str, str]], None]:
    """write({"reference/double/double.py": text}) puts files into the checkout."""

    def write_files(files: dict[str, str]) -> None:
        for name, text in files.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")

    return write_files


@pytest.fixture
def double(root: Path, write: Callable[[dict[str, str]], None]) -> Homework:
    """A homework with one function, a public test and a data file."""
    write(
        {
            "hidden_tests/double/homework.yaml": SETTINGS,
            "hidden_tests/double/test_double.py": "from gradescope_utils.autograder_utils.decorators import weight\n"
            '\n\n@weight(4)\ndef test_double(student):\n    """double"""\n    assert student.double(2) == 4\n',
            "reference/double/double.py": REFERENCE,
            "reference/double/public/test_public.py": "from double import double\n",
            "reference/double/public/data/x.txt": "1\n",
        }
    )
    return read_homework(root / "hidden_tests/double/homework.yaml")
