"""The folder for temporary files: of a grader that was killed it is removed by the next one, of a living one never."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from autograder.sandbox.scratch import Scratch


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return tmp_path


def test_what_a_killed_grader_left_is_removed_by_the_next_and_nothing_else(temporary: Path) -> None:
    ours = Scratch()
    (temporary / "autograder-scratch-left/deeper").mkdir(parents=True)
    (temporary / "autograder-scratch-linked").symlink_to(temporary / "other")
    (temporary / "other").mkdir()
    theirs = Scratch()
    found = {path.name for path in temporary.iterdir()}
    assert found == {ours.path.name, theirs.path.name, "autograder-scratch-linked", "other"}
    for scratch in (ours, theirs):
        assert scratch.path.stat().st_mode & 0o777 == 0o711
        scratch.remove()
    assert {path.name for path in temporary.iterdir()} == {"autograder-scratch-linked", "other"}


def test_a_folder_is_kept_as_long_as_a_forked_worker_lives(temporary: Path) -> None:
    scratch = Scratch()
    pid = os.fork()
    if pid == 0:
        signal.pause()
        os._exit(0)
    os.close(scratch._lock)  # the grader itself is gone
    Scratch().remove()
    assert scratch.path.exists()
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    Scratch().remove()
    assert list(temporary.iterdir()) == []


def test_a_folder_that_is_removed_before_it_is_locked_is_made_again(
    temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chmod = Path.chmod
    removed: list[Path] = []

    def another_grader_comes_first(path: Path, mode: int) -> None:
        if not removed:
            removed.append(path)
            path.rmdir()
        chmod(path, mode)

    monkeypatch.setattr(Path, "chmod", another_grader_comes_first)
    scratch = Scratch()
    assert removed != [scratch.path]
    assert list(temporary.iterdir()) == [scratch.path]
    scratch.remove()
