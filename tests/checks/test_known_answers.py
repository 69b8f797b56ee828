"""A test that gets the answers of an earlier submission is not run again; its verdict is that of its answers.

The hidden tests of these homeworks write their names into a file each time they run.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from autograder import homework as project
from autograder.environment import clean
from tests.project import settings

Graded = tuple[dict[str, Any], Counter[str], list[str]]
PROGRAM = """\
import json
import sys
from pathlib import Path
from autograder import homework
homework.ROOT = Path(sys.argv[1])
from autograder.checks.plugin import collect_once
from autograder.grading import Grader
from autograder.intake.submission import Submission
from autograder.start import load_settings, start_zygote

def use(items):
    grader = Grader(settings, zygote, items, reference_first=True)
    assert not grader.broken_tests(), grader.broken_tests()
    log = homework.ROOT / "log"
    log.write_text("")
    for source in json.loads(sys.argv[2]):
        report = grader.grade(Submission(name="", files={"double.py": source.encode()}))
        outcomes = {test.id: [test.outcome.value, test.message] for test in report.tests}
        print(json.dumps([outcomes, log.read_text().split(), list(report.flags)]))
        log.write_text("")

if __name__ == "__main__":
    settings = load_settings(lambda: homework.load_homework("double"))
    zygote = start_zygote(settings)
    collect_once(settings, use)
    zygote.close()
"""
HEAD = """\
import os
from pathlib import Path
import numpy as np
from gradescope_utils.autograder_utils.decorators import weight
from autograder.checks import *

def note(name):
    with open(Path(__file__).parents[2] / "log", "a") as file:
        file.write(name + " ")
"""
TESTS = (
    HEAD
    + """
@weight(1)
def test_first(student, draw):
    note("first")
    x = draw((3,))
    check_close(student.double(x), 2 * x)

@weight(1)
def test_two_steps(student, draw):
    note("two_steps")
    x, z = draw((3,)), draw((2,))
    y = value_of(student.double(x))
    check_close(student.double(y), 4 * x)
    check_close(student.double(z), 2 * z)

@weight(1)
def test_an_object(student, draw):
    note("an_object")
    x = draw((3,))
    check_close(student.Doubler().go(x), 2 * x)

@weight(1)
def test_by_chance(student):
    note("by_chance")
    x = np.frombuffer(os.urandom(3), dtype=np.uint8).astype(float)
    check_close(student.double(x), 2 * x)

@weight(1)
def test_flags(student, draw, flag):
    note("flags")
    x = draw((3,))
    if student.double(x)[0] != 0:
        flag("look at this")

@weight(1)
def test_looks_at_the_file(student, draw, autograder_run):
    note("looks_at_the_file")
    x = draw((2,))
    student.double(x).sum()
    check(b"eval" not in autograder_run.submission.files["double.py"], "no eval, please")
"""
)
RIGHT = """\
def double(x):
    return 2 * x

class Doubler:
    def go(self, x):
        return double(x)
