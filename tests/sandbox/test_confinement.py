"""Each layer around a student's process, tried in a process that wears it; and what it costs."""

from __future__ import annotations

import ctypes
import fcntl
import os
import resource
import socket
import termios
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from autograder.sandbox import confine, landlock, seccomp
from autograder.sandbox.doctor import examine
from autograder.sandbox.folder import Folder, FolderFullError, remove_tree
from autograder.sandbox.fork import RESULT_DESCRIPTOR, in_child

BUDGET = confine.Budget(cpu_seconds=10, memory_bytes=64 << 20, file_bytes=1 << 20)


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> confine.Plan:
    secret = tmp_path_factory.mktemp("tests") / "test_secret.py"
    secret.write_text("SECRET = 1", encoding="utf-8")
    return confine.plan([secret.parent, secret])


def confined(plan: confine.Plan, attempt: Callable[[], object], folder: str = "") -> str:
    """What `attempt` comes to in a confined process: "done", or the name of its error."""

    def work() -> str:
        confine.confine(plan, folder, BUDGET, uid=confine.SANDBOX_UID, keep=(RESULT_DESCRIPTOR,))
        try:
            attempt()
        except Exception as error:
            return type(error).__name__
        return "done"

    return in_child(work, str) or "died"


def test_the_self_test_finds_every_door_that_is_open(plan: confine.Plan) -> None:
    """Without a layer it must say so: it is not a test that always passes."""
    doors = in_child(lambda: confine.self_test(plan), list[str])
    assert doors is not None
    assert {f"read {plan.secrets[1]}", "start a process", "open a network connection", "signal another process"} <= set(
        doors
    )


def test_a_secret_cannot_be_read(plan: confine.Plan) -> None:
    assert confined(plan, lambda: Path(plan.secrets[1]).read_text(encoding="utf-8")) == "PermissionError"


LANDLOCK = landlock.abi()
every_version = pytest.mark.parametrize("version", range(1, LANDLOCK + 1))


@pytest.fixture
def plan_of(plan: confine.Plan, monkeypatch: pytest.MonkeyPatch) -> Callable[[int], confine.Plan]:
    """The plan on a kernel with an older Landlock, for student code that stays this user."""

    def make(version: int) -> confine.Plan:
        monkeypatch.setattr(landlock, "abi", lambda: version)
        made = confine.plan([Path(path) for path in plan.secrets])
        return msgspec.structs.replace(made, change_user=False)

    return make


def _open2(path: Path, flags: int) -> None:
    how = (ctypes.c_uint64 * 3)(flags, 0, 0)
    libc = ctypes.CDLL(None, use_errno=True)
    openat2, current_folder = 437, -100
    if libc.syscall(openat2, current_folder, os.fsencode(path), how, ctypes.sizeof(how)) < 0:
        raise OSError(ctypes.get_errno(), "openat2")


