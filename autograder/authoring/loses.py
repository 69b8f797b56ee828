"""What an audit leaves for the author: the tests that mistakes lose, written into mistakes.yaml, and a class' slips."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from autograder.homework import Homework
from autograder.outputs.causes import headline
from autograder.report import Report

MOST_SHOWN = 20
_WIDTH = 118


def write_loses(homework: Homework, lost: Mapping[str, Sequence[str]]) -> list[str]:
    """Fill in `loses` at the end of each mistake named in `lost`; returns what was done, a line each."""
    path = homework.tests_folder / "mistakes.yaml"
    if not any(lost.values()):
        return []
    lines = path.read_text(encoding="utf-8").split("\n")
    said = []
    for name, tests in lost.items():
        begin = _line_of(lines, name)
        if begin is None or not tests:
            continue
        end = next((at for at in range(begin + 1, len(lines)) if re.match(r"- ", lines[at])), len(lines))
        while not lines[end - 1].strip() or lines[end - 1].startswith("#"):
            end -= 1
        lines[end:end] = _as_yaml(tests)
        said.append(f"mistakes.yaml: {name} loses {', '.join(tests)}")
    path.write_text("\n".join(lines), encoding="utf-8")
    return said


def _line_of(lines: Sequence[str], name: str) -> int | None:
    wanted = re.compile(rf"- name: [\"']?{re.escape(name)}[\"']?\s*(#.*)?")
    return next((number for number, line in enumerate(lines) if wanted.fullmatch(line)), None)


def _as_yaml(tests: Sequence[str]) -> list[str]:
    """`loses: [...]`, wrapped; names with a case in quotes."""
    items = [json.dumps(test, ensure_ascii=False) if re.search(r"\W", test) else test for test in tests]
    lines, line = [], "  loses: ["
    for number, item in enumerate(items):
        text = item + ("]" if number == len(items) - 1 else ",")
        if len(line) + len(text) > _WIDTH:
            lines.append(line.rstrip())
            line = " " * 10
        line += text + " "
    return [*lines, line.rstrip()]


def slips_of_a_class(results: Path) -> Iterator[str]:
    """The slips without a mistake of their own in mistakes.yaml, and how many submissions of a class made each."""
    made: Counter[str] = Counter()
    said: dict[str, str] = {}
    for path in sorted(results.glob("*/report.json")):
        try:
            report = msgspec.json.decode(path.read_bytes(), type=Report)
        except (OSError, ValueError):
            continue
        for cause in report.causes:
            if cause.kind == "slip":
                made[cause.name] += 1
                said[cause.name] = headline(cause)
    if not made:
        yield f"{results}: no slip without a mistake of its own."
    elif len(made) == 1:
        yield f"{results}: 1 slip without a mistake of its own:"
    else:
        yield f"{results}: {len(made)} slips without a mistake of their own, the most frequent first:"
    for name, number in made.most_common(MOST_SHOWN):
        yield f"  {number} x {said[name]} ({name.splitlines()[0][:100]})"
