"""Whole classes: plain folders and zips, and the exports of Gradescope, Canvas, Moodle and GitHub Classroom."""

from __future__ import annotations

import multiprocessing
import os
import time
import unicodedata
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from project import slowness
from uploads import RIGHT, homework_of, notebook_of, put, zipped

from autograder.homework import Homework, SubmittedFile
from autograder.intake.entries import ClassList, Entry, safe_name
from autograder.intake.exports import read_class
from autograder.intake.problem import IntakeProblem
from autograder.report import LATE, Student


@pytest.fixture(params=["folder", "zip", "zip of one folder"])
def a_class(request: pytest.FixtureRequest, tmp_path: Path) -> object:
    """Writes a class as a folder, as a zip, and as a zip whose only entry is a folder."""

    def write(files: Mapping[str, bytes | str]) -> Path:
        if request.param == "folder":
            return put(tmp_path / "class", files)
        wrapping = "export 2026/" if request.param == "zip of one folder" else ""
        litter = {"__MACOSX/x": b"\0", f"{wrapping}.DS_Store": b"\0"}
        put(tmp_path, {"class.zip": zipped({**{wrapping + name: data for name, data in files.items()}, **litter})})
        return tmp_path / "class.zip"

    return write


def files_of(entry: Entry, homework: Homework) -> dict[str, bytes]:
    return entry.read(homework).files


def names_of(found: ClassList) -> list[str]:
    return [entry.name for entry in found.entries]


# ---- plain ------------------------------------------------------------------------------------------------------


def test_a_plain_class_holds_files_folders_and_archives(a_class, mlp: Homework) -> None:  # type: ignore[no-untyped-def]
    path = a_class({
        "right_loops.py": RIGHT,
        "wrong_1_2_x.py": b"x = 1\n",
        "alice/mlp.py": RIGHT,
        "alice/report.pdf": b"%PDF",
        "bob.zip": zipped({"hw/mlp.py": RIGHT}),
        "carol.ipynb": notebook_of("K = 5"),
        "dan/hw1.zip": zipped({"mlp.py": RIGHT}),
        "verdicts.yaml": "x: 1",
        "README.md": "a class",
        "manual.csv": "a,b",
        ".gitignore": "x",
        "roster.csv": "a,b",
    })  # fmt: skip
    found = read_class(path, mlp)
    assert names_of(found) == ["alice", "bob.zip", "carol.ipynb", "dan", "right_loops.py", "wrong_1_2_x.py"]
    assert [name for name, _ in found.unusable] == ["README.md", "manual.csv", "roster.csv", "verdicts.yaml"]
    assert ".gitignore" in found.litter
    for entry in found.entries:
        submission = entry.read(mlp)
        assert submission.name == entry.name
        assert submission.notes == ()
        assert list(submission.files) == ["mlp.py"]
    assert files_of(found.entries[1], mlp) == {"mlp.py": RIGHT}
    assert found.entries[0].students == ()


@pytest.mark.parametrize("beside", [{}, {"README.md": "", "LICENSE": "", ".DS_Store": b"", "env/pyvenv.cfg": ""}])
def test_whoever_has_a_name_like_a_files_is_a_student(a_class, mlp: Homework, beside: dict[str, bytes]) -> None:  # type: ignore[no-untyped-def]
    students = {
        "readme_bob.py": RIGHT,
        "licenseman.py": RIGHT,
        "README/mlp.py": RIGHT,
        "license.py": RIGHT,
        "License-Holder.zip": zipped({"mlp.py": RIGHT}),
        "venv/mlp.py": RIGHT,
        ".dot.py": RIGHT,
        "verdicts.yaml.py": RIGHT,
        "manual.csv.py": RIGHT,
        "notice/mlp.py": RIGHT,
    }
    found = read_class(a_class({**students, **beside}), mlp)
    assert len(found.entries) == len(students)
    assert all(files_of(entry, mlp) == {"mlp.py": RIGHT} for entry in found.entries)
    assert {name for name, _ in found.unusable} == {name for name in beside if name in ("README.md", "LICENSE")}
    assert bool(beside) <= bool(found.litter)