def _raw_open(path: Path, flags: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.open(os.fsencode(path), flags) < 0:
        raise OSError(ctypes.get_errno(), "open")


WAYS_TO_EMPTY: dict[str, Callable[[Path], object]] = {
    "truncate": lambda path: os.truncate(path, 0),
    "truncate, from its folder": lambda path: (os.chdir(path.parent), os.truncate(path.name, 0)),
    "creat": lambda path: ctypes.CDLL(None, use_errno=True).creat(os.fsencode(path), 0o600),
    "write": lambda path: path.write_text(""),
    "open to read": lambda path: os.open(path, os.O_RDONLY | os.O_TRUNC),
    "open to read, the call itself": lambda path: _raw_open(path, os.O_RDONLY | os.O_TRUNC),
    "open to read or make": lambda path: os.open(path, os.O_RDONLY | os.O_TRUNC | os.O_CREAT),
    "open to read and write": lambda path: os.open(path, os.O_RDWR | os.O_TRUNC),
    "open for nothing": lambda path: os.open(path, os.O_WRONLY | os.O_RDWR | os.O_TRUNC),
    "open below a folder": lambda path: os.open(path.name, os.O_TRUNC, dir_fd=os.open(path.parent, os.O_PATH)),
    "openat2": lambda path: _open2(path, os.O_RDONLY | os.O_TRUNC),
    "open again by its descriptor": lambda path: os.open(f"/proc/self/fd/{os.open(path, os.O_PATH)}", os.O_TRUNC),
    "rename over it": lambda path: os.rename("other", path),
    "link over it": lambda path: os.link("other", path),
    "remove": lambda path: path.unlink(),
}


@every_version
@pytest.mark.parametrize("way", WAYS_TO_EMPTY)
def test_no_file_of_ours_is_emptied_on_any_kernel(
    plan_of: Callable[[int], confine.Plan], tmp_path: Path, version: int, way: str
) -> None:
    """Neither one that it cannot read nor one that it can, such as a library: before its third version, Landlock does
    not watch that."""
    mine, ours = tmp_path / "mine", tmp_path / "ours"
    mine.mkdir()
    ours.mkdir()
    (mine / "other").write_text("")
    (ours / "library.py").write_text("kept")
    made = plan_of(version)
    for readable in (False, True):
        paths = (*made.read_paths, str(ours)) if readable else made.read_paths
        its_plan = msgspec.structs.replace(made, read_paths=paths)
        confined(its_plan, lambda: (os.chdir(mine), WAYS_TO_EMPTY[way](ours / "library.py")), str(mine))
        assert (ours / "library.py").read_text() == "kept"


@every_version
def test_the_own_folder_can_be_worked_in_on_any_kernel(
    plan_of: Callable[[int], confine.Plan], tmp_path: Path, version: int
) -> None:
    def work() -> None:
        os.chdir(tmp_path)
        Path("a").write_text("long")
        Path("a").write_text("x")
        with open("a", "r+") as file:
            file.truncate(0)
        os.rename("a", "b")
        os.mkdir("c")
        assert os.listdir() and os.stat("b").st_size == 0
        if version >= landlock.TRUNCATES_SINCE:
            os.truncate("b", 10)
        os.unlink("b")
        os.rmdir("c")
        open(os.devnull, "w").close()

    assert confined(plan_of(version), work, str(tmp_path)) == "done"


@every_version
def test_what_an_older_landlock_lacks_the_filter_refuses(
    plan_of: Callable[[int], confine.Plan], tmp_path: Path, version: int
) -> None:
    made = plan_of(version)
    assert in_child(lambda: _doors(made), list[str]) == []
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("x")
    for attempt in (
        lambda: os.kill(os.getppid(), 0),
        lambda: socket.socket(socket.AF_UNIX),
        lambda: fcntl.ioctl(os.open("/dev/null", os.O_RDWR), termios.TIOCSTI, b"x"),
        lambda: os.link(tmp_path / "file", tmp_path / "link"),
        lambda: os.symlink("/etc/passwd", tmp_path / "link"),
        lambda: os.chmod(tmp_path / "file", 0o777),
        lambda: os.utime(tmp_path / "file"),
    ):
        assert confined(made, attempt, str(tmp_path)) == "PermissionError"
    moved = confined(made, lambda: os.rename(tmp_path / "file", tmp_path / "folder/file"), str(tmp_path))
    assert moved in ("OSError", "PermissionError")


def _doors(plan: confine.Plan) -> list[str]:
    confine.confine(plan, "", BUDGET, uid=confine.SANDBOX_UID, keep=(RESULT_DESCRIPTOR,))
    return confine.self_test(plan)


def test_the_self_test_finds_a_filter_that_lets_files_be_emptied(
    plan: confine.Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As it was on kernels before 6.2, for code that stays the grader's user."""
    monkeypatch.setattr(landlock, "abi", lambda: 2)
    filter_of_newer = seccomp.build_program()
    made = msgspec.structs.replace(plan, change_user=False, seccomp=filter_of_newer)
    assert in_child(lambda: _doors(made), list[str]) == ["truncate a file"]


def test_doctor_says_what_this_landlock_leaves_to_the_filter(monkeypatch: pytest.MonkeyPatch) -> None:
    for version in range(1, LANDLOCK + 1):
        monkeypatch.setattr(landlock, "abi", lambda version=version: version)
        rows = {what.strip(): (holds, remark) for what, holds, remark in examine().rows}
        assert rows["truncating files (Landlock 3)"][0] is (version >= 3)
        assert ("seccomp refuses it by path" in rows["truncating files (Landlock 3)"][1]) is (version < 3)
        assert rows["signals and abstract sockets (Landlock 6)"][0] is (version >= 6)


def test_its_own_folder_can_be_written_and_nothing_else(plan: confine.Plan, tmp_path: Path) -> None:
    if plan.change_user:
        pytest.skip("the folder of pytest belongs to another user; the corpus tries this")
    assert confined(plan, lambda: (tmp_path / "mine").write_bytes(b"x"), str(tmp_path)) == "done"
    assert confined(plan, lambda: (tmp_path / "mine").write_bytes(b"x")) == "PermissionError"


@pytest.mark.parametrize("family", [socket.AF_INET, socket.AF_INET6, socket.AF_UNIX, socket.AF_NETLINK])
def test_there_is_no_socket_of_any_kind(plan: confine.Plan, family: socket.AddressFamily) -> None:
    assert confined(plan, lambda: socket.socket(family, socket.SOCK_DGRAM)) == "PermissionError"


def test_memory_and_files_are_limited(plan: confine.Plan, tmp_path: Path) -> None:
    assert confined(plan, lambda: bytes(200 << 20)) == "MemoryError"
    assert confined(plan, lambda: resource.setrlimit(resource.RLIMIT_AS, (-1, -1))) == "ValueError"


def test_no_descriptor_of_the_grader_is_left(plan: confine.Plan) -> None:
    kept = os.open("/etc/hostname", os.O_RDONLY)
    os.set_inheritable(kept, True)
    try:
        assert confined(plan, lambda: os.fstat(kept)) == "OSError"
    finally:
        os.close(kept)


def test_a_machine_without_any_protection_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("autograder.sandbox.seccomp.available", lambda: "no libseccomp here")
    with pytest.raises(confine.IsolationError, match="no libseccomp here"):
        confine.plan([tmp_path])
    assert confine.plan([tmp_path], unsafe=True).tier == "unprotected"


# ---- the working folder ---------------------------------------------------------------------------------------------


def test_many_small_files_fill_a_folder_as_a_large_one_does(tmp_path: Path) -> None:
    for number, size, count in ((1, 0, 3_000), (2, 1 << 20, 5)):
        parent = tmp_path / str(number)
        parent.mkdir()
        folder = Folder(parent, {"helpers/one.py": b""}, 4 << 20, None)
        folder.watch()
        for name in range(count):
            (Path(folder.path) / f"{name}").write_bytes(bytes(size))
        folder._next_look = 0.0
        with pytest.raises(FolderFullError):
            folder.watch()
        folder.remove()
        assert not Path(folder.path).exists()


def test_a_folder_deeper_than_any_path_is_removed(tmp_path: Path) -> None:
    def dig() -> bool:
        os.chdir(tmp_path)
        for _ in range(3_000):
            os.mkdir("deeper")
            os.chdir("deeper")
        return True

    assert in_child(dig, bool)
    remove_tree(tmp_path / "deeper")
    assert not (tmp_path / "deeper").exists()
