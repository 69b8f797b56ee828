"""Which of the uploaded files count: links, archives, bombs, renamed files, helpers, junk."""

from __future__ import annotations

import io
import os
import socket
import stat
import struct
import tarfile
import time
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from project import slowness
from uploads import RIGHT, Read, homework_of, put, refusal, tarred, zipped

from autograder.homework import Homework, SubmittedFile
from autograder.intake.own_modules import MOST_HELPERS
from autograder.intake.problem import IntakeProblem
from autograder.intake.submission import choose_files, read_submission
from autograder.intake.upload import list_upload


def test_the_file_itself_is_read(tmp_path: Path, mlp: Homework) -> None:
    path = put(tmp_path, {"mlp.py": RIGHT}) / "mlp.py"
    submission = read_submission(path, mlp)
    assert submission.files == {"mlp.py": RIGHT}
    assert submission.name == "mlp.py"
    assert submission.notes == ()


def test_a_file_of_another_name_is_used_and_mentioned_unless_it_is_an_entry_of_a_class(
    tmp_path: Path, mlp: Homework
) -> None:
    path = put(tmp_path, {"right_loops.py": RIGHT}) / "right_loops.py"
    assert choose_files(list_upload(path), mlp, name="ada", one_file=True, quiet=True).notes == ()
    submission = read_submission(path, mlp, name="Ada")
    assert submission.name == "Ada"
    assert submission.files == {"mlp.py": RIGHT}
    assert submission.notes == ("Your file right_loops.py was graded as mlp.py.",)


# ---- links and other things that are no files -------------------------------------------------------------------


def test_a_symbolic_link_is_refused_wherever_it_lies(tmp_path: Path, mlp: Homework) -> None:
    answer = put(tmp_path, {"answer.py": RIGHT}) / "answer.py"
    folder = put(tmp_path / "upload", {})
    (folder / "mlp.py").symlink_to(answer)
    assert "mlp.py is a symbolic link." in refusal(folder, mlp)
    assert "a symbolic link" in refusal(folder / "mlp.py", mlp)


def test_a_folder_behind_a_link_is_not_entered(tmp_path: Path, mlp: Homework) -> None:
    put(tmp_path / "secret", {"mlp.py": RIGHT})
    folder = put(tmp_path / "upload", {})
    (folder / "hw1").symlink_to(tmp_path / "secret")
    assert "There is no mlp.py in your upload" in refusal(folder, mlp)


def test_a_hard_link_is_refused(tmp_path: Path, mlp: Homework) -> None:
    answer = put(tmp_path, {"answer.py": RIGHT}) / "answer.py"
    folder = put(tmp_path / "upload", {})
    (folder / "mlp.py").hardlink_to(answer)
    assert "mlp.py is a hard link to another file" in refusal(folder, mlp)


def test_a_named_pipe_does_not_make_the_grader_wait(tmp_path: Path, mlp: Homework) -> None:
    folder = put(tmp_path / "upload", {})
    os.mkfifo(folder / "mlp.py")
    began = time.monotonic()
    assert "mlp.py is a named pipe" in refusal(folder, mlp)
    assert time.monotonic() - began < 1 * slowness()


def test_a_socket_and_a_folder_of_that_name_are_refused(tmp_path: Path, mlp: Homework) -> None:
    put(tmp_path / "a" / "mlp.py", {})
    assert "mlp.py is a folder" in refusal(tmp_path / "a", mlp)
    folder = put(tmp_path / "b", {})
    server = socket.socket(socket.AF_UNIX)
    server.bind(str(folder / "mlp.py"))
    server.close()
    assert "mlp.py is a socket" in refusal(folder, mlp)


def test_a_readable_file_is_preferred_to_a_link_of_the_same_name(tmp_path: Path, mlp: Homework) -> None:
    folder = put(tmp_path, {"hw/mlp.py": RIGHT})
    (folder / "mlp.py").symlink_to("/etc/passwd")
    assert read_submission(folder, mlp).files == {"mlp.py": RIGHT}


