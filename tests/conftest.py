"""What the project's own tests share: the real command, run as a person runs it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from progress import Progress
from project import ROOT, Command

LONGEST_FIRST = "test_corpus test_every_homework test_sample_classes test_cluster test_resume".split()


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None and not hasattr(config, "workerinput") and config.get_verbosity() <= 0:
        config.pluginmanager.register(Progress(reporter))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest first, so that no processor waits for one of them at the end."""
    place = {name: number for number, name in enumerate(LONGEST_FIRST)}
    items.sort(key=lambda item: place.get(item.path.stem, len(place)))


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