def test_of_whatever_lies_in_a_class_nothing_is_dropped_without_a_word(a_class, mlp: Homework) -> None:  # type: ignore[no-untyped-def]
    names = {
        "a.py", "readme", "Readme.TXT", "COPYING", "licence.md", "Thumbs.db", "Desktop.ini", "._a.py", ".git/HEAD",
        "__pycache__/a.pyc", "node_modules/x/y.js", "verdicts.yaml", "MANUAL.csv", "notes.log", ".hidden/x", "z.pdf",
    }  # fmt: skip
    found = read_class(a_class(dict.fromkeys(names, RIGHT)), mlp)
    told = {*names_of(found), *(name for name, _ in found.unusable), *found.litter}
    assert {name.partition("/")[0] for name in names} <= {name.rstrip("/") for name in told}
    assert names_of(found) == ["a.py", "z.pdf"]
    assert all(name in str(found.left_out()) for name in ("._a.py", ".git/", "COPYING"))


def test_what_lies_beside_the_folder_with_the_class_is_told(tmp_path: Path, mlp: Homework) -> None:
    put(tmp_path / "hw", {"README.md": "", "manual.csv": "", ".DS_Store": b"", "all/a.py": RIGHT, "all/b.py": RIGHT})
    found = read_class(tmp_path / "hw", mlp)
    assert names_of(found) == ["a.py", "b.py"]
    assert [name for name, _ in found.unusable] == ["README.md", "manual.csv"]
    assert found.litter == (".DS_Store",)


def test_a_file_that_a_zip_has_twice_is_told(tmp_path: Path, mlp: Homework) -> None:
    with pytest.warns(UserWarning), zipfile.ZipFile(tmp_path / "class.zip", "w") as archive:
        for name in ("a.py", "b.py", "a.py"):
            archive.writestr(name, RIGHT)
    found = read_class(tmp_path / "class.zip", mlp)
    assert (names_of(found), [name for name, _ in found.unusable]) == (["a.py", "b.py"], ["a.py"])


def test_an_entry_that_cannot_be_graded_is_listed_all_the_same(a_class, mlp: Homework) -> None:  # type: ignore[no-untyped-def]
    found = read_class(a_class({"a.py": RIGHT, "b.zip": b"damaged", "c/report.pdf": b"%PDF", "d.pdf": b"%PDF"}), mlp)
    assert names_of(found) == ["a.py", "b.zip", "c", "d.pdf"]
    said = []
    for entry in found.entries[1:]:
        with pytest.raises(IntakeProblem) as caught:
            entry.read(mlp)
        said.append(str(caught.value))
    assert "b.zip cannot be opened" in said[0]
    assert "There is no mlp.py" in said[1]
    assert "a PDF document" in said[2]


def test_links_and_pipes_in_a_class_are_entries_that_are_refused(tmp_path: Path, mlp: Homework) -> None:
    folder = put(tmp_path / "class", {"right.py": RIGHT})
    (folder / "link.py").symlink_to(folder / "right.py")
    (folder / "linked").symlink_to(tmp_path)
    os.mkfifo(folder / "pipe.py")
    found = read_class(folder, mlp)
    assert names_of(found) == ["link.py", "linked", "pipe.py", "right.py"]
    for entry in found.entries[:3]:
        with pytest.raises(IntakeProblem, match=r"a symbolic link|a named pipe"):
            entry.read(mlp)


def test_files_of_one_name_may_be_of_one_student(a_class, mlp: Homework) -> None:  # type: ignore[no-untyped-def]
    path = a_class({"ada.py": RIGHT, "Ada.zip": zipped({"mlp.py": RIGHT}), "ada/mlp.py": RIGHT, "adam.py": RIGHT})
    flags = {entry.name.partition("~")[0]: entry.flags for entry in read_class(path, mlp).entries}
    assert flags.pop("adam.py") == ()
    assert set(flags) == {"ada.py", "Ada.zip", "ada"}
    assert set(flags.values()) == {("from the same student? Ada.zip, ada, ada.py",)}


@pytest.mark.parametrize("wrapping", ["", "assignment_1_export/"])
@pytest.mark.parametrize(
    "name", ["submission_metadata.yml", "doejane_11_501_mlp.py", "Ada_1_assignsubmission_file_/x.py"]
)
def test_an_export_may_be_a_zip_in_a_folder(tmp_path: Path, mlp: Homework, name: str, wrapping: str) -> None:
    files = {name: RIGHT}
    if name.endswith("yml"):
        files = {name: b"submission_1:\n  :submitters: []\n", "submission_1/mlp.py": RIGHT}
    export = zipped({wrapping + path: data for path, data in files.items()})
    put(tmp_path / "hw1", {"export.zip": export, ".DS_Store": b"", "manual.csv": b"student,question,points\n"})
    put(tmp_path, {"hw1.zip": zipped({"export.zip": export})})
    found = read_class(tmp_path / "hw1", mlp)
    assert found.kind.endswith("export")
    assert [files_of(entry, mlp) for entry in found.entries] == [{"mlp.py": RIGHT}]
    with pytest.raises(IntakeProblem, match=r"hw1\.zip contains only another zip, export\.zip\. Extract that one"):
        read_class(tmp_path / "hw1.zip", mlp)