def test_a_file_swapped_for_a_link_after_it_was_listed_is_not_followed(tmp_path: Path) -> None:
    from autograder.intake.upload import list_upload

    folder = put(tmp_path / "upload", {"mlp.py": RIGHT})
    file = list_upload(folder)[0]
    (folder / "mlp.py").unlink()
    (folder / "mlp.py").symlink_to("/etc/passwd")
    with pytest.raises(IntakeProblem):
        file.read(1000)


# ---- sizes ------------------------------------------------------------------------------------------------------


def test_a_source_of_20_mb_is_refused_without_being_read_whole(tmp_path: Path, mlp: Homework) -> None:
    folder = put(tmp_path, {"mlp.py": b"x = 1\n" * (20 * 2**20 // 6)})
    assert refusal(folder, mlp).startswith("mlp.py is larger than 1 MiB")


def test_a_sparse_file_of_a_terabyte_is_refused_at_once(tmp_path: Path, mlp: Homework) -> None:
    folder = put(tmp_path, {"mlp.py": b""})
    os.truncate(folder / "mlp.py", 2**40)
    began = time.monotonic()
    assert "larger than 1 MiB" in refusal(folder, mlp)
    assert time.monotonic() - began < 1 * slowness()


def test_a_data_set_beside_the_file_is_not_read(tmp_path: Path, mlp: Homework) -> None:
    folder = put(tmp_path, {"mlp.py": RIGHT, "mnist.json": b""})
    os.truncate(folder / "mnist.json", 2**40)
    assert read_submission(folder, mlp).files == {"mlp.py": RIGHT}


# ---- archives ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["mlp.py", "hw1/mlp.py", "a/b/c/mlp.py", "hw1\\mlp.py"])
def test_a_zip_is_searched(tmp_path: Path, mlp: Homework, name: str) -> None:
    put(tmp_path, {"up.zip": zipped({name: RIGHT, "__MACOSX/hw1/._mlp.py": b"\0\0", ".DS_Store": b"\0"})})
    submission = read_submission(tmp_path / "up.zip", mlp)
    assert submission.files == {"mlp.py": RIGHT}
    assert submission.notes == ()


@pytest.mark.parametrize(("name", "mode"), [("up.tar", "w"), ("up.tar.gz", "w:gz"), ("up.tgz", "w:gz")])
def test_a_tar_is_searched(tmp_path: Path, mlp: Homework, name: str, mode: str) -> None:
    put(tmp_path, {name: tarred({"./hw1/mlp.py": RIGHT, "._mlp.py": b"\0"}, mode)})
    assert read_submission(tmp_path / name, mlp).files == {"mlp.py": RIGHT}


@pytest.mark.parametrize("inner", ["mlp.zip", "hw1/mlp.zip"])
def test_a_zip_in_a_zip_and_in_a_folder_is_searched(tmp_path: Path, mlp: Homework, inner: str) -> None:
    put(tmp_path, {"up.zip": zipped({inner: zipped({"hw/mlp.py": RIGHT}), "report.pdf": b"%PDF-"})})
    assert read_submission(tmp_path / "up.zip", mlp).files == {"mlp.py": RIGHT}
    put(tmp_path / "folder", {inner: zipped({"mlp.py": RIGHT})})
    assert read_submission(tmp_path / "folder", mlp).files == {"mlp.py": RIGHT}


def test_a_damaged_archive_does_not_hide_a_good_one(tmp_path: Path, mlp: Homework) -> None:
    put(tmp_path, {"a.zip": b"damaged", "b.zip": zipped({"mlp.py": RIGHT})})
    assert read_submission(tmp_path, mlp).files == {"mlp.py": RIGHT}
    (tmp_path / "b.zip").unlink()
    assert "a.zip cannot be opened" in refusal(tmp_path, mlp)


def test_an_archive_beside_the_file_that_counts_is_not_opened(read: Read) -> None:
    assert read({"mlp.py": RIGHT, "old.zip": b"damaged"}).files == {"mlp.py": RIGHT}


def test_zips_nested_without_end_are_not_followed(tmp_path: Path, mlp: Homework) -> None:
    packed = zipped({"mlp.py": RIGHT})
    for _ in range(5):
        packed = zipped({"next.zip": packed})
    put(tmp_path, {"up.zip": packed})
    assert "There is no mlp.py in your upload" in refusal(tmp_path / "up.zip", mlp)


def test_a_zip_bomb_costs_neither_memory_nor_time(tmp_path: Path, mlp: Homework) -> None:
    put(tmp_path, {"up.zip": zipped({"mlp.py": b"#" * (50 * 2**20)})})
    began = time.monotonic()
    assert refusal(tmp_path / "up.zip", mlp).startswith("mlp.py is larger than 1 MiB")
    assert time.monotonic() - began < 1 * slowness()


def test_a_tar_bomb_is_refused(tmp_path: Path, mlp: Homework) -> None:
    put(tmp_path, {"up.tar.gz": tarred({"zeros": b"\0" * (40 * 2**20), "mlp.py": RIGHT})})
    assert "up.tar.gz cannot be opened" in refusal(tmp_path / "up.tar.gz", mlp)


def test_many_archives_in_one_are_not_all_held(tmp_path: Path, mlp: Homework) -> None:
    packed = tarred({"zeros": bytes(20 * 2**20)})
    put(tmp_path, {"up.zip": zipped({f"{number}.tar.gz": packed for number in range(100)})})
    tracemalloc.start()
    try:
        assert "There is no mlp.py in your upload" in refusal(tmp_path / "up.zip", mlp)
        assert tracemalloc.get_traced_memory()[1] < 300 * 2**20
    finally:
        tracemalloc.stop()


def test_many_large_files_of_one_name_are_not_all_held(tmp_path: Path, mlp: Homework) -> None:
    large = bytes(19 * 2**20)
    put(tmp_path, {"up.zip": zipped({f"{number}/mlp.ipynb": large + bytes([number]) for number in range(10)})})
    tracemalloc.start()
    try:
        assert "Which file is mlp.py?" in refusal(tmp_path / "up.zip", mlp)
        assert tracemalloc.get_traced_memory()[1] < 100 * 2**20
    finally:
        tracemalloc.stop()


def zip64(directory: bytes) -> bytes:
    """A zip of just a table of contents, whose older summary says that it has 100 bytes."""
    end = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, 10, 10, len(directory), 0)
    end += struct.pack("<4sLQL", b"PK\6\7", 0, len(directory), 1)
    return directory + end + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 10, 10, 100, 0, 0)


def misleading(directory: bytes) -> bytes:
    """A zip of just a table of contents, whose summary seems to begin once more where it says an offset."""
    return directory + struct.pack("<4s4HL4sH", b"PK\5\6", 0, 0, 10, 10, len(directory), b"PK\5\6", 0)


@pytest.mark.parametrize("packed", [zip64, misleading])
def test_a_table_of_contents_that_is_longer_than_it_says_is_not_read(
    tmp_path: Path, mlp: Homework, packed: Callable[[bytes], bytes]
) -> None:
    name = struct.pack("<4s4B4HL2L5H2L", b"PK\1\2", 20, 3, 20, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0) + b"a"
    put(tmp_path, {"up.zip": packed(name * 100_000)})
    tracemalloc.start()
    try:
        assert "up.zip cannot be opened" in refusal(tmp_path / "up.zip", mlp)
        assert tracemalloc.get_traced_memory()[1] < 10 * 2**20
    finally:
        tracemalloc.stop()


def test_a_tar_header_of_digits_is_not_read_for_ever(tmp_path: Path, mlp: Homework) -> None:
    digits = b"1" * 200_192
    header = tarfile.TarInfo("x")
    header.type, header.size = tarfile.XHDTYPE, len(digits)
    content = header.tobuf() + digits + tarfile.TarInfo("mlp.py").tobuf()
    put(tmp_path, {"up.tar": content})
    assert "up.tar cannot be opened" in refusal(tmp_path / "up.tar", mlp)


def test_a_zip_of_a_million_names_is_refused_before_they_are_read(tmp_path: Path, mlp: Homework) -> None:
    packed = bytearray(zipped({"mlp.py": RIGHT}))
    at = packed.rfind(b"PK\5\6")
    packed[at + 12 : at + 16] = struct.pack("<L", 50 * 2**20)  # how long its table of contents is
    put(tmp_path, {"up.zip": bytes(packed)})
    assert "up.zip cannot be opened" in refusal(tmp_path / "up.zip", mlp)


@pytest.mark.parametrize("name", ["../mlp.py", "/etc/mlp.py", "a/../../mlp.py", "C:\\mlp.py", "..\\mlp.py"])
def test_a_path_that_leads_out_of_the_archive_is_refused(tmp_path: Path, mlp: Homework, name: str) -> None:
    put(tmp_path, {"up.zip": zipped({name: RIGHT})})
    assert "points outside the archive" in refusal(tmp_path / "up.zip", mlp)
    put(tmp_path, {"up.tar": tarred({name.replace("\\", "/"): RIGHT}, "w")})
    assert "points outside the archive" in refusal(tmp_path / "up.tar", mlp)


def test_links_in_archives_are_refused(tmp_path: Path, mlp: Homework) -> None:
    link = zipfile.ZipInfo("mlp.py")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(link, "/etc/passwd")
    put(tmp_path, {"up.zip": packed.getvalue()})
    assert "mlp.py is a symbolic link" in refusal(tmp_path / "up.zip", mlp)
    for kind, said in ((tarfile.SYMTYPE, "a symbolic link"), (tarfile.LNKTYPE, "a hard link")):
        packed = io.BytesIO()
        with tarfile.open(fileobj=packed, mode="w") as tar:
            member = tarfile.TarInfo("mlp.py")
            member.type, member.linkname = kind, "/etc/passwd"
            tar.addfile(member)
        put(tmp_path, {"up.tar": packed.getvalue()})
        assert f"mlp.py is {said}" in refusal(tmp_path / "up.tar", mlp)


def test_a_locked_zip_and_an_unusual_method_are_refused_with_the_reason(tmp_path: Path, mlp: Homework) -> None:
    packed = bytearray(zipped({"mlp.py": RIGHT}))
    for header, offset in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        packed[packed.find(header) + offset] |= 1
    put(tmp_path, {"up.zip": bytes(packed)})
    assert "password-protected" in refusal(tmp_path / "up.zip", mlp)
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_BZIP2) as archive:
        archive.writestr("mlp.py", RIGHT)
    put(tmp_path, {"up.zip": bomb.getvalue()})
    assert "uses a compression method that we cannot open" in refusal(tmp_path / "up.zip", mlp)


