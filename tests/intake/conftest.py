"""Fixtures of the tests of intake: a homework of one file, and a reader of uploads."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from uploads import Read, homework_of, put

from autograder.homework import Homework
from autograder.intake.submission import Submission, read_submission


@pytest.fixture
def mlp() -> Homework:
    return homework_of("mlp.py")


@pytest.fixture
def read(tmp_path: Path, mlp: Homework) -> Read:
    """Reads a folder with the given files, as a submission of `mlp`."""

    def read(files: Mapping[str, bytes | str], homework: Homework = mlp) -> Submission:
        return read_submission(put(tmp_path / "upload", files), homework)

    return read