def test_a_zip_alone_in_a_class_is_a_submission(a_class, mlp: Homework) -> None:  # type: ignore[no-untyped-def]
    for archive in (zipped({"mlp.py": RIGHT}), zipped({"hw/mlp.py": RIGHT, "hw/x_1_2_y.py": RIGHT}), b"damaged"):
        assert names_of(read_class(a_class({"ada.zip": archive}), mlp)) == ["ada.zip"]


def test_folders_of_a_homework_with_two_files(a_class) -> None:  # type: ignore[no-untyped-def]
    homework = homework_of("lab.py", "fit.py")
    found = read_class(a_class({"a/lab.py": RIGHT, "a/fit.py": RIGHT, "b/fit.py": RIGHT}), homework)
    assert [sorted(files_of(entry, homework)) for entry in found.entries] == [["fit.py", "lab.py"], ["fit.py"]]


def test_a_class_of_one_student_is_not_taken_for_a_wrapping(a_class, mlp: Homework) -> None:  # type: ignore[no-untyped-def]
    assert names_of(read_class(a_class({"alice/mlp.py": RIGHT, "alice/helper.py": RIGHT}), mlp)) == ["alice"]


def test_what_is_no_class_is_refused_in_a_sentence(tmp_path: Path, mlp: Homework) -> None:
    put(tmp_path, {"mlp.py": RIGHT, "empty/.keep": b"", "bad.zip": b"PK"})
    for name, said in (
        ("nothing", "There is no class at"),
        ("mlp.py", "A class is a folder or a zip"),
        ("bad.zip", "A class is a folder or a zip"),
        ("empty", r"There are no submissions in empty\.$"),
    ):
        with pytest.raises(IntakeProblem, match=said):
            read_class(tmp_path / name, mlp)


# ---- Gradescope -------------------------------------------------------------------------------------------------

METADATA = """---
submission_9:
  :submitters:
  - :name: Ada Lovelace
    :sid: '0012'
    :email: ada@example.edu
  :created_at: 2026-02-03 10:00:00.123456000 -05:00
  :score: 12.0
  :results: !ruby/hash:ActiveSupport::HashWithIndifferentAccess
    tests:
    - :name: "a: b"
submission_10:
  :submitters:
  - :name: Bo "B" Øst
    :sid:
    :email: bo@example.edu
  - :name: Cy
    :sid: 7
    :email: cy@example.edu
  :created_at: !ruby/object:ActiveSupport::TimeWithZone
    utc: 2026-02-03 11:00:00.000000000 Z
    zone: !ruby/object:ActiveSupport::TimeZone
      name: Etc/UTC
    time: 2026-02-03 11:00:00.000000000 Z
submission_11:
  :submitters:
  - :name: Ada Lovelace
    :sid: '0012'
    :email: ada@example.edu
  :created_at: 2026-02-04 10:00:00 Z
submission_12:
  :submitters: []
"""


def test_gradescope(a_class, mlp: Homework) -> None:  # type: ignore[no-untyped-def]
    found = read_class(a_class({
        "submission_metadata.yml": METADATA,
        "submission_9/mlp.py": b"old = 1\n",
        "submission_10/mlp.py": RIGHT,
        "submission_11/hw/mlp.py": RIGHT,
        "submission_13/mlp.py": RIGHT,
        "stray.txt": "x",
    }), mlp)  # fmt: skip
    assert found.kind == "Gradescope export"
    assert names_of(found) == ["submission_10", "submission_11", "submission_13"]
    by_name = {entry.name: entry for entry in found.entries}
    group = by_name["submission_10"]
    assert group.students == (
        Student(name='Bo "B" Øst', email="bo@example.edu"),
        Student(name="Cy", id="7", email="cy@example.edu"),
    )
    assert group.submitted_at == "2026-02-03T11:00:00Z"
    newest = by_name["submission_11"]
    assert newest.students == (Student(name="Ada Lovelace", id="0012", email="ada@example.edu"),)
    assert newest.notes == ("Submitted 2 times: we graded the newest, submission_11, and ignored submission_9.",)
    assert files_of(newest, mlp) == {"mlp.py": RIGHT}
    assert by_name["submission_13"].students == ()
    assert dict(found.unusable) == {
        "stray.txt": "Gradescope exports a folder for each submission",
        "submission_12": "submission_metadata.yml says that somebody submitted it, but it is not in the export",
    }