def test_a_damaged_zip_says_so(tmp_path: Path, mlp: Homework) -> None:
    packed = bytearray(zipped({"mlp.py": RIGHT * 20}))
    packed[60] ^= 0xFF
    put(tmp_path, {"up.zip": bytes(packed), "no.zip": b"<html>", "up.rar": b"Rar!"})
    assert "the zip archive is damaged" in refusal(tmp_path / "up.zip", mlp)
    assert "no.zip cannot be opened" in refusal(tmp_path / "no.zip", mlp)
    assert "We cannot open up.rar" in refusal(tmp_path / "up.rar", mlp)


# ---- names ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "MLP.py",
        "Mlp.PY",
        "mlp (1).py",
        "mlp(2).py",
        "mlp-2.py",
        "mlp_1.py",
        "mlp copy.py",
        "mlp - Copy (2).py",
        "Copy of mlp.py",
        "mlp.py.txt",
        "mlp.txt",
        "doejane_12345_67890_mlp.py",
        "doejane_LATE_12345_67890_mlp-1.py",
        "Jane Doe_123_assignsubmission_file_mlp.py",
        "homework.py",
        "sub/my solution.py",
    ],
)
def test_a_renamed_file_is_used_and_mentioned(read: Read, name: str) -> None:
    submission = read({name: RIGHT, "report.pdf": b"%PDF-1.4", "__pycache__/mlp.cpython-310.pyc": b"\0"})
    assert submission.files == {"mlp.py": RIGHT}
    assert submission.notes == (f"Your file {name} was graded as mlp.py.",)


