"""Each layer around a student's process, tried in a process that wears it; and what it costs."""

from __future__ import annotations

import os
import resource
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.sandbox import confine
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