def test_who_handed_in_what_is_not_in_the_export_is_said(a_class, mlp: Homework) -> None:  # type: ignore[no-untyped-def]
    found = read_class(a_class({"submission_metadata.yml": METADATA, "submission_9/mlp.py": RIGHT}), mlp)
    missing = dict(found.unusable)
    assert missing["submission_10"].startswith('submission_metadata.yml says that Bo "B" Øst, Cy submitted it, but')
    assert missing["submission_11"].startswith("submission_metadata.yml says that Ada Lovelace submitted it, but")


def test_a_class_without_a_submission_is_refused_and_says_what_is_there(a_class, mlp: Homework) -> None:  # type: ignore[no-untyped-def]
    path = a_class({"submission_metadata.yml": METADATA, "stray.txt": "x"})
    with pytest.raises(IntakeProblem, match=r"no submissions in class.* \(stray\.txt: .*; submission_10: .*\)\.$"):
        read_class(path, mlp)


def test_times_of_other_zones_are_compared_in_utc(tmp_path: Path, mlp: Homework) -> None:
    entry = "{name}:\n  :submitters:\n  - :email: a@b\n  :created_at: {time}\n"
    text = entry.format(name="submission_1", time="2026-02-03 10:00:00 -05:00")
    text += entry.format(name="submission_2", time="2026-02-03 12:00:00 Z")
    put(tmp_path, {"submission_metadata.yml": text, "submission_1/mlp.py": RIGHT, "submission_2/mlp.py": RIGHT})
    assert names_of(read_class(tmp_path, mlp)) == ["submission_1"]


def test_ids_and_names_of_the_metadata_are_text(tmp_path: Path, mlp: Homework) -> None:
    entry = "submission_{n}:\n  :submitters:\n  - :name: {name}\n    :sid: {id}\n  :created_at: 2026-02-03 10:00:00 Z\n"
    people = [("No", "00123"), ("1_000", "083"), ("Null Ada", "1e5"), ("2026-01-02", "0x1F")]
    text = "".join(entry.format(n=number, name=name, id=identity) for number, (name, identity) in enumerate(people))
    put(tmp_path, {"submission_metadata.yml": text, **{f"submission_{n}/mlp.py": RIGHT for n in range(4)}})
    found = read_class(tmp_path, mlp)
    assert [(student.name, student.id) for entry in found.entries for student in entry.students][:3] == people[:3]
    assert [entry.submitted_at for entry in found.entries] == ["2026-02-03T10:00:00Z"] * 4


def test_people_of_whom_nothing_is_known_are_not_one_person(tmp_path: Path, mlp: Homework) -> None:
    blank = "submission_{n}:\n  :submitters:\n  - :name:\n    :email: ''\n  :created_at: 2026-02-03 10:00:0{n} Z\n"
    text = "".join(blank.format(n=number) for number in (1, 2))
    put(tmp_path, {"submission_metadata.yml": text, "submission_1/mlp.py": RIGHT, "submission_2/mlp.py": RIGHT})
    found = read_class(tmp_path, mlp)
    assert names_of(found) == ["submission_1", "submission_2"]
    assert [entry.students for entry in found.entries] == [(), ()]


def test_of_a_group_whose_member_handed_in_again_the_others_keep_the_older_one(tmp_path: Path, mlp: Homework) -> None:
    both = "  - :name: Ana\n    :sid: 1\n  - :name: Bo\n    :sid: 2\n"
    text = f"submission_1:\n  :submitters:\n{both}  :created_at: 2026-02-03 10:00:00 Z\n"
    text += "submission_2:\n  :submitters:\n  - :name: Bo\n    :sid: 2\n  :created_at: 2026-02-04 10:00:00 Z\n"
    put(tmp_path, {"submission_metadata.yml": text, "submission_1/mlp.py": RIGHT, "submission_2/mlp.py": RIGHT})
    first, second = read_class(tmp_path, mlp).entries
    assert (first.students, first.notes) == ((Student(name="Ana", id="1"),), ())
    assert second.students == (Student(name="Bo", id="2"),)
    assert second.notes == ("Submitted 2 times: we graded the newest, submission_2, and ignored submission_1.",)


@pytest.mark.parametrize("text", ["{", "- a\n- b\n", "a: &a [*a, *b]\n", "\0", "? [a]\n: 1\n", "a: b: c"])
def test_metadata_that_is_not_gradescopes_is_refused_in_a_sentence(tmp_path: Path, mlp: Homework, text: str) -> None:
    put(tmp_path, {"submission_metadata.yml": text, "submission_1/mlp.py": RIGHT})
    with pytest.raises(IntakeProblem, match=r"submission_metadata\.yml"):
        read_class(tmp_path, mlp)


