"""What pytest loads in this environment (entry point pytest11): `pytest hidden_tests/mlp --submission FILE`.

Light on purpose: an ordinary pytest run pays nothing for it.
"""

import sys
from pathlib import Path

import pytest

from autograder.environment import restart_clean


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("autograder")
    group.addoption("--submission", metavar="FILE", help="student's file, folder or zip to run the hidden tests on")
    group.addoption(
        "--grader-seed", type=int, default=None, help="seed for the random inputs (default: the homework's own)"
    )
    started_by_hand = Path(sys.argv[0]).name in ("pytest", "py.test", "__main__.py")
    if started_by_hand and any(argument.startswith("--submission") for argument in sys.argv[1:]):
        restart_clean("pytest", sys.argv[1:])


def pytest_configure(config: pytest.Config) -> None:
    # arguments may be files or single tests: hidden_tests/mlp/test_forward.py::test_forward
    target = Path(str(config.args[0]).partition("::")[0]).resolve() if config.args else Path.cwd()
    folder = target if target.is_dir() else target.parent
    submission = config.getoption("--submission", None)
    if submission is None:
        if (folder / "homework.yaml").is_file():
            raise pytest.UsageError(f"hidden tests need a submission: pytest {config.args[0]} --submission FILE")
        return
    if not submission:
        raise pytest.UsageError("--submission is empty; give it a file, a folder or a zip")
    from autograder.checks import fixtures
    from autograder.standard_run import StandardRun

    run = StandardRun(folder, Path(submission), config.getoption("--grader-seed"))
    config.pluginmanager.register(fixtures, "autograder-fixtures")
    config.pluginmanager.register(run, "autograder-run")