"""
OTHERWISE = RIGHT.replace("2 * x", "twice(x)") + "\ndef twice(x):\n    return x + x\n"
EVALUATES = RIGHT.replace("2 * x", "eval('2 * x')")
TRIPLE = RIGHT.replace("2 * x", "3 * x")
COUNTING = "calls = []\n" + RIGHT.replace("    return 2 * x", "    calls.append(1)\n    return 2 * x if {} else x")


def graded(folder: Path, sources: list[str], tests: str = TESTS) -> list[Graded]:
    """For each submission: outcome and message of each test, how often each ran, and the flags."""
    files: Mapping[str, str] = {
        "hidden_tests/double/homework.yaml": settings(6), "hidden_tests/double/test_double.py": tests,
        "reference/double/double.py": RIGHT,
    }  # fmt: skip
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, encoding="utf-8")
    here = Path(project.__file__).resolve().parent.parent
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(folder), json.dumps(sources)],
        env=clean() | {"PYTHONPATH": str(here)}, capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found = [json.loads(line) for line in done.stdout.splitlines()]
    return [(outcomes, Counter(ran), flags) for outcomes, ran, flags in found]


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Any:
    wrong_later, raises_later = COUNTING.format("len(calls) != 3"), COUNTING.format("len(calls) != 3 or 1 / 0")
    sources = {
        "first": RIGHT, "second": RIGHT, "third": RIGHT, "otherwise": OTHERWISE, "evaluates": EVALUATES,
        "wrong later": wrong_later, "raises later": raises_later,
        "hangs up": COUNTING.format("len(calls) != 3 or __import__('os')._exit(3)"), "last": RIGHT,
        "triple": TRIPLE, "triple again": TRIPLE, "triple at last": TRIPLE, "with more names": TRIPLE + "more = len",
    }  # fmt: skip
    return dict(zip(sources, graded(tmp_path_factory.mktemp("known"), list(sources.values())), strict=True))


def lost(outcomes: Mapping[str, Any]) -> set[str]:
    return {test for test, (outcome, _) in outcomes.items() if outcome != "ok"}


KNOWN = ("first", "two_steps", "an_object")
ALWAYS_RUN = ("by_chance", "flags", "looks_at_the_file")


def test_what_has_the_same_answers_is_not_run(found: Any) -> None:
    for name in ("third", "otherwise", "last"):
        outcomes, ran, flags = found[name]
        assert not lost(outcomes)
        assert not any(ran[test] for test in KNOWN)
        assert all(ran[test] for test in ALWAYS_RUN)
        assert flags == ["look at this"]


def test_two_submissions_are_asked_before_anything_is_asked_ahead(found: Any) -> None:
    for name in ("first", "second"):
        assert not lost(found[name][0])
        assert all(found[name][1][test] == 1 for test in KNOWN)


def test_an_answer_that_differs_in_a_later_step_counts(found: Any) -> None:
    for name, outcome in (("wrong later", "wrong"), ("raises later", "error"), ("hangs up", "crash")):
        outcomes, ran, _ = found[name]
        assert outcomes["test_two_steps"][0] == outcome, name
        assert ran["two_steps"] == 1
        assert lost(outcomes) == {"test_two_steps", *(["test_flags"] if outcome == "crash" else [])}  # it counts anew


def test_a_mistake_that_was_seen_is_said_in_the_same_words_and_not_run(found: Any) -> None:
    first, last = found["triple"], found["triple at last"]
    assert all(first[1][test] for test in KNOWN)
    assert not any(last[1][test] for test in KNOWN)
    assert all(first[0][f"test_{test}"] == last[0][f"test_{test}"] for test in KNOWN)
    assert lost(last[0]) == {"test_first", "test_two_steps", "test_an_object", "test_by_chance"}


def test_what_is_said_of_a_mistake_is_not_known_where_other_names_are_defined(found: Any) -> None:
    assert all(found["with more names"][1][test] for test in KNOWN)


def test_what_looks_at_more_than_answers_is_run(found: Any) -> None:
    assert lost(found["evaluates"][0]) == {"test_looks_at_the_file"}


def test_a_test_that_asks_by_chance_is_never_known(found: Any) -> None:
    assert all(ran["by_chance"] for _, ran, _ in found.values())


@pytest.mark.parametrize(
    "keeps",
    [
        "global last\n    last = y",
        "KEPT['y'] = y",
        "LISTED.append(y)",
        "Kept.y = y",
        "note.y = y",
        "ARRAY[0] = y[0] + 1e9",
        "QUEUE.append(y)",
    ],
)
def test_tests_that_keep_something_for_each_other_are_run(tmp_path: Path, keeps: str) -> None:
    tests = HEAD + (
        "import collections\n"
        "last, KEPT, LISTED, ARRAY, QUEUE = None, {}, [], np.zeros(1), collections.deque(maxlen=1)\n"
        "class Kept:\n    pass\n"
        "@weight(3)\ndef test_a(student, draw):\n"
        "    note('a')\n"
        "    y = value_of(student.double(draw((2,))))\n"
        f"    {keeps}\n"
        "@weight(3)\ndef test_b(student, draw):\n"
        "    note('b')\n"
        "    x = draw((2,))\n"
        "    check_close(student.double(x), 2 * x)\n"
    )
    assert [ran["b"] for _, ran, _ in graded(tmp_path, [RIGHT] * 4, tests)] == [1] * 4


def test_tests_that_keep_something_when_they_fail_are_run(tmp_path: Path) -> None:
    tests = HEAD + (
        "FAILED = []\n"
        "@weight(3)\ndef test_a(student, draw):\n"
        "    x = draw((2,))\n"
        "    try:\n"
        "        check_close(student.double(x), 2 * x)\n"
        "    except CheckFailed:\n"
        "        FAILED.append(1)\n"
        "        raise\n"
        "@weight(3)\ndef test_b(student, draw):\n"
        "    note('b')\n"
        "    x = draw((2,))\n"
        "    check_close(student.Doubler().go(x), 2 * x, hint=f'{len(FAILED)} have failed')\n"
    )
    reports = graded(tmp_path, [TRIPLE] * 4, tests)
    assert all(ran["b"] for _, ran, _ in reports)
    assert len({outcomes["test_b"][1] for outcomes, *_ in reports}) == 4


def test_a_module_beside_the_students_is_there_for_the_tests_after_a_known_one(tmp_path: Path) -> None:
    tests = HEAD + (
        "@weight(3)\ndef test_a(student, beside, draw):\n"
        "    note('a')\n"
        "    x = draw((2,))\n"
        "    check_close(beside('twice').twice(student.double, x), 4 * x)\n"
        "@weight(3)\ndef test_b(student, beside, draw):\n"
        "    note('b')\n"
        "    x = draw((3,))\n"
        "    check_close(beside('twice').twice(student.double, x), 4 * x)\n"
    )
    (tmp_path / "hidden_tests/double/beside").mkdir(parents=True)
    (tmp_path / "hidden_tests/double/beside/twice.py").write_text("def twice(f, x):\n    return f(f(x))\n")
    sources = [RIGHT, RIGHT, RIGHT, RIGHT.replace("2 * x", "x * 2 if len(x) == 2 else x"), RIGHT]
    reports = graded(tmp_path, sources, tests)
    assert [(ran["a"], ran["b"]) for _, ran, _ in reports[:3]] == [(1, 1), (1, 1), (0, 0)]
    assert [lost(outcomes) for outcomes, *_ in reports] == [set(), set(), set(), {"test_b"}, set()]
