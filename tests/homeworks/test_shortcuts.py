"""The table of what can be earned without deriving anything is true, and none of it is above 30 % of a homework."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from project import ROOT, Command, without_causes
from shortcuts import shortcuts

from autograder.homework import load_homework
from autograder.report import Report

MOST = 0.3
TABLE = {
    (cells[0], cells[1]): [float(cell) for cell in cells[2:5]]
    for line in (ROOT / "docs" / "without-deriving.md").read_text(encoding="utf-8").splitlines()
    if len(cells := [cell.strip() for cell in line.strip("|").split("|")]) == 6 and cells[2][:1].isdigit()
}
HOMEWORKS = sorted({homework for homework, _ in TABLE})
LONG = ("autodiff_engine", "backward_pass", "computational_graph", "error_backpropagation", "layers", "mlp_theory")


@pytest.mark.parametrize(
    "homework", [pytest.param(name, marks=[pytest.mark.slow] * (name in LONG)) for name in HOMEWORKS]
)
def test_the_table_is_true(homework: str, autograder: Command, tmp_path: Path) -> None:
    rows = [one for one in shortcuts() if one.homework == homework]
    assert {one.kind for one in rows} == {kind for name, kind in TABLE if name == homework}
    for one in rows:
        for name, source in one.files().items():
            file = tmp_path / "class" / one.kind / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(source)
    root = without_causes(tmp_path / "root", homework)
    done = autograder("grade", homework, tmp_path / "class", "--out", tmp_path / "out", "--quiet", root=root)
    assert done.returncode == 0, done.stderr
    for one in rows:
        report = msgspec.json.decode((tmp_path / "out" / one.kind / "report.json").read_bytes(), type=Report)
        assert report.score == TABLE[homework, one.kind][1], one.kind


@pytest.mark.parametrize("homework", HOMEWORKS)
def test_nothing_earns_much(homework: str) -> None:
    for (name, kind), (_, now, for_nothing) in TABLE.items():
        if name == homework:
            assert for_nothing <= min(now, MOST * load_homework(homework).points), kind
