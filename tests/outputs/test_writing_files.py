"""A reader sees the old file or the new one, and nobody else sees either."""

import os
import stat
import threading
from pathlib import Path

import pytest

from autograder.outputs.files import write_atomically


def test_only_the_owner_may_read_unless_said_otherwise(tmp_path: Path) -> None:
    old_mask = os.umask(0)
    try:
        write_atomically(tmp_path / "a", "x")
        write_atomically(tmp_path / "b", "x", mode=0o644)
    finally:
        os.umask(old_mask)
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "b").stat().st_mode) == 0o644


def test_text_is_utf8_and_its_line_ends_stay(tmp_path: Path) -> None:
    write_atomically(tmp_path / "made" / "on the way" / "a", "é\r\nb\n")
    assert (tmp_path / "made" / "on the way" / "a").read_bytes() == b"\xc3\xa9\r\nb\n"


def test_a_link_is_replaced_and_not_followed(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_text("untouched")
    (tmp_path / "results.json").symlink_to(tmp_path / "elsewhere")
    write_atomically(tmp_path / "results.json", "new")
    assert not (tmp_path / "results.json").is_symlink()
    assert (tmp_path / "results.json").read_text() == "new"
    assert (tmp_path / "elsewhere").read_text() == "untouched"


def test_a_failure_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "results.json").mkdir()
    with pytest.raises(OSError, match="directory"):
        write_atomically(tmp_path / "results.json", "new")
    assert [path.name for path in tmp_path.iterdir()] == ["results.json"]


def test_a_reader_never_sees_a_part(tmp_path: Path) -> None:
    path = tmp_path / "results.json"
    contents = {letter * 300_000 for letter in "ab"}
    write_atomically(path, "a" * 300_000)
    done = threading.Event()
    seen = set()

    def read() -> None:
        while not done.is_set():
            seen.add(path.read_text())

    reader = threading.Thread(target=read)
    reader.start()
    for number in range(40):
        write_atomically(path, "ab"[number % 2] * 300_000)
    done.set()
    reader.join()
    assert seen
    assert seen <= contents
