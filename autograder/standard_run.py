"""The hidden tests in an ordinary pytest run, with all of pytest's options: for a TA who works on the tests."""

from functools import partial
from pathlib import Path

import pytest

from autograder.checks.items import describe, points_of, test_id
from autograder.checks.plugin import AroundTests
from autograder.checks.run import Run, run_test, through_pytest
from autograder.grading import provided_files
from autograder.homework import HomeworkError, read_homework
from autograder.intake.problem import IntakeProblem
from autograder.intake.submission import read_submission
from autograder.report import TestResult
from autograder.sandbox import confine
from autograder.sandbox.session import Session
from autograder.start import load_settings, start_zygote


class StandardRun(AroundTests):
    """The hidden tests in an ordinary pytest run: `pytest hidden_tests/mlp --submission FILE`."""

    def __init__(self, folder: Path, path: Path, seed: int | None) -> None:
        if not (folder / "homework.yaml").is_file():
            raise pytest.UsageError(f"--submission needs a homework's folder, but {folder} has no homework.yaml")

        try:
            self._homework = load_settings(lambda: read_homework(folder / "homework.yaml"))
            self._zygote = start_zygote(self._homework)
            submission = read_submission(path, self._homework, name=path.name)
        except (HomeworkError, confine.IsolationError, IntakeProblem) as error:
            raise pytest.UsageError(str(error)) from None
        files = {**submission.files, **provided_files(self._homework)}
        self._session = Session(self._zygote, files, self._homework.limits, self._homework.forbidden, submission.place)
        used_seed = self._homework.seed if seed is None else seed
        self._run = Run(self._homework, used_seed, self._session, submission)
        self._points: dict[str, float] = {}
        self._results: list[TestResult] = []

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        # A test shares its points with all cases of its function, also those that -k or a node's name left out.
        modules = {item.getparent(pytest.Module): None for item in session.items}
        everything = [
            item for module in modules if module for item in module.collect() if isinstance(item, pytest.Item)
        ]
        points = points_of(everything)
        self._points = {test_id(item): points[test_id(item)] for item in session.items}

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item, nextitem: pytest.Item | None) -> bool:
        item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
        about = describe(item, self._points[test_id(item)], self._homework)
        ran = run_test(item, nextitem, self._run, about, partial(through_pytest, log=True))
        item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
        self._results.append(ran.result)
        return True

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        for note in self._run.submission.notes:
            terminalreporter.write_line(note)
        score = sum(result.score for result in self._results)
        terminalreporter.write_line(f"{score:g} of {sum(self._points.values()):g} points")

    def pytest_unconfigure(self) -> None:
        self._session.close()
        self._zygote.close()