def test_spaces_and_hyphens_stand_for_underscores(read: Read) -> None:
    assert read({"backward-pass (1).py": RIGHT}, homework_of("backward_pass.py", "lab.py")).missing == ("lab.py",)


@pytest.mark.parametrize("better", ["mlp.py", "hw/mlp.py"])
@pytest.mark.parametrize("worse", ["mlp (1).py", "MLP.py", "hw/old/mlp.py", "mlp.txt", "mlp.ipynb"])
def test_the_exact_name_wins_and_the_other_is_mentioned(read: Read, better: str, worse: str) -> None:
    submission = read({better: RIGHT, worse: b"x = 0\n"})
    assert submission.files == {"mlp.py": RIGHT}
    assert submission.notes == (f"We graded {better} and ignored {worse}.",)


@pytest.mark.parametrize("worked_in", ["mlp (1).py", "MLP.py", "mlp/mlp.py"])
def test_the_untouched_template_does_not_win(read: Read, worked_in: str) -> None:
    homework = homework_of("mlp.py", name="mlp")
    template = (homework.template_folder / "mlp.py").read_bytes()
    submission = read({"mlp.py": template.replace(b"\n", b"\r\n"), worked_in: RIGHT}, homework)
    assert submission.files == {"mlp.py": RIGHT}
    assert f"We graded {worked_in} and ignored mlp.py." in submission.notes
    assert read({"mlp.py": template, worked_in: template}, homework).files == {"mlp.py": template}


