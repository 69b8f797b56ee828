"""The commands as they are typed: what they print, where they write, how they end."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from project import DOUBLE, ROOT, Command, small_course

RIGHT = ROOT / "samples/mlp/right_matmul.py"
WRONG = ROOT / "samples/mlp/wrong_mse_undivided.py"
WRONG_SCORE = yaml.safe_load((ROOT / "samples/mlp/verdicts.yaml").read_text(encoding="utf-8"))[WRONG.name]["score"]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_course(tmp_path_factory.mktemp("small"))


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((), "required: COMMAND"),
        (("grade", "mpl"), "there is no homework 'mpl'; there are: autodiff_engine, backward_pass"),
        (("grade", "mlp@2019"), "mlp has no variant '2019'"),
        (("grade", "../mlp"), "'../mlp' is not a valid homework name"),
        (("grade", "mlp", "/nowhere"), "there is no class at /nowhere"),
        (("grade", "mlp", "--jobs", "0"), "0 is not a positive number"),
        (("grade", "mlp", "--jobs", "two"), "two is not a positive number"),
        (("grade", "mlp", "--out", "/dev/null/grades"), "cannot write to /dev/null/grades"),
        (("check", "mlp", "/nowhere.py"), "there is no file /nowhere.py"),
        (("check", "mlp"), "required: SUBMISSION"),
        (("package", "mpl"), "there is no homework 'mpl'"),
        (("new", "mlp"), "mlp"),
        (("grades",), "invalid choice: 'grades'"),
    ],
)
def test_wrong_arguments_are_one_line_and_status_2(arguments: tuple[str, ...], says: str, autograder: Command) -> None:
    done = autograder(*arguments)
    assert done.returncode == 2
    assert says in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert done.stdout == ""


def test_an_empty_class_is_wrong_arguments(autograder: Command, tmp_path: Path) -> None:
    done = autograder("grade", "mlp", tmp_path)
    assert done.returncode == 2
    assert done.stderr == f"autograder: There are no submissions in {tmp_path.name}.\n"


@pytest.mark.parametrize("out", ["", "grades", "grades/hw1"])
def test_results_in_the_class_would_be_taken_for_submissions(autograder: Command, tmp_path: Path, out: str) -> None:
    shutil.copy(RIGHT, tmp_path / "ada.py")
    done = autograder("grade", "mlp", tmp_path, "--out", tmp_path / out)
    assert done.returncode == 2
    assert done.stderr == (
        f"autograder: {tmp_path / out} is inside the class and would be taken for a submission: choose another --out\n"
    )
    assert [path.name for path in tmp_path.iterdir()] == ["ada.py"]


def test_how_a_class_was_understood_is_said_before_it_is_graded(
    autograder: Command, small: Path, tmp_path: Path
) -> None:
    (tmp_path / "doejane_11_501_double.py").write_text(DOUBLE)
    done = autograder("grade", "double", tmp_path, "--out", tmp_path.with_name("out of canvas"), root=small)
    assert done.stderr.startswith(f"{tmp_path.name}: Canvas export, 1 submission\n")


def test_what_is_late_and_cannot_be_graded_is_late_all_the_same(
    autograder: Command, small: Path, tmp_path: Path
) -> None:
    (tmp_path / "doejane_LATE_11_501_double.py").write_text(DOUBLE)
    (tmp_path / "roebo_LATE_12_502_double.py").write_text("")
    out = tmp_path.with_name("out of late ones")
    for kept in ("", "2 of 2 had not changed"):
        assert kept in autograder("grade", "double", tmp_path, "--out", out, "--quiet", root=small).stdout
        with (out / "gradebook.csv").open() as file:
            assert [row["flags"] for row in csv.DictReader(file)] == ["handed in late"] * 2


@pytest.fixture
def a_class(tmp_path: Path) -> Path:
    """A class of one, "ada.py", right in `small`."""
    folder = tmp_path / "class"
    folder.mkdir()
    (folder / "ada.py").write_text(DOUBLE)
    return folder


def test_the_class_may_be_the_current_folder(a_class: Path, small: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "autograder", "grade", "double", ".", "--out", "../out", "--quiet"],
        cwd=a_class, env={**os.environ, "PYTHONPATH": str(ROOT), "AUTOGRADER_COURSE": str(small)},
        capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert (a_class.with_name("out") / "gradebook.csv").exists()


def test_a_mistake_in_manual_csv_says_how_to_go_on(autograder: Command, a_class: Path, small: Path) -> None:
    a_class.with_name("class.manual.csv").write_text("student,question,points\nbob,1.4,1\n")
    done = autograder("grade", "double", a_class, "--out", a_class.with_name("out"), "--quiet", root=small)
    assert done.returncode == 2
    assert done.stderr == (
        "autograder: class.manual.csv, line 2: no student or submission is named 'bob'\n"
        "No gradebook was written. Finished results are kept: run the same command again.\n"
    )


@pytest.mark.parametrize("told", [False, True])
def test_points_by_people_never_come_from_an_upload(autograder: Command, a_class: Path, *, told: bool) -> None:
    """In the class, manual.csv may be a student's; each use of the staff's says how much, for whom, from where."""
    points = "student,question,points\nada.py,1.2 (a),1\nada.py,1.3,1\n"
    (a_class / "manual.csv").write_text(points)
    (a_class / "class.manual.csv").write_text(points)
    staffs = a_class.with_name("points.csv" if told else "class.manual.csv")
    staffs.write_text("student,question,points\nada.py,1.3,0.5\n")
    command = ("grade", "mlp_theory", a_class, "--out", a_class.with_name("out"), "--quiet")
    done = autograder(*command, *(("--manual", staffs) if told else ()))
    assert done.returncode == 0, done.stderr
    assert f"\nPoints given by hand, from {staffs}: 0.5 points for 1 student: ada.py 0.5.\n" in f"\n{done.stdout}"
    assert (
        "Not graded: manual.csv: points given by staff are read from beside the class or from --manual" in done.stdout
    )
    (row,) = csv.DictReader((a_class.with_name("out") / "gradebook.csv").read_text(encoding="utf-8").splitlines())
    assert [row[name] for name in row if name.startswith("1.2 (a)")] == [""]
    assert f"0.5 points by staff from {staffs.name}" in row["notes"]


def test_a_manual_that_is_not_there_is_refused(autograder: Command, a_class: Path) -> None:
    done = autograder("grade", "mlp", a_class, "--out", a_class.with_name("out"), "--manual", "nowhere.csv")
    assert (done.returncode, done.stderr) == (2, "autograder: there is no file nowhere.csv\n")


def test_what_is_no_submission_is_listed(autograder: Command, a_class: Path, small: Path) -> None:
    (a_class / "roster.csv").write_text("ada")
    (a_class / "README.md").write_text("a class")
    (a_class / ".DS_Store").write_text("")
    done = autograder("grade", "double", a_class, "--out", a_class.with_name("out"), "--quiet", root=small)
    why = "a submission is a .py file, a notebook, a folder or an archive"
    assert f"\nNot graded: roster.csv: {why}.\n" in f"\n{done.stdout}"
    page = (a_class.with_name("out") / "report.html").read_text(encoding="utf-8")
    for name in ("roster.csv", "README.md", ".DS_Store"):
        assert f"Not graded: {name}: " in done.stdout
        assert f"<li>{name}: " in page


def test_check_says_how_many_points_and_exits_with_0_only_for_all(autograder: Command, tmp_path: Path) -> None:
    right, wrong = autograder("check", "mlp", RIGHT), autograder("check", "mlp", WRONG, "--json", tmp_path / "r.json")
    assert right.returncode == 0 and "50 of 50 points" in right.stdout
    assert wrong.returncode == 1 and f"{WRONG_SCORE:g} of 50 points" in wrong.stdout
    assert json.loads((tmp_path / "r.json").read_text())["score"] == WRONG_SCORE


def test_check_names_line_text_and_caret_of_a_syntax_error(autograder: Command, tmp_path: Path) -> None:
    file = tmp_path / "mlp.py"
    file.write_text("import torch\n\nclass MLP:\n    def forward(self, x)\n        return x\n")
    done = autograder("check", "mlp", file)
    assert done.returncode == 1
    assert "line 4" in done.stdout and "def forward(self, x)" in done.stdout and "^" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


@pytest.mark.slow  # test_regrading grades a smaller homework again and again
def test_a_second_run_keeps_what_has_not_changed(autograder: Command, tmp_path: Path) -> None:
    class_folder, out = tmp_path / "class", tmp_path / "out"
    class_folder.mkdir()
    shutil.copy(RIGHT, class_folder / "ada.py")
    shutil.copy(WRONG, class_folder / "bob.py")
    autograder("grade", "mlp", class_folder, "--out", out)
    first = (out / "gradebook.csv").read_bytes()
    again = autograder("grade", "mlp", class_folder, "--out", out)
    assert "2 of 2 had not changed" in again.stdout
    assert (out / "gradebook.csv").read_bytes() == first
    shutil.copy(RIGHT, class_folder / "bob.py")
    changed = autograder("grade", "mlp", class_folder, "--out", out)
    assert "1 of 2 had not changed" in changed.stdout
    assert (out / "gradebook.csv").read_bytes() != first
    assert "had not changed" not in autograder("grade", "mlp", class_folder, "--out", out, "--fresh").stdout


def test_grade_shows_a_table_and_writes_gradebook_page_and_results(autograder: Command, tmp_path: Path) -> None:
    class_folder, out = tmp_path / "class", tmp_path / "out"
    class_folder.mkdir()
    shutil.copy(RIGHT, class_folder / "ada.py")
    (class_folder / "eve").mkdir()  # handed in nothing
    done = autograder("grade", "mlp", class_folder, "--out", out, "--jobs", 1)
    assert done.returncode == 0, done.stderr
    assert "ada.py" in done.stdout and "50/50" in done.stdout
    assert {path.name for path in out.iterdir()} == {"ada.py", "eve", "gradebook.csv", "report.html", "history"}
    assert "ada.py" in (out / "report.html").read_text()
    rows = (out / "gradebook.csv").read_text().splitlines()
    assert len(rows) == 3


def test_hidden_tests_run_under_plain_pytest_too() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "hidden_tests/mlp", f"--submission={WRONG}", "-q", "-p", "no:cacheprovider"],
        cwd=ROOT, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode == 1, done.stderr
    assert f"{WRONG_SCORE:g} of 50 points" in done.stdout
    assert "dJdy_hat of a batch of 10 x 3 is wrong" in done.stdout
    assert "Traceback" not in done.stdout


def test_hidden_tests_without_a_submission_say_what_they_need() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "hidden_tests/mlp/test_forward.py", "-q", "-p", "no:cacheprovider"],
        cwd=ROOT, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode != 0
    assert "--submission" in done.stdout + done.stderr


@pytest.mark.parametrize(
    "selection",
    [
        ["hidden_tests/mlp", "-k", "test_forward and relu-relu"],
        ["hidden_tests/mlp/test_forward.py::test_forward[relu-relu]"],
    ],
)
def test_one_case_is_worth_what_it_is_worth_among_all(selection: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *selection, f"--submission={RIGHT}", "-q", "-p", "no:cacheprovider"],
        cwd=ROOT, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "\n1 of 1 points\n" in done.stdout


@pytest.mark.parametrize(
    "arguments",
    [["check", "mlp", ""], ["grade", "mlp", ""], ["grade", "mlp", "--out", ""], ["check", "mlp", RIGHT, "--json", ""]],
)
def test_an_empty_name_is_not_the_current_folder(autograder: Command, arguments: list[str]) -> None:
    done = autograder(*arguments)
    assert done.returncode == 2 and done.stdout == ""
    assert "the file or folder name is empty" in done.stderr and done.stderr.count("\n") == 1


def test_a_folder_for_json_is_refused_before_the_grading(autograder: Command, tmp_path: Path) -> None:
    done = autograder("check", "mlp", RIGHT, "--json", tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"autograder: --json needs a file name, but {tmp_path} is a folder\n"


def test_what_is_piped_is_not_wrapped(autograder: Command) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "COLUMNS"}
    done = autograder("check", "mlp", WRONG, "--all", env={**environment, "PYTHONPATH": str(ROOT)})
    lines = done.stdout.splitlines()
    assert any("forward returns y_hat, for every pair of f and g [sigmoid-identity]" in line for line in lines)
    assert all(line == line.rstrip() for line in lines)
