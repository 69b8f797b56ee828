"""A course's homeworks in a folder of its own: which folder that is, its defaults, and the commands there."""

import json
import os
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from project import ROOT, Command


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory, autograder: Command) -> Path:
    """A course with the homework that `autograder new` makes."""
    folder = tmp_path_factory.mktemp("course")
    made = autograder("--course", folder, "new", "first")
    assert made.returncode == 0, made.stderr
    return folder


def elsewhere(cwd: Path, **variables: str) -> dict[str, object]:
    return {"cwd": cwd, "env": {**os.environ, "PYTHONPATH": str(ROOT), **variables}}


def test_it_is_named_by_the_option_the_variable_or_the_working_directory(
    course: Path, autograder: Command, tmp_path: Path
) -> None:
    assert autograder("--course", tmp_path, "new", "second").returncode == 0
    (tmp_path / "away").mkdir()

    def found(*arguments: object, cwd: Path, **variables: str) -> str:
        done = autograder(*arguments, "grade", "nothing", **elsewhere(cwd, **variables))
        return str(done.stderr).partition("there are: ")[2].strip()

    away = tmp_path / "away"
    assert found("--course", course, cwd=away) == "first"
    assert found("--course", "..", cwd=away, AUTOGRADER_COURSE=str(course)) == "second"
    assert found(cwd=away, AUTOGRADER_COURSE=str(course)) == "first"
    assert found(cwd=away) == "second"
    assert found(cwd=course / "hidden_tests" / "first") == "first"
    assert "mlp" in found(cwd=ROOT)


def test_a_course_without_homework_is_told_how_to_begin(autograder: Command, tmp_path: Path) -> None:
    for arguments in (
        ("grade", "mlp"),
        ("audit",),
        ("template",),
        ("package", "mlp"),
        ("check", "mlp", ROOT / "LICENSE"),
    ):
        done = autograder("--course", tmp_path, *arguments, **elsewhere(tmp_path))
        assert done.returncode == 2
        assert "`autograder new my_homework`" in done.stderr, done.stderr
    done = autograder("--course", tmp_path / "nowhere", "grade", "mlp")
    assert (done.returncode, "there is no folder" in done.stderr) == (2, True)


SCORES = {"right_one_line.py": 5, "wrong_sign.py": 2}


def scores(done: subprocess.CompletedProcess[str], folder: Path) -> dict[str, float]:
    assert done.returncode == 0, done.stderr
    return {path.parent.name: json.loads(path.read_text())["score"] for path in folder.glob("out/*/results.json")}


@pytest.mark.slow
def test_a_cluster_grades_there(course: Path, autograder: Command, tmp_path: Path) -> None:
    command = ("grade", "first", "--jobs", 1, "--out", tmp_path / "out", "--cluster", "local")
    assert scores(autograder(*command, **elsewhere(course)), tmp_path) == SCORES


def test_every_command_works_there(course: Path, autograder: Command, tmp_path: Path) -> None:
    there = elsewhere(course)
    assert scores(autograder("grade", "first", "--jobs", 1, "--out", tmp_path / "out", **there), tmp_path) == SCORES
    assert autograder("template", "--check", **there).returncode == 0
    done = autograder("audit", "--quick", **there)
    assert (done.returncode, "No problems found." in done.stdout) == (0, True), done.stdout
    done = autograder("package", "first", "--out", tmp_path / "first.zip", **there)
    assert done.returncode == 0, done.stderr
    names = zipfile.ZipFile(tmp_path / "first.zip").namelist()
    assert {"setup.sh", "run_autograder", "constraints.txt", "autograder/cli.py", "reference/first/first.py"} <= {
        *names
    }
    assert not [name for name in names if "mlp" in name or "autograder/project/" in name]


def test_course_yaml_sets_defaults_for_all_homeworks(course: Path, autograder: Command, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    shutil.copytree(course, mine)
    wrong = mine / "samples/first/wrong_sign.py"

    def visibility(settings: str) -> str:
        (mine / "course.yaml").write_text(settings)
        done = autograder("--course", mine, "check", "first", wrong, "--json", tmp_path / "results.json")
        if done.stderr:
            return str(done.stderr)
        results = json.loads((tmp_path / "results.json").read_text())
        return str(results["tests"][0]["visibility"])

    assert visibility("visibility: visible\nlimits: {call_seconds: 3}") == "visible"
    homework = mine / "hidden_tests/first/homework.yaml"
    homework.write_text(homework.read_text() + "visibility: hidden\nlimits: {memory_mib: 600}\n")
    assert visibility("visibility: visible\nlimits: {call_seconds: 3}") == "hidden"
    assert "course.yaml, line 2" in visibility("# defaults\nlimits: {call_second: 3}")
    assert "course.yaml, line 1: title cannot be set for all homeworks" in visibility("title: x")


def test_tests_inside_an_upload_are_never_run(course: Path, autograder: Command, tmp_path: Path) -> None:
    upload = tmp_path / "upload"
    shutil.copytree(course, upload)
    shutil.copy(course / "samples/first/right_one_line.py", upload / "first.py")
    for arguments in (("check", "first", "."), ("grade", "first", ".", "--out", tmp_path / "out")):
        done = autograder(*arguments, **elsewhere(upload))
        assert (done.returncode, "is inside what you want to grade" in done.stderr) == (2, True)
    done = autograder("--course", course, "check", "first", ".", **elsewhere(upload))
    assert done.returncode == 0, done.stdout + done.stderr