@pytest.mark.parametrize("names", [("a/mlp.py", "b/mlp.py"), ("mlp (1).py", "mlp (2).py"), ("MLP.py", "Mlp.py")])
def test_two_candidates_are_refused_by_name_unless_they_are_the_same(read: Read, names: tuple[str, str]) -> None:
    assert read(dict.fromkeys(names, RIGHT)).files == {"mlp.py": RIGHT}
    with pytest.raises(IntakeProblem, match=r"Which file is mlp\.py\?") as caught:
        read({names[0]: RIGHT, names[1]: b"x = 0\n"})
    assert f"{names[0]} and {names[1]}" in str(caught.value)


def test_a_module_that_is_imported_is_no_second_candidate(read: Read) -> None:
    submission = read({"mlp.py": b"from mlp_2 import MLP\n", "mlp_2.py": RIGHT})
    assert sorted(submission.files) == ["mlp.py", "mlp_2.py"]
    assert submission.notes == ()


def test_one_of_several_other_names_is_not_guessed(read: Read) -> None:
    with pytest.raises(IntakeProblem, match=r"but we found first\.py and second\.py\. Rename your solution to"):
        read({"first.py": RIGHT, "second.py": RIGHT})


def test_public_tests_beside_a_renamed_file_do_not_confuse(read: Read) -> None:
    assert read({"my_network.py": RIGHT, "test1.py": b"x = 1\n", "test2.py": b"x = 1\n"}).files["mlp.py"] == RIGHT


@pytest.mark.parametrize("files", [{}, {".DS_Store": b"\0", "__MACOSX/._x": b"\0", ".git/config": b""}])
def test_nothing_uploaded(tmp_path: Path, mlp: Homework, files: dict[str, bytes]) -> None:
    assert refusal(put(tmp_path / "upload", files), mlp) == "Nothing was uploaded. Upload mlp.py."


