"""`autograder doctor` says which installed versions are not those that the project is tested with."""

from __future__ import annotations

import sys
from importlib.metadata import PackageNotFoundError

import pytest
from project import ROOT, Command

from autograder import tested_versions
from autograder.tested_versions import differences

PINNED = dict(
    line.partition(";")[0].strip().split("==")
    for line in (ROOT / "constraints.txt").read_text().splitlines()
    if "==" in line
    and ("python_version" not in line or ((sys.version_info >= (3, 11)) == (">=" in line.partition(";")[2])))
)


def test_the_tested_versions_and_their_builds_are_no_difference() -> None:
    assert differences(PINNED.__getitem__) == []
    assert differences(lambda name: f"{PINNED[name]}+cpu") == []


def test_another_version_is_told_and_a_missing_package_is_not() -> None:
    def version(name: str) -> str:
        if name == "dask":
            raise PackageNotFoundError(name)
        return "1.0rc1" if name == "numpy" else PINNED[name]

    assert differences(version) == [f"numpy 1.0rc1 is installed; tested with {PINNED['numpy']}"]


def test_the_constraints_travel_with_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    assert tested_versions.CONSTRAINTS.read_bytes() == (ROOT / "constraints.txt").read_bytes()
    monkeypatch.setattr(tested_versions, "differences", lambda: ["numpy 1.0 is installed; tested with 2.0"])
    assert "numpy 1.0 is installed; tested with 2.0" in tested_versions.versions()


def test_doctor_says_it(autograder: Command) -> None:
    assert "versions: " in autograder("doctor").stdout
