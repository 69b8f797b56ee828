"""A Python for every pass; and at the end of a run, the table of the passes by the folders of the cases."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import pytest
from corpus_runs import ORDINARY_USER, Row
from everybodys_python import everybodys_python

ROWS = pytest.StashKey[list[Row]]()


@pytest.fixture(scope="session")
def python() -> Iterator[str]:
    """One that a user other than root can run."""
    with contextlib.ExitStack() as stack:
        try:
            made = stack.enter_context(everybodys_python(ORDINARY_USER))
        except LookupError as error:
            pytest.skip(str(error))
        yield made


@pytest.fixture
def corpus_table(pytestconfig: pytest.Config) -> list[Row]:
    """Where a pass adds its row."""
    return pytestconfig.stash.setdefault(ROWS, [])


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    rows = config.stash.get(ROWS, [])
    if not rows:
        return
    groups = sorted({group for row in rows for group in row.cases})
    head = ["cases ok / all", *(row.name for row in rows)]
    lines = [[group, *(_ratio(row, [group]) for row in rows)] for group in groups]
    lines.append(["all", *(_ratio(row, groups) for row in rows)])
    lines.append(["other problems", *(str(row.other_problems) for row in rows)])
    lines.append(["seconds", *(f"{row.seconds:.0f}" for row in rows)])
    terminalreporter.section("corpus of hostile and broken submissions")
    for line in (head, *lines):
        terminalreporter.write_line("".join([f"{line[0]:16}", *(f"{cell:>14}" for cell in line[1:])]))


def _ratio(row: Row, groups: list[str]) -> str:
    all_cases = sum(row.cases[group] for group in groups)
    return f"{all_cases - sum(row.not_ok[group] for group in groups)} / {all_cases}"