def test_metadata_makes_no_objects(tmp_path: Path, mlp: Homework) -> None:
    path = tmp_path / "made"
    put(tmp_path, {
        "submission_metadata.yml": f"submission_1: !!python/object/apply:os.mkdir ['{path}']\n",
        "submission_1/mlp.py": RIGHT,
    })  # fmt: skip
    assert names_of(read_class(tmp_path, mlp)) == ["submission_1"]
    assert not path.exists()


def test_aliases_in_the_metadata_do_not_grow(tmp_path: Path, mlp: Homework) -> None:
    lists = "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 10))
    maps = "".join(f"b{n}: &b{n} {{<<: [{', '.join([f'*b{n - 1}'] * 9)}]}}\n" for n in range(1, 10))
    text = f"a0: &a0 x\n{lists}b0: &b0 {{x: y}}\n{maps}"
    text += "submission_1:\n  :submitters:\n  - :name: *a9\n    :sid: 1\n  :created_at: *b9\n"
    put(tmp_path, {"submission_metadata.yml": text, "submission_1/mlp.py": RIGHT})
    (entry,) = read_class(tmp_path, mlp).entries
    assert (entry.students, entry.submitted_at) == ((Student(id="1"),), "")


def test_a_time_at_the_edge_of_the_calendar_is_kept_as_it_is(tmp_path: Path, mlp: Homework) -> None:
    text = "submission_1:\n  :submitters: []\n  :created_at: 0001-01-01 00:00:00 +23:59\n"
    put(tmp_path, {"submission_metadata.yml": text, "submission_1/mlp.py": RIGHT})
    assert read_class(tmp_path, mlp).entries[0].submitted_at.startswith("0001-01-01")


# ---- Canvas -----------------------------------------------------------------------------------------------------


def test_canvas(a_class, mlp: Homework) -> None:  # type: ignore[no-untyped-def]
    found = read_class(a_class({
        "lovelaceada_11_501_mlp.py": RIGHT,
        "ostbo_LATE_12_502_mlp-1.py": RIGHT,
        "curiec_13_503_mlp.py": b"old = 1\n",
        "curiec_13_509_mlp-2.py": RIGHT,
        "turinga_14_504_my code.py": RIGHT,
        "hoppergrace_15_505_hw1.zip": zipped({"mlp.py": RIGHT}),
        "noether_16_text.html": "<html><body>mlp</body></html>",
        "gradebook.csv": "x",
    }), mlp)  # fmt: skip
    assert found.kind == "Canvas export"
    by_name = {entry.name: entry for entry in found.entries}
    assert sorted(by_name) == ["curiec_13", "hoppergrace_15", "lovelaceada_11", "noether_16", "ostbo_12", "turinga_14"]
    assert by_name["lovelaceada_11"].students == (Student(name="lovelaceada", id="11"),)
    assert by_name["lovelaceada_11"].read(mlp).notes == ()
    late = by_name["ostbo_12"]
    assert late.flags == ("handed in late",)
    assert late.read(mlp).notes == ()
    assert files_of(by_name["curiec_13"], mlp) == {"mlp.py": RIGHT}
    assert by_name["curiec_13"].notes == ("There are 2 attempts at mlp.py: the newest one counts.",)
    assert by_name["turinga_14"].read(mlp).notes == ("Your file my code.py was graded as mlp.py.",)
    assert files_of(by_name["hoppergrace_15"], mlp) == {"mlp.py": RIGHT}
    with pytest.raises(IntakeProblem, match="a saved web page"):
        by_name["noether_16"].read(mlp)
    assert [name for name, _ in found.unusable] == ["gradebook.csv"]


def test_canvas_with_two_files_for_each_student(a_class) -> None:  # type: ignore[no-untyped-def]
    homework = homework_of("lab.py", "fit.py")
    found = read_class(a_class({
        "adal_11_501_lab.py": RIGHT,
        "adal_11_502_fit.py": RIGHT,
        "adal_11_503_helper.py": RIGHT,
        "bo_12_504_fit.py": RIGHT,
    }), homework)  # fmt: skip
    assert [sorted(files_of(entry, homework)) for entry in found.entries] == [
        ["fit.py", "helper.py", "lab.py"],
        ["fit.py"],
    ]


