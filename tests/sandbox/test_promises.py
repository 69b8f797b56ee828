"""Nothing is sent until a value is needed; and whatever is asked for then comes in order, in one round trip.

course/hidden_tests/rule/test_rule.py says it all: a tag tells in how many round trips a test passes, or what it says.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from autograder import homework as project
from autograder.environment import clean

COURSE = Path(__file__).parent / "course"
PROGRAM = """\
import json
import sys
from pathlib import Path
from autograder import homework
homework.ROOT = Path(sys.argv[1])
from autograder.checks.plugin import collect_once
from autograder.checks.run import test_id
from autograder.grading import Grader
from autograder.start import load_settings, start_zygote
from autograder.mistakes import reference_sources

def use(items):
    grader, heard, found = Grader(settings, zygote, items), [], {}
    for item, ran in zip(items, grader.run_together(reference_sources(settings), items, listen=heard.append)):
        sent = [[type(op).__name__ for op in one.ops if type(op).__name__ not in ("Begin", "Load")] for one in heard]
        said, outcome = ran.result.message + ran.result.details, ran.result.outcome.value
        found[test_id(item)] = ran.result.tags[0], outcome, said, list(filter(None, sent))
        heard.clear()
    print(json.dumps(found))

if __name__ == "__main__":
    settings = load_settings(lambda: homework.load_homework("rule"))
    zygote = start_zygote(settings)
    collect_once(settings, use)
    zygote.close()
"""
NAMES = re.findall(r"^def (test_\w+)", (COURSE / "hidden_tests/rule/test_rule.py").read_text(), re.MULTILINE)


@pytest.fixture(scope="module")
def found() -> dict[str, Any]:
    here = Path(project.__file__).resolve().parent.parent
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(COURSE)],
        env=clean() | {"PYTHONPATH": str(here)}, capture_output=True, text=True, check=False, timeout=200,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    results: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return results


@pytest.mark.parametrize("name", NAMES)
def test_the_rule(found: dict[str, Any], name: str) -> None:
    tag, outcome, said, sent = found[name]
    if trips := re.fullmatch(r"in (\d+)", tag):
        assert outcome == "ok", said
        assert len(sent) == int(trips[1]), sent
    else:
        assert outcome not in ("ok", "fault"), said
        assert tag in said
