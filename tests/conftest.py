"""What the project's own tests share: the real command, run as a person runs it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from progress import Progress
from project import ROOT, Command
from scheduling import FIRST, ByFile

from autograder.sandbox.doctor import examine

collect_ignore = ["course"]  # a course as others have it: the commands run its tests
CONFINED = [
    ROOT / "tests" / folder for folder in ("authoring", "commands", "corpus", "homeworks", "sandbox")
]  # these grade
COMMANDS = CONFINED[1]  # these grade what lies here, and expect full isolation


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # so it is in the background of a shell; tests send it
        signal.signal(signal.SIGINT, signal.default_int_handler)
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None and not hasattr(config, "workerinput") and config.get_verbosity() <= 0:
        config.pluginmanager.register(Progress(reporter))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest first, so that no processor waits for one of them at the end.

    Where nothing protects the hidden tests, nothing is graded: what grades is left out, with doctor's reason.
    """
    here = examine()
    weaker = f"isolation here is “{here.tier}”, and these tests of the commands expect “full”"
    for item in items:
        if here.refusal and item.path.parent in CONFINED:
            item.add_marker(pytest.mark.skip(reason=here.refusal))
        elif here.tier != "full" and item.path.parent == COMMANDS:
            item.add_marker(pytest.mark.skip(reason=weaker))
    place = {name: number for number, name in enumerate(FIRST)}
    items.sort(key=lambda item: place.get(item.path.stem, len(place)))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByFile:
    return ByFile(config, log)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What was left out: one line for each reason, however many tests it concerns."""
    skipped = terminalreporter.stats.get("skipped", [])
    reasons = Counter(str(report.longrepr[2]).removeprefix("Skipped: ") for report in skipped)
    for reason, count in reasons.most_common():
        terminalreporter.write_line(f"left out: {count} test{'s' if count > 1 else ''}: {reason}")


@pytest.fixture(scope="session")
def autograder() -> Command:
    """`autograder("check", "mlp", "mlp.py")`: the finished process, with its output as text.

    `root`: where it is run, a course, by the grader that lies there or else by this one.
    """

    def run(*arguments: object, root: Path = ROOT, **options: object) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "autograder", *map(str, arguments)]
        grader = root if (root / "autograder").is_dir() else ROOT
        environment = {**os.environ, "PYTHONPATH": str(grader), "COLUMNS": "100"}
        return subprocess.run(  # type: ignore[call-overload,no-any-return]
            command, **{"capture_output": True, "text": True, "timeout": 300, "cwd": root, "env": environment} | options
        )

    return run
