"""What the project's own tests share: the real command, run as a person runs it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from project import ROOT, Command


@pytest.fixture(scope="session")
def autograder() -> Command:
    """`autograder("check", "mlp", "mlp.py")`: the finished process, with its output as text."""

    def run(*arguments: object, root: Path = ROOT, **options: object) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "autograder", *map(str, arguments)]
        environment = {**os.environ, "PYTHONPATH": str(root), "COLUMNS": "100"}
        return subprocess.run(  # type: ignore[call-overload,no-any-return]
            command, **{"capture_output": True, "text": True, "timeout": 300, "cwd": root, "env": environment} | options
        )

    return run