def test_only_other_things_uploaded(tmp_path: Path, mlp: Homework) -> None:
    said = refusal(put(tmp_path / "upload", {"report.pdf": b"%PDF"}), mlp)
    assert said == "There is no mlp.py in your upload, only report.pdf."


def test_a_path_that_does_not_exist(tmp_path: Path, mlp: Homework) -> None:
    assert "There is no" in refusal(tmp_path / "mlp.py", mlp)


def test_a_hostile_name_is_made_printable(tmp_path: Path, mlp: Homework) -> None:
    name = "a\x1b[31m\u202e\n" + "x" * 200 + ".pdf"
    said = refusal(put(tmp_path / "upload", {name: b""}), mlp)
    assert said.isprintable()
    assert len(said) < 200


# ---- what lies beside -------------------------------------------------------------------------------------------


def test_helpers_beside_the_file_come_along(read: Read) -> None:
    source = b"import layers\n"
    submission = read({"hw/mlp.py": source, "hw/layers.py": RIGHT, "layers.py": b"x = 0\n", "hw/notes.md": b""})
    assert submission.files == {"mlp.py": source, "layers.py": RIGHT}
    assert submission.notes == ()


def test_helpers_are_left_out_where_the_homework_does_not_allow_them(read: Read) -> None:
    homework = homework_of("mlp.py", helpers=False)
    submission = read({"mlp.py": b"import layers\n", "layers.py": RIGHT, "unused.py": RIGHT}, homework)
    assert list(submission.files) == ["mlp.py"]
    assert submission.notes == ("layers.py was ignored: this homework is graded on mlp.py alone.",)


@pytest.mark.parametrize(
    "name", ["conftest.py", "pytest.ini", "sitecustomize.py", "usercustomize.py", "evil.pth", "mlp.so", "Conftest.py"]
)
def test_what_runs_by_itself_is_left_out_and_shown_to_staff(read: Read, name: str) -> None:
    submission = read({"mlp.py": RIGHT, name: b"x = 1\n"})
    assert submission.files == {"mlp.py": RIGHT}
    assert submission.notes[0].startswith(f"{name} was ignored: we use only the Python source")
    assert name in submission.flags[0]


@pytest.mark.parametrize("name", ["numpy.py", "torch.py", "pytest.py", "random.py", "msgspec.py", "autograder.py"])
def test_a_module_that_would_hide_a_library_is_left_out(read: Read, name: str) -> None:
    source = f"import {name[:-3]}\n".encode()
    submission = read({"mlp.py": source, name: b"x = 1\n"})
    assert submission.files == {"mlp.py": source}
    assert submission.notes[0].startswith(f"{name} was ignored because it would hide the library")


def test_a_package_of_the_student_is_used_where_the_homework_allows_helpers(read: Read) -> None:
    source = b"from layers.linear import Linear\n"
    files = {"mlp.py": source, "layers/linear.py": RIGHT, "data/x.py": RIGHT}
    submission = read(files)
    assert set(submission.files) == {"mlp.py", "layers/linear.py"}
    assert submission.notes == ()
    alone = read(files, homework_of("mlp.py", helpers=False))
    assert set(alone.files) == {"mlp.py"}
    assert alone.notes == ("layers/linear.py was ignored: this homework is graded on mlp.py alone.",)


