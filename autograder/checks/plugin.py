"""Hidden tests under real pytest: collected once in this process, then run for one submission after another.

A fresh pytest for every submission would cost ten times as much.
"""

import contextlib
import io
import os
import re
import sys
from collections.abc import Callable, Generator, Sequence

import pytest

from autograder.checks import fixtures
from autograder.checks.broken import last_line_in
from autograder.checks.context import CheckFailed
from autograder.checks.items import points_of, test_id
from autograder.checks.run import FAILURE, running, with_all_that_it_asks
from autograder.homework import Homework
from autograder.mistakes import expand
from autograder.sandbox.failures import GraderFault, StudentFailure

# pytest's own plugins that a grader has no use for; each costs time at every test
_NOT_NEEDED = (
    "cacheprovider", "debugging", "doctest", "faulthandler", "junitxml", "logging", "pastebin", "setuponly",
    "setupplan", "stepwise", "terminal", "terminalprogress", "threadexception", "unraisableexception",
)  # fmt: skip


class AroundTests:
    """What the grader needs of pytest around each test."""

    @pytest.hookimpl(wrapper=True)
    def pytest_pyfunc_call(self) -> Generator[None, object, object]:
        with with_all_that_it_asks(running.get().session):
            return (yield)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Keep what was raised: a report has only its text."""
        report = yield
        if call.excinfo is not None:
            error = call.excinfo.value
            item.stash[FAILURE] = item.stash[FAILURE] or error
            if isinstance(error, (StudentFailure, CheckFailed)):
                report.longrepr = str(error)
        return report


class _CollectOnce(AroundTests):
    def __init__(self, homework: Homework, use: Callable[[Sequence[pytest.Item]], None]) -> None:
        self._homework = homework
        self._use = use
        self.problems: list[str] = []
        self.said_before = io.StringIO()  # what pytest prints before it begins
        self._stderr = sys.stderr
        self._said: set[str] = set()  # what of it is told already
        self.error: BaseException | None = None

    def pytest_sessionstart(self) -> None:
        sys.stderr = self._stderr  # what is printed from here on is for who runs the command

    def pytest_exception_interact(self, call: pytest.CallInfo[object], report: object) -> None:
        """A file of tests that cannot be imported: its line and the reason, without pytest's internals."""
        if not isinstance(report, pytest.CollectReport) or call.excinfo is None:
            return
        error = call.excinfo.value
        if isinstance(error, pytest.Collector.CollectError) and error.__cause__ is not None:
            error = error.__cause__
        line = last_line_in(self._homework.tests_folder, error)
        where = f"{line[0].relative_to(self._homework.course_folder)}, line {line[1]}" if line else report.nodeid
        said = error.msg if isinstance(error, SyntaxError) else str(error)
        self._said.add(report.nodeid)
        self.problems.append(f"{where}: {type(error).__name__}: {said.strip()}")

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed and report.nodeid not in self._said:
            self.problems.append(str(report.longrepr))

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        if not self.problems:
            session.config.pluginmanager.unregister(name="capturemanager")
            try:
                left_out = expand(self._homework.without, [test_id(item) for item in session.items])
                self._use([item for item in session.items if test_id(item) not in left_out])
            except BaseException as error:
                self.error = error
        return True


def collect_once(homework: Homework, use: Callable[[Sequence[pytest.Item]], None]) -> None:
    """Collect the homework's tests in this process and call `use` with them, inside the pytest session.

    Tests that a variant of the homework leaves out are not among them.

    Raises GraderFault where the tests cannot be collected or their points are not the homework's.
    """
    plugin = _CollectOnce(homework, use)
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    arguments = [
        str(homework.tests_folder), f"--rootdir={homework.tests_folder}", f"--confcutdir={homework.tests_folder}",
        "-c", os.devnull, "--capture=no", "-p", "no:warnings",
        *(argument for name in _NOT_NEEDED for argument in ("-p", f"no:{name}")),
    ]  # fmt: skip
    with contextlib.redirect_stderr(plugin.said_before):
        status = pytest.main(arguments, plugins=[plugin, fixtures])
    if plugin.error is not None:
        raise plugin.error
    if plugin.problems or status not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
        reasons = "\n".join(plugin.problems) or _of_conftest(plugin.said_before.getvalue(), status)
        raise GraderFault(f"the tests of {homework.full_name} cannot be collected:\n{reasons}")


def _of_conftest(said: str, status: int) -> str:
    """Why pytest did not even begin: mostly a conftest.py that cannot be imported."""
    places = re.findall(r'^(?: *File ")?(\S+\.py)(?::|", line )(\d+)', said, re.MULTILINE)
    errors = re.findall(r"^(?:E +)?(\w+(?:Error|Exception|Exit).*)", said, re.MULTILINE)
    if places and errors:
        return f"{places[-1][0]}, line {places[-1][1]}: {errors[-1]}"
    return said.strip() or f"pytest ended with status {status}"


def check_points(homework: Homework, items: Sequence[pytest.Item]) -> None:
    """There must be a test, each with a name of its own, and their points must sum to the homework's. Raises
    GraderFault."""
    if not items:
        raise GraderFault(
            f"{homework.full_name} has no hidden test yet: pytest finds no function test_… in {homework.tests_folder}"
        )
    ids = [test_id(item) for item in items]
    if twice := sorted({name for name in ids if ids.count(name) > 1}):
        raise GraderFault(f"{homework.full_name} has more than one test named {', '.join(twice)}")
    total = round(sum(points_of(items).values()), 6)
    if total != homework.points:
        raise GraderFault(
            f"the tests of {homework.full_name} add up to {total:g} points, but homework.yaml says {homework.points:g}"
        )
