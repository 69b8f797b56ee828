"""A case of the corpus: a small hostile or broken submission, and the outcome that it must have.

A case is a file `cases/GROUP/NAME.py`, handed in as layer.py beside a right solution `right.py`. It begins with
a header, YAML in comments:

    # what: opens the hidden tests to read them
    # outcome: refused                                 of every test; or {test_forward: timeout}: the others are ok
    # says: only files of your own folder              (optional) what the student is told somewhere
    # prints: nothing                                  (optional) what the kept output holds
    # flags: forward calls                             (optional) what the instructor is told to look at
    # passes: {user: {outcome: crash}}                 (optional) what differs in one of the passes
    # why: …                                           (optional) why this outcome and not another

Several outcomes with "or" ("crash or timeout") are all right. In the source, @CODE@ is the grader's folder, @ROOT@ the
one with the tests, @OUT@ where its results go, @CLASS@ where the class lies, @OTHER@ the name of another submission:
the attacker knows everything but the contents.
What is more than one file of text is a function of corpus_uploads.py.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).resolve().parent
TESTS = ("test_forward", "test_backward", "test_loss")
RIGHT = HERE / "homework" / "reference" / "layer.py"
KEYS = {"what", "outcome", "says", "prints", "flags", "passes", "why"}

Build = Callable[[Path], None]


@dataclass(frozen=True)
class Case:
    """One case. `build` puts the submission into a folder that is there."""

    name: str  # "files/reads_tests"
    header: Mapping[str, Any]
    build: Build = field(repr=False)

    @property
    def entry(self) -> str:
        """Its name in the class."""
        return self.name.replace("/", "-")

    def expected(self, of_pass: str) -> Expected:
        return expected({**self.header, **self.header.get("passes", {}).get(of_pass, {})})


@dataclass(frozen=True)
class Expected:
    outcomes: Mapping[str, frozenset[str]]  # of each test
    says: str
    prints: str
    flags: str


def expected(header: Mapping[str, Any]) -> Expected:
    outcome = header["outcome"]
    of_tests = dict.fromkeys(TESTS, "ok") | outcome if isinstance(outcome, dict) else dict.fromkeys(TESTS, outcome)
    return Expected(
        {name: frozenset(outcomes.split(" or ")) for name, outcomes in of_tests.items()},
        *(str(header.get(key, "")) for key in ("says", "prints", "flags")),
    )


def file_cases(places: Mapping[str, str]) -> Iterator[Case]:
    """The cases of `cases/`; `places`: what @ROOT@, @OUT@ and the others stand for."""
    for path in sorted((HERE / "cases").rglob("*.py")):
        source = path.read_text(encoding="utf-8")
        for name, place in places.items():
            source = source.replace(f"@{name}@", place)
        name = f"{path.parent.name}/{path.stem}"
        yield Case(name, read_header(source, name), source_beside_right(source))


def source_beside_right(source: str) -> Build:
    def build(folder: Path) -> None:
        (folder / "layer.py").write_text(source, encoding="utf-8")
        shutil.copy(RIGHT, folder / "right.py")

    return build


def read_header(source: str, name: str) -> dict[str, Any]:
    lines = []
    for line in source.splitlines():
        if not line.startswith("#"):
            break
        lines.append(line[2:])
    header = yaml.safe_load("\n".join(lines))
    if not isinstance(header, dict) or not {"what", "outcome"} <= set(header) <= KEYS:
        raise ValueError(f"the header of {name} needs `what` and `outcome`, and may have {', '.join(sorted(KEYS))}")
    return header