LAYOUTS = {  # the upload's files, and those that are used beside mlp.py, by their names there
    "deeper": (
        {"mlp.py": "import a.b.c as x", "a/b/c.py": "y = 1", "a/__init__.py": ""},
        {"a/b/c.py", "a/__init__.py"},
    ),
    "src_on_the_path": ({"mlp.py": "from helper import f", "src/helper.py": "y = 1"}, {"helper.py"}),
    "src_by_its_name": ({"mlp.py": "from src.helper import f", "src/helper.py": "y = 1"}, {"src/helper.py"}),
    "beside_by_a_dot": ({"mlp.py": "from .helper import f", "helper.py": "y = 1"}, {"helper.py"}),
    "the_module_itself": ({"hw/mlp.py": "from . import helper", "hw/helper.py": "y = 1"}, {"helper.py"}),
    "above": ({"code/mlp.py": "from lib.net import f", "lib/net.py": "y = 1"}, {"lib/net.py"}),
    "named_after_the_folder": ({"hw/mlp.py": "from hw.net import f", "hw/net.py": "y = 1"}, {"hw/net.py", "net.py"}),
    "what_a_helper_imports": (
        {
            "mlp.py": "import lib",
            "lib/__init__.py": "from .one import f",
            "lib/one.py": "import two",
            "two.py": "y = 1",
        },
        {"lib/__init__.py", "lib/one.py", "two.py"},
    ),
    "two_dots": (
        {"mlp.py": "from .lib.one import f", "lib/one.py": "from ..two import g", "two.py": "y = 1"},
        {"lib/one.py", "two.py"},
    ),
    "names_in_parentheses": (
        {"mlp.py": "from lib import (\n  one,\n  two as t\n)", "lib/one.py": "1", "lib/two.py": "2"},
        {"lib/one.py", "lib/two.py"},
    ),
    "by_a_call": (
        {"mlp.py": "import importlib\nh = importlib.import_module('lib.one')", "lib/one.py": "1"},
        {"lib/one.py"},
    ),
    "no_library_of_ours": ({"mlp.py": "import numpy\nfrom .torch import f", "x/numpy.py": "1", "torch.py": "1"}, set()),
    "not_what_is_graded": ({"mlp.py": "from mlp import MLP\nimport lib.mlp", "lib/mlp.py": "1"}, {"lib/mlp.py"}),
    "not_what_nobody_imports": ({"mlp.py": "x = 1", "lib/net.py": "y = 1"}, set()),
    "the_nearest": ({"a/mlp.py": "import net", "net.py": "far = 1", "a/net.py": "near = 1"}, {"net.py"}),
}


@pytest.mark.parametrize("name", LAYOUTS)
def test_modules_are_found_wherever_the_imports_mean(name: str, read: Read) -> None:
    files, used = LAYOUTS[name]
    submission = read(files)
    assert set(submission.files) - {"mlp.py"} == used
    if name == "the_nearest":
        assert submission.files["net.py"] == b"near = 1"


def test_a_helper_that_cannot_be_read_is_mentioned_only_when_it_is_imported(read: Read) -> None:
    broken = b"def f(:\n"
    assert "layers.py does not run" in read({"mlp.py": b"import layers\n", "layers.py": broken}).notes[0]
    assert read({"mlp.py": RIGHT, "old_attempt.py": broken}).notes == ()


def test_the_number_of_helpers_has_a_limit_and_the_imported_ones_come_first(read: Read) -> None:
    files = {f"a{number}.py": RIGHT for number in range(100)}
    submission = read({"mlp.py": b"import zzz\n", "zzz.py": RIGHT, **files})
    assert len(submission.files) == 1 + MOST_HELPERS
    assert "zzz.py" in submission.files


# ---- homeworks of several files ---------------------------------------------------------------------------------

TWO = homework_of("lab.py", "fit.py")


def test_the_other_file_is_graded_when_one_is_missing_or_broken(read: Read) -> None:
    submission = read({"fit.py": RIGHT}, TWO)
    assert submission.files == {"fit.py": RIGHT}
    assert submission.missing == ("lab.py",)
    assert submission.why_absent("lab.py") == "lab.py was not handed in, so this was not graded."
    submission = read({"lab.py": b"x = (\n"}, TWO)
    assert submission.missing == ()
    assert submission.why_absent("lab.py").startswith("lab.py does not run because Python cannot read line 1.")