def test_canvas_names_as_canvas_makes_them(a_class, mlp: Homework) -> None:  # type: ignore[no-untyped-def]
    found = read_class(a_class({
        "smithanna_11_501_mlp.py": RIGHT,  # two of one name
        "smithanna_12_502_mlp.py": RIGHT,
        "van_der_berg_LATE_13_503_mlp.py": RIGHT,
        "lee_late_14_504_mlp.py": RIGHT,  # of older versions
        unicodedata.normalize("NFD", "müllerjörg_15_505_mlp.py"): RIGHT,
        "anon_x7Kd2_506_mlp.py": RIGHT,  # of an anonymous assignment
        "LATE_anon_Q12ab_507_mlp.py": RIGHT,
        "curie_16_508_mlp.zip": zipped({"mlp.py": b"old = 1\n"}),
        "curie_16_510_mlp-1.zip": zipped({"mlp.py": RIGHT}),
        "noether_17_link.html": "<!DOCTYPE html><html></html>",
        "unrelated.txt": "x",
    }), mlp)  # fmt: skip
    assert found.kind == "Canvas export"
    assert {entry.students[0].id: (entry.students[0].name, LATE in entry.flags) for entry in found.entries} == {
        "11": ("smithanna", False),
        "12": ("smithanna", False),
        "13": ("van_der_berg", True),
        "14": ("lee", True),
        "15": (unicodedata.normalize("NFC", "müllerjörg"), False),
        "anon_x7Kd2": ("anon_x7Kd2", False),
        "anon_Q12ab": ("anon_Q12ab", True),
        "16": ("curie", False),
        "17": ("noether", False),
    }
    (curie,) = [entry for entry in found.entries if entry.name == "curie_16"]
    assert curie.notes == ("There are 2 attempts at mlp.zip: the newest one counts.",)
    assert all(files_of(entry, mlp) == {"mlp.py": RIGHT} for entry in found.entries if entry.name != "noether_17")
    assert [name for name, _ in found.unusable] == ["unrelated.txt"]


# ---- Moodle -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", ["_assignsubmission_file_/", "_assignsubmission_file/", "_assignsubmission_file_"])
def test_moodle(a_class, mlp: Homework, ending: str) -> None:  # type: ignore[no-untyped-def]
    found = read_class(a_class({
        f"Ada Lovelace_4711{ending}mlp.py": RIGHT,
        f"Bo Øst_4712{ending}MLP.py": RIGHT,
        "Ada Lovelace_4711_assignsubmission_onlinetext_onlinetext.html": "<html>",
        "Grades.csv": "x",
    }), mlp)  # fmt: skip
    assert found.kind == "Moodle export"
    assert names_of(found) == ["Ada Lovelace_4711", "Bo Øst_4712"]
    assert [entry.students for entry in found.entries] == [
        (Student(name="Ada Lovelace", id="4711"),),
        (Student(name="Bo Øst", id="4712"),),
    ]
    assert [files_of(entry, mlp) for entry in found.entries] == [{"mlp.py": RIGHT}] * 2
    assert [entry.read(mlp).notes for entry in found.entries] == [(), ("Your file MLP.py was graded as mlp.py.",)]
    assert [name for name, _ in found.unusable] == [
        "Ada Lovelace_4711_assignsubmission_onlinetext_onlinetext.html",
        "Grades.csv",
    ]


def test_moodle_with_texts_typed_online_and_empty_folders(a_class, mlp: Homework) -> None:  # type: ignore[no-untyped-def]
    found = read_class(a_class({
        "Ada Lovelace_11_assignsubmission_file_/hw/mlp.py": RIGHT,
        "Ada Lovelace_11_assignsubmission_onlinetext_/onlinetext.html": "<p>",
        "Ada Lovelace_12_assignsubmission_file_/mlp.py": RIGHT,
        "Bo Ek_13_assignsubmission_onlinetext_/onlinetext.html": "<p>",
        "Cy_14_assignsubmission_file_/.DS_Store": b"",
        "Group A-Di_15_assignsubmission_file_/mlp.zip": zipped({"x\\mlp.py": RIGHT}),
    }), mlp)  # fmt: skip
    by_id = {entry.students[0].id: entry for entry in found.entries}
    assert sorted(by_id) == ["11", "12", "13", "14", "15"]
    for identity in ("11", "12", "15"):
        assert files_of(by_id[identity], mlp) == {"mlp.py": RIGHT}
    with pytest.raises(IntakeProblem, match=r"only onlinetext\.html"):
        by_id["13"].read(mlp)


def test_moodle_with_a_single_student(a_class, mlp: Homework) -> None:  # type: ignore[no-untyped-def]
    (ada,) = read_class(a_class({"Ada Lovelace_11_assignsubmission_file_/my solution.py": RIGHT}), mlp).entries
    assert ada.students == (Student(name="Ada Lovelace", id="11"),)
    assert files_of(ada, mlp) == {"mlp.py": RIGHT}


