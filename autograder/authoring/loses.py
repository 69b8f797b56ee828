"""What an audit records for the author: the tests that mistakes lose, in loses.lock, and a class's slips."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from autograder.homework import Homework
from autograder.mistakes import LOCK, load_lock, load_mistakes
from autograder.outputs.causes import headline
from autograder.report import Report

HEAD = "# Made by `autograder audit {homework} --write`: the tests that each mistake of mistakes.yaml loses, exactly."
MOST_SHOWN = 20


def write_lock(homework: Homework, lost: Mapping[str, Sequence[str]]) -> list[str]:
    """Write into loses.lock what an audit saw each mistake lose, of those that do not say it themselves; returns what
    changed, a line each. What the audit did not try stays."""
    listed = [mistake for mistake in load_mistakes(homework) if mistake.locked]
    before = load_lock(homework)
    after = {mistake.name: tuple(lost.get(mistake.name, mistake.loses)) for mistake in listed}
    said = []
    for name, tests in after.items():
        if tests != before.get(name, ()):
            until_now = f", until now {', '.join(before[name])}" if name in before else ""
            said.append(f"{LOCK}: {name} loses {', '.join(tests) or 'nothing'}{until_now}")
    said += [f"{LOCK}: {name} is no mistake any more" for name in before if name not in after]
    if said:
        entries = [f"{name}: [{', '.join(map(_quoted, tests))}]" for name, tests in after.items() if tests]
        text = "\n".join([HEAD.format(homework=homework.name), *entries])
        (homework.tests_folder / LOCK).write_text(f"{text}\n", encoding="utf-8")
    return said


def _quoted(test: str) -> str:
    return json.dumps(test, ensure_ascii=False) if re.search(r"\W", test) else test


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
        yield f"{results}: every slip has a mistake of its own."
    elif len(made) == 1:
        yield f"{results}: 1 slip without a mistake of its own:"
    else:
        yield f"{results}: {len(made)} slips without a mistake of their own, most frequent first:"
    for name, number in made.most_common(MOST_SHOWN):
        yield f"  {number} x {said[name]} ({name.splitlines()[0][:100]})"
