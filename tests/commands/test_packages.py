"""`packages:` in homework.yaml: importable by students, named in the zip, a sentence where not installed."""

from __future__ import annotations

from pathlib import Path

import pytest
from project import DOUBLE, Command, course_with, settings

from autograder.authoring.package import package_files
from autograder.homework import load_homework

HOMEWORK = settings(1, "packages: [PACKAGE]\n")
TESTS = """
from gradescope_utils.autograder_utils.decorators import weight

@weight(1)
def test_double(student):
    assert student.double(2) == 4
"""
USES = "from {} import tqdm\n\ndef double(x):\n    return sum(x for _ in tqdm(range(2)))\n"


def project(folder: Path, package: str) -> Path:
    homework = HOMEWORK.replace("PACKAGE", package)
    return course_with(folder / "root", homework, {"test_double.py": TESTS}, DOUBLE)


@pytest.mark.parametrize("module", ["tqdm", "tqdm.auto", "tqdm.notebook"])
def test_a_package_that_is_listed_can_be_used(module: str, tmp_path: Path, autograder: Command) -> None:
    (tmp_path / "double.py").write_text(USES.format(module))
    done = autograder("check", "double", tmp_path / "double.py", root=project(tmp_path, "tqdm>=4"))
    assert "1 of 1 points" in done.stdout, done.stdout + done.stderr
    assert "left out" not in done.stdout


def test_a_package_that_is_not_installed_is_a_sentence(tmp_path: Path, autograder: Command) -> None:
    (tmp_path / "double.py").write_text(DOUBLE)
    done = autograder("check", "double", tmp_path / "double.py", root=project(tmp_path, "pandas_of_nobody"))
    assert done.returncode == 2
    assert done.stderr == (
        "autograder: double needs the package pandas_of_nobody, which is not installed: run `make -B setup` "
        "in a checkout, or pip install 'pandas_of_nobody' elsewhere\n"
    )


def test_the_zip_names_the_packages() -> None:
    for homework, packages in (("neural_networks", b"tqdm\n"), ("mlp", b"")):
        assert package_files(load_homework(homework))["requirements.txt"] == packages