# ---- GitHub Classroom -------------------------------------------------------------------------------------------


def test_github_classroom(a_class, mlp: Homework) -> None:  # type: ignore[no-untyped-def]
    found = read_class(a_class({
        "hw1-ada/.git/HEAD": "ref",
        "hw1-ada/mlp.py": RIGHT,
        "hw1-ada/test1.py": RIGHT,
        "hw1-anna-b/.git/HEAD": "ref",
        "hw1-anna-b/src/mlp.py": RIGHT,
        "README.md": "x",
    }), mlp)  # fmt: skip
    assert found.kind == "GitHub Classroom"
    assert names_of(found) == ["hw1-ada", "hw1-anna-b"]
    assert [entry.students for entry in found.entries] == [
        (Student(name="ada", id="ada"),),
        (Student(name="anna-b", id="anna-b"),),
    ]
    assert [files_of(entry, mlp)["mlp.py"] for entry in found.entries] == [RIGHT] * 2


def test_a_zip_made_on_windows(tmp_path: Path, mlp: Homework) -> None:
    files = {
        "class\\": b"",
        "class\\ada\\": b"",
        "class\\ada\\mlp.py": RIGHT,
        "class\\bo.zip": zipped({"hw\\mlp.py": RIGHT}),
    }
    put(tmp_path, {"class.zip": zipped(files)})
    found = read_class(tmp_path / "class.zip", mlp)
    assert names_of(found) == ["ada", "bo.zip"]
    assert all(files_of(entry, mlp) == {"mlp.py": RIGHT} for entry in found.entries)


@pytest.mark.parametrize("name", ["Zoë Müller", "李雷", "Łukasz O'Hara"])
def test_a_zip_made_on_a_mac(tmp_path: Path, mlp: Homework, name: str) -> None:
    """Finder writes names in UTF-8, decomposed, without the flag that says so."""
    decomposed = unicodedata.normalize("NFD", name)
    data = bytearray(zipped({f"class/{decomposed}/mlp.py": RIGHT, "class/Bo/mlp.py": RIGHT}))
    for header, flags in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        at = -1
        while (at := data.find(header, at + 1)) >= 0:
            data[at + flags + 1] &= ~0x08
    put(tmp_path, {"class.zip": bytes(data)})
    found = read_class(tmp_path / "class.zip", mlp)
    assert set(names_of(found)) == {"Bo", name}
    assert all(files_of(entry, mlp) == {"mlp.py": RIGHT} for entry in found.entries)


# ---- names and numbers ------------------------------------------------------------------------------------------


