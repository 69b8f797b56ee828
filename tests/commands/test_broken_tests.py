"""The reference is graded first: a test that it does not pass costs nobody a point, and is named with its line."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from project import DOUBLE, Command, course_with, settings

HOMEWORK = settings(3, "visibility: visible\n")
HEAD = "from gradescope_utils.autograder_utils.decorators import partial_credit, weight\n"
GOOD = "@weight(1)\ndef test_double(student):\n    assert student.double(2) == 4\n"
ZERO = "@weight(1)\ndef test_zero(student):\n    assert student.double(0) == 0\n"
BROKEN = {  # the third test -> what is said of it
    "wrong_expectation": (
        "@weight(1)\ndef test_third(student):\n    assert student.double(3) == 9, 'not nine'\n",
        "line 11): it fails with the reference: not nine",
    ),
    "fixture": (
        "@weight(1)\ndef test_third(studnet):\n    pass\n",
        "there is no fixture called studnet; is it `student`?",
    ),
    "raises": (
        "@weight(1)\ndef test_third(student):\n    {}['x']\n",
        "line 11): it fails with the reference: KeyError: 'x'",
    ),
    "partly": (
        "@partial_credit(1)\ndef test_third(student, set_score=None):\n    set_score(0.5)\n",
        "it gives the reference 0.5 of 1 points",
    ),
}


def project(folder: Path, third: str) -> Path:
    root = course_with(folder / "root", HOMEWORK, {"test_double.py": HEAD + GOOD + "\n" + ZERO + third}, DOUBLE)
    (folder / "class").mkdir()
    (folder / "class/right.py").write_text(DOUBLE)
    (folder / "class/wrong.py").write_text("def double(x):\n    return x\n")
    return root


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_test_is_nobodys_loss(name: str, tmp_path: Path, autograder: Command) -> None:
    third, says = BROKEN[name]
    root, out = project(tmp_path, third), tmp_path / "out"
    done = autograder("grade", "double", tmp_path / "class", "--out", out, root=root)
    assert done.returncode == 1, done.stdout + done.stderr
    said = " ".join(done.stdout.split())
    assert "1 broken test: the reference does not pass" in said
    assert "hidden_tests/double/test_double.py, line" in said
    assert says in said
    assert said.count(says) == 1  # once, not for everybody
    assert says in " ".join((out / "report.html").read_text().replace("&#39;", "'").split())
    with (out / "gradebook.csv").open() as file:
        rows = {row["submission"]: row for row in csv.DictReader(file)}
    assert [row["total"] for row in rows.values()] == ["", ""]
    assert rows["right.py"]["test_third (1)"] == ""
    assert rows["right.py"]["test_double (1)"] == "1"
    assert rows["wrong.py"]["test_double (1)"] == "0"
    shown = json.loads((out / "right.py/results.json").read_text())
    assert "not a mistake in your code" in shown["output"]
    assert says not in json.dumps(shown)


def test_mended_it_is_graded_again(tmp_path: Path, autograder: Command) -> None:
    root, out = project(tmp_path, BROKEN["raises"][0]), tmp_path / "out"
    assert autograder("grade", "double", tmp_path / "class", "--out", out, root=root).returncode == 1
    tests = root / "hidden_tests/double/test_double.py"
    tests.write_text(HEAD + GOOD + ZERO + "@weight(1)\ndef test_third(student):\n    assert student.double(3) == 6\n")
    done = autograder("grade", "double", tmp_path / "class", "--out", out, root=root)
    assert done.returncode == 0
    assert "broken" not in done.stdout
    with (out / "gradebook.csv").open() as file:
        assert [row["total"] for row in csv.DictReader(file)] == ["3", "1"]


@pytest.mark.parametrize(
    ("tests", "says"),
    [
        ("import no_such_module\n" + HEAD + GOOD, "test_double.py, line 1: ModuleNotFoundError: No module named"),
        (HEAD + GOOD + "def (", "test_double.py, line 5: SyntaxError: "),
        (HEAD + GOOD, "add up to 1 points, but homework.yaml says 3"),
    ],
)
def test_tests_that_cannot_be_used_are_a_sentence(tests: str, says: str, tmp_path: Path, autograder: Command) -> None:
    root = project(tmp_path, "")
    (root / "hidden_tests/double/test_double.py").write_text(tests)
    done = autograder("grade", "double", tmp_path / "class", "--out", tmp_path / "out", root=root)
    assert done.returncode == 1
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert "_pytest" not in done.stderr


def test_a_conftest_that_cannot_be_imported_is_a_sentence(tmp_path: Path, autograder: Command) -> None:
    root = project(tmp_path, "")
    (root / "hidden_tests/double/conftest.py").write_text("x = 1\nimport no_such_module\n")
    done = autograder("check", "double", tmp_path / "class/right.py", root=root)
    assert done.returncode == 2
    assert done.stderr.endswith("conftest.py, line 2: ModuleNotFoundError: No module named 'no_such_module'\n")


def test_no_zip_is_made_of_a_broken_test(tmp_path: Path, autograder: Command) -> None:
    root = project(tmp_path, BROKEN["wrong_expectation"][0])
    for name in ("setup.sh", "run_autograder", "LICENSE", "README.md", "constraints.txt", "pyproject.toml"):
        (root / name).write_text("")
    done = autograder("package", "double", "--out", tmp_path / "zip", root=root)
    assert done.returncode == 2
    assert "test_double.py, line 11): it fails with the reference: not nine" in done.stderr
    assert not (tmp_path / "zip").exists()


def test_the_same_file_of_two_people_is_flagged(tmp_path: Path, autograder: Command) -> None:
    third = "@weight(1)\ndef test_third(student):\n    assert student.double(3) == 6\n"
    root, out = project(tmp_path, third), tmp_path / "out"
    (tmp_path / "class/other.py").write_bytes((tmp_path / "class/right.py").read_bytes().replace(b"\n", b"\r\n"))
    (root / "student_template/double").mkdir(parents=True)
    (root / "student_template/double/double.py").write_text("def double(x):\n    pass  # TODO\n")
    for name in ("untouched1", "untouched2"):
        (tmp_path / f"class/{name}.py").write_text("def double(x):\n    pass  # TODO\n")
    for _ in range(2):  # also where the results are kept
        assert autograder("grade", "double", tmp_path / "class", "--out", out, root=root).returncode == 0
        with (out / "gradebook.csv").open() as file:
            flags = {row["submission"]: row["flags"] for row in csv.DictReader(file)}
        assert flags == {
            "right.py": "Byte for byte identical to other.py.", "other.py": "Byte for byte identical to right.py.",
            "wrong.py": "", "untouched1.py": "", "untouched2.py": "",
        }  # fmt: skip