def test_nothing_of_two_files(tmp_path: Path) -> None:
    assert refusal(put(tmp_path / "a", {}), TWO) == "Nothing was uploaded. Upload lab.py and fit.py."
    said = refusal(put(tmp_path / "b", {"lab.py": "", "fit.py": "x = (\n"}), TWO)
    assert "lab.py is empty" in said
    assert "fit.py does not run" in said


def test_names_that_hold_those_of_two_files_are_understood(read: Read) -> None:
    submission = read({"doe_hw3_lab.py": RIGHT, "doe-hw3-fit.py": b"x = 1\n"}, TWO)
    assert submission.files == {"lab.py": RIGHT, "fit.py": b"x = 1\n"}
    assert submission.notes == (
        "Your file doe_hw3_lab.py was graded as lab.py.",
        "Your file doe-hw3-fit.py was graded as fit.py.",
    )


@pytest.mark.parametrize("names", [["lab_fit.py"], ["label.py"], ["a_lab.py", "b_lab.py"]])
def test_names_that_hold_both_or_are_two_for_one_are_not_guessed(read: Read, names: list[str]) -> None:
    with pytest.raises(IntakeProblem, match=r"There is no lab\.py or fit\.py"):
        read(dict.fromkeys(names, RIGHT), TWO)


def test_a_single_file_of_two_is_known_by_its_name_only(tmp_path: Path) -> None:
    put(tmp_path, {"Fit (1).py": RIGHT, "other.py": RIGHT})
    assert list(read_submission(tmp_path / "Fit (1).py", TWO).files) == ["fit.py"]
    assert "If it is your solution, rename it to lab.py or fit.py" in refusal(tmp_path / "other.py", TWO)


def test_what_is_not_required_is_not_missed(tmp_path: Path) -> None:
    homework = homework_of("lab.py", SubmittedFile("fit.py", required=False))
    assert read_submission(put(tmp_path / "lab", {"lab.py": RIGHT}), homework).missing == ()
    assert read_submission(put(tmp_path / "fit", {"fit.py": RIGHT}), homework).missing == ("lab.py",)
    assert refusal(put(tmp_path / "none", {}), homework) == "Nothing was uploaded. Upload lab.py."
    assert "There is no lab.py in your upload" in refusal(put(tmp_path / "other", {"x.pdf": b"x"}), homework)


def test_a_given_file_is_replaced_by_the_courses_own(tmp_path: Path, read: Read) -> None:
    put(tmp_path / "hw", {"provided/utils.py": b"x = 1\n"})
    submit = (SubmittedFile("neural_networks.py"), SubmittedFile("utils.py", replaced=True))
    homework = homework_of(*submit, provided=("utils.py",), folder=str(tmp_path / "hw"))
    submission = read({"neural_networks.py": RIGHT, "utils.py": b"x = 2\n"}, homework)
    assert submission.files == {"neural_networks.py": RIGHT}
    assert submission.missing == ()
    assert submission.notes == ("utils.py is provided by the course. We graded with the course's copy, not yours.",)
    assert read({"neural_networks.py": RIGHT, "utils.py": b"x = 1\r\n"}, homework).notes == ()
    only_given = refusal(put(tmp_path / "only", {"utils.py": b"x = 2\n"}), homework)
    assert only_given == "There is no neural_networks.py in your upload, only utils.py."


def test_the_digest_changes_with_the_code_alone(read: Read, tmp_path: Path, mlp: Homework) -> None:
    first = read({"mlp.py": RIGHT}).digest()
    put(tmp_path / "other", {"hw/MLP (1).py": RIGHT, "report.pdf": b"%PDF"})
    assert read_submission(tmp_path / "other", mlp).digest() == first
    assert read({"mlp.py": RIGHT + b"x = 1\n"}).digest() != first
    assert read({"lab.py": RIGHT}, TWO).digest() != read({"lab.py": RIGHT, "fit.py": b"x = ("}, TWO).digest()
