"""What this machine does not let us read is a failure of ours, and no student's 0 points."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from project import ROOT

from autograder.classroom import grade_class
from autograder.executor import Task, fault_report
from autograder.homework import load_homework
from autograder.intake.exports import read_class
from autograder.reading import Reader
from autograder.report import Outcome, Report


class Nobody:
    """An executor that is given nothing to do."""

    tier = "full"

    def run(self, tasks: Iterator[Task | None], on_tick: Callable[[], None]) -> Iterator[tuple[int, Report]]:
        for task in filter(None, tasks):
            yield task.index, fault_report(load_homework("mlp"), task, "this one could be read")

    def close(self) -> None: ...


@pytest.fixture
def closed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files and folders called closed* may not be read: root, who runs these tests somewhere, may read everything."""

    def refusing(call: Callable[..., Any]) -> Callable[..., Any]:
        def guarded(path: Any, *arguments: Any, **named: Any) -> Any:
            if Path(os.fspath(path)).name.startswith("closed"):
                raise PermissionError(13, "Permission denied", os.fspath(path))
            return call(path, *arguments, **named)

        return guarded

    monkeypatch.setattr(os, "open", refusing(os.open))
    monkeypatch.setattr(os, "scandir", refusing(os.scandir))


@pytest.mark.usefixtures("closed")
def test_an_entry_that_may_not_be_read_is_a_fault_that_names_the_file(tmp_path: Path) -> None:
    right = (ROOT / "samples/mlp/right_loops.py").read_bytes()
    names = ["ada.py", "closed.py", "closed folder/mlp.py", "eve/closed/mlp.py", "eve/closed.pdf", "zoe/closed.pdf"]
    for name in [*names, "zoe/mlp.py"]:
        (tmp_path / "class" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "class" / name).write_bytes(right)
    homework = load_homework("mlp")
    class_list = read_class(tmp_path / "class", homework)
    with closing(Reader(class_list.entries, homework)) as reader:
        graded = grade_class(homework, Nobody(), class_list, tmp_path / "out", reader=reader)
    reports = {report.submission: report for report in graded}
    assert all(report.outcome is Outcome.FAULT for report in reports.values())
    faults = {
        name: report.fault.removeprefix("cannot read ").partition(": make it readable")[0]
        for name, report in reports.items()
    }
    assert faults == {
        "ada.py": "this one could be read",
        "closed.py": str(tmp_path / "class/closed.py"),
        "closed folder": str(tmp_path / "class/closed folder"),
        "eve": str(tmp_path / "class/eve/closed"),
        "zoe": "this one could be read",  # what is not asked for need not be read
    }
