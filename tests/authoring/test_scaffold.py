"""A new homework: complete, consistent, and only under a name that is free."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from autograder.authoring.scaffold import new_homework
from autograder.authoring.template import check_template
from autograder.homework import HomeworkError, homework_names, load_homework
from autograder.mistakes import apply, load_mistakes, reference_sources


@pytest.fixture
def files(root: Path) -> list[Path]:
    return new_homework("hinge_loss")


def test_the_homework_loads_and_its_parts_fit_together(root: Path, files: list[Path]) -> None:
    assert homework_names() == ["hinge_loss"]
    homework = load_homework("hinge_loss")
    assert check_template(homework) == []
    assert sorted(files) == sorted(path for path in root.rglob("*") if path.is_file())
    for mistake in load_mistakes(homework):
        apply(mistake, reference_sources(homework))
    verdicts = yaml.safe_load((homework.samples_folder / "verdicts.yaml").read_text())
    assert all((homework.samples_folder / entry).is_file() for entry in verdicts)
    assert not any("NAME" in path.read_text() or "NAME" in str(path) for path in files)


@pytest.mark.parametrize(("solved", "status"), [(True, 0), (False, 1)])
def test_the_public_test_passes_on_the_reference_and_fails_on_the_template(
    root: Path, files: list[Path], *, solved: bool, status: int
) -> None:
    folder = root / "student_template/hinge_loss"
    if solved:
        (folder / "hinge_loss.py").write_bytes((root / "reference/hinge_loss/hinge_loss.py").read_bytes())
    done = subprocess.run([sys.executable, "test1.py"], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == status, done.stderr
    assert ("Test 1: right" in done.stdout) is solved
    assert ("TODO: return the loss and its derivative with respect to y" in done.stderr) is not solved


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Hinge", "use lowercase letters"),
        ("hinge-loss", "use lowercase letters"),
        ("../x", "use lowercase letters"),
        ("lambda", "use lowercase letters"),
        ("json", "would hide the Python module"),
        ("torch", "would hide the Python module"),
        ("autograder", "would hide the Python module"),
        ("hinge_loss", "reference/hinge_loss already exists"),
    ],
)
def test_a_name_that_cannot_be_used_is_refused_and_nothing_is_written(
    root: Path, files: list[Path], name: str, said: str
) -> None:
    before = sorted(root.rglob("*"))
    with pytest.raises(HomeworkError, match=said):
        new_homework(name)
    assert sorted(root.rglob("*")) == before
