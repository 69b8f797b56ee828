"""The reference is graded first: a test that it does not pass is broken, and costs nobody a point."""

import difflib
import traceback
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from _pytest.fixtures import FixtureLookupError

from autograder.checks.items import test_id
from autograder.checks.run import Phases, TestRun, set_up_call_tear_down
from autograder.homework import ROOT
from autograder.report import BrokenTest, Outcome, TestResult

_BY_CHANCE = (Outcome.TIMEOUT, Outcome.MEMORY, Outcome.CRASH)  # a machine that is busy may do that, once

RunReference = Callable[[Sequence[pytest.Item], Phases], Iterator[TestRun]]


def broken_tests(items: Sequence[pytest.Item], run_reference: RunReference) -> dict[str, BrokenTest]:
    """What the reference does not pass, by the tests' ids. `run_reference` runs tests with it, as given phases say.

    What it fails by time, memory or a crash counts only if it does so again.
    """
    found: dict[str, BrokenTest] = {}
    again: list[pytest.Item] = []
    for item, error, ran in _runs(items, run_reference):
        if ran.result.outcome in _BY_CHANCE:
            again.append(item)
        elif not _passed(ran.result):
            found[test_id(item)] = _broken(item, error, ran.result)
    for lonely in again:
        for item, error, ran in _runs([lonely], run_reference):
            if not _passed(ran.result):
                found[test_id(item)] = _broken(item, error, ran.result)
    return found


def _runs(
    items: Sequence[pytest.Item], run_reference: RunReference
) -> Iterator[tuple[pytest.Item, BaseException | None, TestRun]]:
    errors: dict[str, BaseException | None] = {}
    following = dict(zip(map(test_id, items), [*items[1:], None], strict=True))

    def phases(item: pytest.Item, _: pytest.Item | None) -> BaseException | None:
        errors[test_id(item)] = set_up_call_tear_down(item, following[test_id(item)])
        return errors[test_id(item)]

    for item, ran in zip(items, run_reference(items, phases), strict=True):
        yield item, errors[test_id(item)], ran


def _passed(result: TestResult) -> bool:
    allowed = (Outcome.OK,) if result.max_score else (Outcome.OK, Outcome.SKIPPED)
    return result.outcome in allowed and result.score >= result.max_score


def _broken(item: pytest.Item, error: BaseException | None, result: TestResult) -> BrokenTest:
    return BrokenTest(id=test_id(item), where=_where(item, error), why=_why(error, result))


def _where(item: pytest.Item, error: BaseException | None) -> str:
    """The line of the test that failed, else that of the test."""
    folder, (path, line) = item.path.parent, (item.path, (item.location[1] or 0) + 1)
    if not isinstance(error, FixtureLookupError):
        path, line = last_line_in(folder, error) or (path, line)
    return f"{path.relative_to(ROOT) if path.is_relative_to(ROOT) else path}, line {line}"


def last_line_in(folder: Path, error: BaseException | None) -> tuple[Path, int] | None:
    """The last line below `folder` that the error came through, or that could not be read."""
    if isinstance(error, SyntaxError) and error.filename and Path(error.filename).is_relative_to(folder):
        return Path(error.filename), error.lineno or 1
    frames = traceback.extract_tb(error.__traceback__) if error else []
    return next(
        (
            (Path(one.filename), one.lineno or 1)
            for one in reversed(frames)
            if Path(one.filename).is_relative_to(folder)
        ),
        None,
    )


def _why(error: BaseException | None, result: TestResult) -> str:
    if isinstance(error, FixtureLookupError):
        known = error.formatrepr().errorstring.partition("available fixtures: ")[2].partition("\n")[0].split(", ")
        like = difflib.get_close_matches(error.argname or "", known, 1)
        return f"there is no fixture called {error.argname}" + (f"; is it `{like[0]}`?" if like else "")
    if isinstance(error, pytest.skip.Exception):
        return "it is skipped even with the reference, so nobody can earn its points"
    if result.outcome is Outcome.OK or (error is None and result.score < result.max_score):
        return f"it gives the reference {result.score:g} of {result.max_score:g} points"
    said = str(error).strip() or result.message
    lines = [line for line in said.splitlines() if line.strip()][:3]
    text = "\n".join(lines)
    if result.outcome is Outcome.FAULT:
        text = f"{type(error).__name__}: {text}"
    return f"it fails with the reference: {text}"