def test_names_are_unique_and_fit_for_a_folder(tmp_path: Path, mlp: Homework) -> None:
    names = [
        "a\nb.py",
        "Alice.py",
        "alice.py",
        "x" * 200 + ".py",
        "e\u0301.py",
        "\u00e9.py",
        "gradebook.csv.zip",
        "日" * 80,
    ]
    folder = put(tmp_path / "class", dict.fromkeys(names, RIGHT))
    found = names_of(read_class(folder, mlp))
    assert len({name.casefold() for name in found}) == len(names)
    for name in found:
        assert name == safe_name(name)
    assert "alice.py~2" in found or "Alice.py~2" in found


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc", "_.._etc"),
        ("..", "submission"),
        ("", "submission"),
        (".hidden", "hidden"),
        ("a/b\\c", "a_b_c"),
        ("a\x00b\x1b[31m\u202e", "a_b_[31m_"),
        (" a. ", "a"),
        ("e\u0301", "\u00e9"),
        ("\udcff", "_"),
    ],
)
def test_safe_names(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_a_name_in_a_zip_leads_nowhere(tmp_path: Path, mlp: Homework) -> None:
    put(
        tmp_path,
        {"class.zip": zipped({"../evil.py": RIGHT, "/abs.py": RIGHT, "a/../../b.py": RIGHT, "ok/mlp.py": RIGHT})},
    )
    found = read_class(tmp_path / "class.zip", mlp)
    assert {name for name, _ in found.unusable} == {"../evil.py", "/abs.py"}
    assert names_of(found) == ["a", "ok"]
    for entry in found.entries:
        assert safe_name(entry.name) == entry.name
        if entry.name != "ok":
            with pytest.raises(IntakeProblem):
                entry.read(mlp)


def test_a_zip_whose_paths_begin_with_a_dot(tmp_path: Path, mlp: Homework) -> None:
    put(tmp_path, {"class.zip": zipped({"./ada/mlp.py": RIGHT, "./bo.py": RIGHT})})
    found = read_class(tmp_path / "class.zip", mlp)
    assert [files_of(entry, mlp) for entry in found.entries] == [{"mlp.py": RIGHT}] * 2


def test_a_zip_with_entries_for_its_folders(tmp_path: Path, mlp: Homework) -> None:
    put(tmp_path, {"class.zip": zipped({"hw/": b"", "hw/ada/": b"", "hw/ada/mlp.py": RIGHT, "hw/bo/": b""})})
    found = read_class(tmp_path / "class.zip", mlp)
    assert names_of(found) == ["ada", "bo"]
    assert found.unusable == ()
    assert files_of(found.entries[0], mlp) == {"mlp.py": RIGHT}
    with pytest.raises(IntakeProblem, match="Nothing was uploaded"):
        found.entries[1].read(mlp)


def test_the_results_files_names_are_not_taken(tmp_path: Path, mlp: Homework) -> None:
    put(tmp_path / "class", {"gradebook.csv/mlp.py": RIGHT, "report.html": RIGHT, "b.py": RIGHT})
    assert names_of(read_class(tmp_path / "class", mlp)) == ["b.py", "gradebook.csv~2", "report.html~2"]


def test_the_order_is_natural(tmp_path: Path, mlp: Homework) -> None:
    put(tmp_path, {f"student{number}.py": RIGHT for number in (10, 9, 100, 1)})
    assert names_of(read_class(tmp_path, mlp)) == ["student1.py", "student9.py", "student10.py", "student100.py"]


def _digest(task: tuple[Entry, Homework]) -> str:
    return task[0].read(task[1]).digest()


def test_entries_of_a_zip_are_read_in_other_processes(tmp_path: Path, mlp: Homework) -> None:
    with zipfile.ZipFile(tmp_path / "class.zip", "w") as archive:
        for number in range(20):
            archive.writestr(f"s{number}/mlp.py", f"x = {number}\n" * 1000)
    entries = read_class(tmp_path / "class.zip", mlp).entries
    expected = [entry.read(mlp).digest() for entry in entries]
    with multiprocessing.get_context("fork").Pool(2) as pool:  # after the zip was opened here
        assert pool.map(_digest, [(entry, mlp) for entry in entries] * 3) == expected * 3


def test_a_thousand_students_in_one_zip_are_read_lazily_and_soon(tmp_path: Path, mlp: Homework) -> None:
    with zipfile.ZipFile(tmp_path / "class.zip", "w") as archive:
        for number in range(1000):
            archive.writestr(f"s{number}/mlp.py", RIGHT)
            archive.writestr(f"s{number}/report.pdf", b"%PDF")
            archive.writestr(f"s{number}/.DS_Store", b"")
    began = time.monotonic()
    entries = read_class(tmp_path / "class.zip", mlp).entries
    listing = time.monotonic() - began
    assert len(entries) == 1000
    assert all(entry.read(mlp).files == {"mlp.py": RIGHT} for entry in entries)
    assert listing < 2 * slowness()
    assert time.monotonic() - began < 15 * slowness()


def test_a_bomb_in_a_class_harms_only_itself(tmp_path: Path, mlp: Homework) -> None:
    bomb = zipped({"mlp.py": b"#" * 50 * 2**20})
    put(tmp_path, {"class.zip": zipped({"a/mlp.py": RIGHT, "b/mlp.py": b" " * 50 * 2**20, "c.zip": bomb})})
    first, *bombs = read_class(tmp_path / "class.zip", mlp).entries
    assert files_of(first, mlp) == {"mlp.py": RIGHT}
    for entry in bombs:
        with pytest.raises(IntakeProblem, match="larger than 1 MiB"):
            entry.read(mlp)


def test_a_notebook_class(tmp_path: Path) -> None:
    homework = homework_of(SubmittedFile("backward_pass.py", notebook=True))
    put(tmp_path, {"ada.ipynb": notebook_of("K = 5"), "bo/backward_pass.ipynb": notebook_of("K = 5")})
    for entry in read_class(tmp_path, homework).entries:
        assert b"K = 5" in entry.read(homework).files["backward_pass.py"]


def test_unicode_names_survive(tmp_path: Path, mlp: Homework) -> None:
    put(tmp_path, {"Zoë Müller/mlp.py": RIGHT, "李雷.py": RIGHT})
    assert set(names_of(read_class(tmp_path, mlp))) == {unicodedata.normalize("NFC", "Zoë Müller"), "李雷.py"}
