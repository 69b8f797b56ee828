"""Wrong submissions as students write them: their slips are named, and nothing false is."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml
from project import ROOT, Command

from autograder.report import Report

WRITTEN: dict[str, list[dict[str, Any]]] = yaml.safe_load(
    (Path(__file__).with_name("written.yaml")).read_text(encoding="utf-8")
)
NAMED = 0.9  # of all slips


@pytest.mark.slow
@pytest.mark.parametrize("homework", WRITTEN)
def test_the_slips_of_written_submissions_are_named(homework: str, autograder: Command, tmp_path: Path) -> None:
    folder, out = tmp_path / "class", tmp_path / "out"
    folder.mkdir()
    for number, entry in enumerate(WRITTEN[homework]):
        (folder / f"{number}.py").write_text(_source(homework, entry), encoding="utf-8")
    done = autograder("grade", homework, folder, "--out", out, "--quiet")
    assert done.returncode == 0, done.stderr
    unnamed: list[str] = []
    false: list[str] = []
    for number, entry in enumerate(WRITTEN[homework]):
        report = msgspec.json.decode((out / f"{number}.py" / "report.json").read_bytes(), type=Report)
        told = [(cause.kind, f"{cause.name}: {cause.text}") for cause in report.causes]
        assert told, f"{number}: {entry['edits']} lose no points"
        said = [text for kind, text in told if kind != "unknown"]
        unnamed += [
            f"{number} {slip}: {told}" for slip in entry["causes"] if not any(re.search(slip, text) for text in said)
        ]
        proven = [text for kind, text in told if kind in ("known", "slip")]
        false += [f"{number} {text}" for text in proven if not any(re.search(slip, text) for slip in entry["causes"])]
    assert not false, "\n".join(false)
    slips = sum(len(entry["causes"]) for entry in WRITTEN[homework])
    assert len(unnamed) <= (1 - NAMED) * slips, f"{len(unnamed)} of {slips}:\n" + "\n".join(unnamed)


def _source(homework: str, entry: dict[str, Any]) -> str:
    source = (ROOT / "samples" / homework / entry["base"]).read_text(encoding="utf-8")
    for old, new in entry["edits"]:
        assert source.count(old) == 1, f"{entry['base']}: {old!r} is there {source.count(old)} times"
        source = source.replace(old, new)
    return source
