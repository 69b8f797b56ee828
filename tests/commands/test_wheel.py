"""The wheel, in an environment of its own and without the checkout."""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest
from project import ROOT

pytestmark = pytest.mark.slow

READS = """\
import glob
import os
import sys


def squared_error(y, t):
    seen = [path for folder in {folders!r} for path in glob.glob(folder + "/*")]
    assert not seen, seen
    for path in {files!r}:
        try:
            os.close(os.open(path, os.O_RDONLY))
        except PermissionError:
            continue
        raise SystemExit(f"{{path}} can be read")
    import torch.nn.functional  # a library is found where it is installed
    return ((t - y) ** 2).sum(), y - t + y - t
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bin folder of a fresh environment with the wheel in it; the libraries are those of this one."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    for path in (*(ROOT / "autograder").rglob("*"), *ROOT.glob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            copy = source / path.relative_to(ROOT)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, copy, follow_symlinks=False)
    build = [sys.executable, "-m", "pip", "wheel", "--no-build-isolation", "--no-deps", "--quiet", "-w", folder, source]
    subprocess.run(build, check=True)
    shutil.rmtree(source)
    venv.create(folder / "venv", with_pip=True)
    python = folder / "venv/bin/python"
    ask = [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    packages = Path(subprocess.run(ask, check=True, capture_output=True, text=True).stdout.strip())
    (packages / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n")
    (wheel,) = folder.glob("*.whl")
    install = [python, "-m", "pip", "install", "--no-deps", "--no-index", "--quiet", wheel]
    subprocess.run(install, check=True)
    return folder / "venv/bin"


def run(installed: Path, folder: Path, *arguments: object, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"} | variables
    return subprocess.run(
        [installed / "autograder", *map(str, arguments)],
        cwd=folder, env=environment, capture_output=True, text=True, timeout=300,
    )  # fmt: skip


def test_it_works_without_the_checkout(installed: Path, tmp_path: Path) -> None:
    course = tmp_path / "course"
    course.mkdir()
    done = run(installed, course, "grade", "my_homework")
    assert "`autograder new my_homework`" in done.stderr
    done = run(installed, course, "new", "my_homework")
    assert done.returncode == 0, done.stderr
    assert sorted(path.name for path in course.iterdir()) == [
        "hidden_tests",
        "reference",
        "samples",
        "student_template",
    ]
    done = run(installed, course, "grade", "my_homework")
    assert done.returncode == 0, done.stderr
    assert (course / "grades/my_homework/right_one_line.py/results.json").is_file()
    for command in (("audit", "--quick"), ("template", "--check"), ("package", "my_homework")):
        done = run(installed, course, *command)
        assert done.returncode == 0, done.stdout + done.stderr

    # as in Gradescope's container, whose setup.sh makes the environment
    root = tmp_path / "autograder"
    (root / "submission").mkdir(parents=True)
    with zipfile.ZipFile(course / "dist/my_homework.zip") as archive:
        archive.extractall(root / "source")
        assert archive.read("constraints.txt") == (ROOT / "constraints.txt").read_bytes()
    (root / "source/.venv").symlink_to(installed.parent)
    shutil.copy(course / "samples/my_homework/wrong_sign.py", root / "submission/my_homework.py")
    graded = subprocess.run(
        ["bash", root / "source/run_autograder"], env={"PATH": os.environ["PATH"], "AUTOGRADER_ROOT": str(root)},
        cwd=root, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert graded.returncode == 0, graded.stderr
    assert json.loads((root / "results/results.json").read_text())["score"] == 2


def test_students_read_the_libraries_and_nothing_of_the_course(installed: Path, tmp_path: Path) -> None:
    course = tmp_path / "course"
    course.mkdir()
    assert run(installed, course, "new", "hw").returncode == 0
    folders = [str(course / name / "hw") for name in ("reference", "hidden_tests", "samples")]
    files = [*map(str, course.rglob("*.py")), str(course / "hidden_tests/hw/homework.yaml")]
    (tmp_path / "hw.py").write_text(READS.format(folders=folders, files=files))
    done = run(installed, course, "check", "hw", tmp_path / "hw.py")
    assert "5 of 5 points" in done.stdout, done.stdout + done.stderr
