"""Feedback that goes back through the platform: names as Moodle and Canvas read them back."""

from __future__ import annotations

import re
import zipfile

import pytest

from autograder.intake.exports import read_class
from autograder.outputs.handback import CANVAS_ZIP, FOLDER, MOODLE_ZIP, hand_back
from autograder.report import Outcome, Student


@pytest.fixture
def handed_back(tmp_path, homework, report):
    """`handed_back("a/mlp.py", …)`: of a class with these files, the folder of the grades and what was said."""

    def make(*paths, students=None):
        for path in paths:
            (tmp_path / "class" / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / "class" / path).write_text("x = 1\n")
        class_list = read_class(tmp_path / "class", homework)
        outcomes = [Outcome.OK, Outcome.INTAKE, Outcome.FAULT]
        reports = [
            report(entry.name, students=students or entry.students, outcome=outcomes[number % 3], problem="empty.")
            for number, entry in enumerate(class_list.entries)
        ]
        return tmp_path / "out", hand_back(reports, class_list, tmp_path / "out")

    return make


def as_moodle_reads(path):
    """The number of the participant, as importziplib.php finds it: the first part with a number second."""
    parts = path.split("/")
    while parts:
        info = parts.pop(0).split("_", 4)
        if len(info) >= 4 and info[1].isdecimal() and info[2:4] == ["assignsubmission", "file"]:
            return info[1], "/".join([*info[4:], *parts]).lstrip("/")
    return None


def as_canvas_reads(name):
    """The user and the attachment, as abstract_assignment.rb finds them."""
    parts = [part for part in name.split("_") if part != "LATE"]
    if parts[0] == "anon":
        return parts[1], parts[2]
    numbers = [part for part in parts if part.isdecimal()]
    return None if parts[-1].startswith("link") else tuple(numbers[:2])


def names_in(path):
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        return archive.namelist()


def test_moodle_reads_back_whose_feedback_it_is(handed_back):
    out, said = handed_back(
        "Jürgen Groß_4711_assignsubmission_file_/mlp.py",
        "Ann_Lee O'Neil_4712_assignsubmission_file_/sub/mlp.py",
        "Bo_4713_assignsubmission_file/mlp.py",
        "Cy_4714_assignsubmission_file_mlp.py",
    )
    read = [as_moodle_reads(name) for name in names_in(out / MOODLE_ZIP)]
    assert sorted(read) == [(number, "feedback.html") for number in ("4711", "4712", "4713", "4714")]
    assert "Jürgen Groß_4711_assignsubmission_file_/feedback.html" in names_in(out / MOODLE_ZIP)
    assert not (out / CANVAS_ZIP).exists()
    assert any(MOODLE_ZIP in line for line in said)


def test_moodle_without_numbers_is_said_and_not_guessed(handed_back):
    out, said = handed_back("Ann Lee_assignsubmission_file_/mlp.py", "Bo_4713_assignsubmission_file_/mlp.py")
    assert [as_moodle_reads(name)[0] for name in names_in(out / MOODLE_ZIP)] == ["4713"]
    assert any("Ann Lee" in line and "Not in" in line for line in said)
    assert (out / FOLDER / "Ann Lee.html").is_file()


def test_canvas_reads_back_whose_feedback_it_is(handed_back):
    out, said = handed_back(
        "großjürgen_12345_67890_mlp.py", "doejane_LATE_4711_123456_mlp-1.py", "van_den_berg_3_9_my_mlp.py",
        "anon_x7Kd2_123459_mlp.py", "roe_55_text.html", "poe_66_100_mlp.py", "poe_66_101_mlp-1.py",
    )  # fmt: skip
    names = names_in(out / CANVAS_ZIP)
    assert {as_canvas_reads(name) for name in names} == {
        ("12345", "67890"), ("4711", "123456"), ("3", "9"), ("x7Kd2", "123459"), ("66", "101"),
    }  # fmt: skip
    assert all(name.endswith(".html") and "/" not in name for name in names)
    assert any("Not in" in line and "roe" in line for line in said)


def test_plain_folder_has_both_pages_for_each_and_no_stale_ones(handed_back):
    out, _ = handed_back("ada.py", "bo/mlp.py")
    (out / FOLDER / "gone.html").write_text("old")
    (out / MOODLE_ZIP).write_bytes(b"old")
    handed_back("ada.py")
    assert sorted(path.name for path in (out / FOLDER).iterdir()) == ["ada.py.html", "ada.py.md", "bo.html", "bo.md"]
    assert not (out / MOODLE_ZIP).exists()
    assert not re.search(r"(src|href)=", (out / FOLDER / "bo.html").read_text())


def test_group_gets_a_page_for_each_student(handed_back):
    people = (Student(name="Zoë Ö"), Student(name="Zoë Ö"), Student(name="../x"))
    out, _ = handed_back("team.py", students=people)
    pages = sorted(path.name for path in (out / FOLDER).glob("*.html"))
    assert pages == ["team.py_Zoë_Ö.html", "team.py_Zoë_Ö_2.html", "team.py_x.html"]
