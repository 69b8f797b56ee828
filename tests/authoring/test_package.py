"""The Gradescope zip: what is in it, what is not, and when there is none."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.authoring import package as package_module
from autograder.authoring.package import package
from autograder.homework import Homework, HomeworkError, read_homework

Write = Callable[[dict[str, str]], None]


@pytest.fixture
def ready(double: Homework, write: Write, root: Path, monkeypatch: pytest.MonkeyPatch) -> Homework:
    """A course, the grader beside it, and much that no zip should hold."""
    monkeypatch.setattr(package_module, "CODE", root / "autograder")
    monkeypatch.setattr(package_module, "PROJECT", root / "autograder/project")
    write(
        {
            **{f"autograder/project/{name}": "#\n" for name in package_module.ROOT_FILES},
            "autograder/report.py": "",
            "autograder/outputs/page.j2": "",
            "autograder/__pycache__/report.cpython-310.pyc": "",
            "hidden_tests/double/beside/helper.py": "",
            "hidden_tests/double/.DS_Store": "",
            "hidden_tests/other/homework.yaml": "",
            "reference/other/other.py": "",
            "samples/double/right.py": "",
            "student_template/double/double.py": "",
            "tests/test_it.py": "",
            ".git/config": "",
        }
    )
    return double


def test_the_zip_holds_what_grading_needs_and_nothing_else(ready: Homework, tmp_path: Path) -> None:
    out = package(ready, tmp_path / "dist/double.zip")
    with zipfile.ZipFile(out) as archive:
        assert archive.namelist() == [
            "HOMEWORK",
            "LICENSE",
            "README.md",
            "autograder/outputs/page.j2",
            "autograder/report.py",
            "constraints.txt",
            "hidden_tests/double/beside/helper.py",
            "hidden_tests/double/homework.yaml",
            "hidden_tests/double/test_double.py",
            "pyproject.toml",
            "reference/double/double.py",
            "reference/double/public/data/x.txt",
            "reference/double/public/test_public.py",
            "requirements.txt",
            "run_autograder",
            "setup.sh",
            "student_template/double/double.py",
        ]
        assert archive.read("HOMEWORK") == b"double\n"
        modes = {entry.filename: entry.external_attr >> 16 for entry in archive.infolist()}
    assert {name for name, mode in modes.items() if mode == 0o100755} == {"setup.sh", "run_autograder"}
    assert set(modes.values()) == {0o100755, 0o100644}


@pytest.mark.slow
def test_the_same_files_give_the_same_bytes(ready: Homework, root: Path) -> None:
    first = package(ready, root / "first.zip").read_bytes()
    for path in root.rglob("*.py"):
        path.touch()
    assert package(ready, root / "second.zip").read_bytes() == first


def test_a_variant_is_packed_under_its_full_name(ready: Homework, root: Path) -> None:
    settings = root / "hidden_tests/double/homework.yaml"
    settings.write_text(settings.read_text() + "variants: {fall2020: {seed: 3}}\n")
    out = package(read_homework(settings, variant="fall2020"), root / "variant.zip")
    assert zipfile.ZipFile(out).read("HOMEWORK") == b"double@fall2020\n"


def spoil_points(root: Path) -> None:
    path = root / "hidden_tests/double/test_double.py"
    path.write_text(path.read_text().replace("@weight(4)", "@weight(3)"))


def spoil_tests(root: Path) -> None:
    (root / "hidden_tests/double/test_double.py").write_text("import no_such_module\n")


def spoil_mistakes(root: Path) -> None:
    (root / "hidden_tests/double/mistakes.yaml").write_text(
        "- {name: old, replace: 'return 2 * x', by: 'return x', hint: h, loses: [test_double]}\n"
    )


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda root: (root / "autograder/project/setup.sh").unlink(), "setup.sh is missing: the zip would not work"),
        (lambda root: (root / "reference/double/double.py").unlink(), "reference/double/double.py is missing"),
        (spoil_points, "the tests of double add up to 3 points, but homework.yaml says 4"),
        (spoil_tests, "the tests of double cannot be collected"),
        (spoil_mistakes, "mistake old: 'return 2 \\* x' does not occur in double.py"),
    ],
)
def test_what_would_not_grade_is_not_packed(
    ready: Homework, root: Path, spoil: Callable[[Path], None], said: str
) -> None:
    spoil(root)
    with pytest.raises(HomeworkError, match=said):
        package(ready, root / "double.zip")
    assert not (root / "double.zip").exists()
