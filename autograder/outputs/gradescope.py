"""Report -> Gradescope's results.json, and the log for the instructor."""

from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec

from autograder.outputs import wording
from autograder.outputs.causes import TITLE, charged, functions, message_beside, of_the_form, shown_when, to_fix, worth
from autograder.outputs.decided import TITLE as DECIDED
from autograder.outputs.decided import is_decided, told_to_all
from autograder.outputs.files import write_atomically
from autograder.outputs.summary import told
from autograder.outputs.text import count, finite, one_line, points, printable, shorten
from autograder.report import Cause, Decision, LeaderboardEntry, Mismatch, Outcome, Report, TestResult

# Gradescope cuts long output in the middle at 100,000 characters, and JSON that is cut is worth 0 points.
RESULTS_BYTES = 80_000
FIRST = "what-to-fix-first"  # the id of the entry above the tests, which is no test
OUTPUT_CHARACTERS = 6_000  # of the text above the tests
LOG_CHARACTERS = 60_000


def to_gradescope(report: Report) -> dict[str, Any]:
    """The content of results.json (its schema: results.schema.json), at most RESULTS_BYTES long for up to 300 tests.

    All tests are listed whatever the length: the longest messages are shortened first, then names and extra data.
    """
    return _fitting(report)[0]


def write_results(report: Report, path: Path, *, durable: bool = True) -> None:
    """Write results.json for `report`; see `write_atomically`."""
    write_atomically(path, _fitting(report)[1], durable=durable)


def write_placeholder(path: Path) -> None:
    """Write the results.json that counts as long as grading has not finished."""
    unfinished = {
        "score": 0.0,
        "output": wording.UNFINISHED,
        "output_format": "text",
        "stdout_visibility": "hidden",
        "tests": [],
        "extra_data": {"outcome": Outcome.FAULT.value},
    }
    write_atomically(path, _encode(unfinished))


def instructor_text(report: Report) -> str:
    """What the instructor should know and the student must not see; Gradescope shows it to instructors as the log."""
    result = f"{report.outcome.value}, {points(report.score)} of {points(report.max_score)} points"
    versions = {
        "isolation": report.isolation,
        "seed": str(report.seed),
        "grader": report.grader_version,
        "homework": report.homework_digest,
        "submission": report.submission_digest,
    }
    parts = [
        f"{one_line(report.title)} ({one_line(report.homework)}), {one_line(report.submission)}: {result}",
        f"{finite(report.seconds):.1f} s, "
        + ", ".join(f"{name} {what or 'unknown'}" for name, what in versions.items()),
    ]
    if report.problem:
        parts.append(f"not gradable:\n{_indent(report.problem)}")
    parts += [f"LOOK AT THIS: {one_line(flag, 1000)}" for flag in report.flags]
    parts += [f"note to the student:\n{_indent(note)}" for note in report.notes]
    if report.broken:
        parts.append("BROKEN TESTS (the reference does not pass them):")
        parts += [_indent(line) for line in told(report.broken)]
    if report.fault:
        parts.append(f"THE GRADER FAILED:\n{_indent(report.fault)}")
    parts += [
        f"cause {number} ({cause.kind}, {worth(cause)}): {functions(cause.tests)}\n{_indent(cause.text)}"
        for number, cause in enumerate(report.causes, start=1)
    ]
    for test in report.tests:
        if test.outcome is Outcome.OK and not test.details:
            continue
        line = f"{one_line(test.id)}: {test.outcome.value}, {points(test.score)} of {points(test.max_score)}"
        parts.append(line + (f", known mistake: {test.mistake}" if test.mistake else ""))
        parts += [_indent(text) for text in (test.message, test.details) if text]
    if report.printed:
        parts.append(f"printed by the student's code:\n{_indent(report.printed)}")
    return shorten(printable("\n".join(parts)) + "\n", LOG_CHARACTERS)


def _fitting(report: Report) -> tuple[dict[str, Any], bytes]:
    """The content of results.json, and its text."""
    for longest in (20_000, 8_000, 3_000, 1_200, 500, 200):
        result = _result(report, longest)
        text = _encode(result)
        if len(text) <= RESULTS_BYTES:
            return result, text
    result = _result(report, longest=30, bare=True)
    return result, _encode(result)


def _result(report: Report, longest: int, *, bare: bool = False) -> dict[str, Any]:
    """results.json with messages of at most about `longest` characters; `bare`: and only what Gradescope needs."""
    tests = [_test(test, message_beside(test, report), longest, bare=bare) for test in report.tests]
    result: dict[str, Any] = {
        "score": round(finite(report.score if _is_not_their_sum(report) else sum(test["score"] for test in tests)), 4),
        "execution_time": round(max(finite(report.seconds), 0.0), 3),
        "output": shorten(printable(_output(report)), OUTPUT_CHARACTERS),
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "stdout_visibility": "hidden",
        "tests": [*_first(report, longest), *tests],
        "extra_data": {
            "outcome": report.outcome.value,
            "homework": one_line(report.homework),
            "submission_digest": one_line(report.submission_digest),
            "homework_digest": one_line(report.homework_digest),
            "grader_version": one_line(report.grader_version),
            "seed": report.seed,
            "isolation": one_line(report.isolation),
        },
    }
    if report.causes and not bare:
        result["extra_data"]["causes"] = [_cause(cause) for cause in report.causes]
    if report.decisions and not bare:
        result["extra_data"]["decisions"] = [_decision(one) for one in report.decisions]
    if report.leaderboard:
        result["leaderboard"] = [_leaderboard(entry) for entry in report.leaderboard]
    return result


@lru_cache(maxsize=1024)  # most students of a class have the same of most tests
def _test(test: TestResult, message: str, longest: int, *, bare: bool) -> dict[str, Any]:
    highest = max(finite(test.max_score), 0.0)
    score = min(max(finite(test.score), 0.0), highest)
    entry: dict[str, Any] = {
        "name": one_line(test.name, 60 if bare else 300),
        "score": round(score, 4),
        "max_score": round(highest, 4),
        "status": "passed" if test.outcome is Outcome.OK and score == highest else "failed",
        "visibility": wording.visibility_of(test),
    }
    if test.number:
        entry["number"] = one_line(test.number, 20)
    if message:
        entry["output"] = one_line(message[:300], longest) if bare else printable(shorten(message, longest))
    if not bare:
        if test.tags:
            entry["tags"] = [one_line(tag, 100) for tag in test.tags]
        entry["extra_data"] = {"id": one_line(test.id), "outcome": test.outcome.value}
        if test.mistake:
            entry["extra_data"]["mistake"] = one_line(test.mistake)
        if test.mismatches:
            entry["extra_data"]["mismatches"] = [_mismatch(mismatch) for mismatch in test.mismatches[:20]]
    return entry


def _first(report: Report, longest: int) -> list[dict[str, Any]]:
    """What to fix first, without points: an entry for each time at which students see some of it."""
    when: dict[str, list[int]] = {}
    for number, cause in enumerate(report.causes, start=1):
        when.setdefault(shown_when(cause, report), []).append(number)
    return [
        {
            "name": TITLE,
            "score": 0.0,
            "max_score": 0.0,
            "status": "failed",
            "visibility": visibility,
            "output": printable(shorten(to_fix(report, numbers, visibility), max(longest, 3_000))),
            "extra_data": {"id": FIRST, "outcome": Outcome.WRONG.value},
        }
        for visibility, numbers in when.items()
    ]


def _cause(cause: Cause) -> dict[str, Any]:
    return {
        "text": printable(shorten(cause.text, 1_000)),
        "kind": cause.kind,
        "points": round(finite(cause.points), 4),
        "tests": [one_line(test) for test in cause.tests],
        "complete": cause.complete,
    }


def _is_not_their_sum(report: Report) -> bool:
    """Whether the score is something else than the sum of the tests."""
    return report.charged is not None or report.kept is not None or bool(report.decisions)


def _decision(one: Decision) -> dict[str, Any]:
    about = {"question": one_line(one.question)} if one.question else {"test": one_line(one.test)}
    return about | {
        "points": round(finite(one.points), 4),
        "out_of": round(finite(one.out_of), 4),
        "reason": printable(shorten(one.reason, 1_000)),
        "student": one.student,
    }


def _mismatch(mismatch: Mismatch) -> dict[str, Any]:
    """What was wrong, without the expected values: how much of those a student may see is said by the message alone."""
    return {
        "entry": one_line(mismatch.entry, 100),
        "kind": mismatch.kind,
        "wrong": mismatch.wrong,
        "total": mismatch.total,
    }


def _leaderboard(entry: LeaderboardEntry) -> dict[str, Any]:
    value = one_line(entry.value, 100) if isinstance(entry.value, str) else finite(entry.value)
    order = entry.order if entry.order in ("asc", "desc") else "desc"
    return {"name": one_line(entry.name, 100), "value": value, "order": order}


def _output(report: Report) -> str:
    """The text above the tests. It is shown at once, so it tells nothing about tests that are not."""
    problem = [shorten(report.problem, OUTPUT_CHARACTERS // 3)] if report.problem else []
    notes = [shorten(note, OUTPUT_CHARACTERS // 6) for note in report.notes]
    lines = [shorten(line, OUTPUT_CHARACTERS // 6) for line in told_to_all(report)]
    decided = [f"{DECIDED}:\n" + "\n".join(f"  {line}" for line in lines)] if lines else []
    if report.outcome is Outcome.FAULT and not is_decided(report):
        return "\n\n".join([wording.FAULT, *decided, *notes])
    if report.outcome is Outcome.INTAKE:
        by_tests = wording.CANNOT_BY_TESTS if is_decided(report) else wording.CANNOT
        return "\n\n".join([by_tests, *problem, *decided, *notes, *_people(report)])
    form = of_the_form(report)
    at_once = [f"{TITLE}:\n" + "\n".join(shorten(text, OUTPUT_CHARACTERS // 6) for text in form)] if form else []
    by_cause = [charged(report)] if report.charged is not None else []
    by_cause += [wording.KEPT] if report.kept is not None else []
    paragraphs = [*problem, *at_once, *notes, *decided, *by_cause, *_shown(report.tests)]
    faults = sum(test.outcome is Outcome.FAULT for test in report.tests)
    if faults and not is_decided(report):
        paragraphs.append(wording.of_faults(faults))
    return "\n\n".join(paragraphs + _people(report))


def _shown(tests: tuple[TestResult, ...]) -> list[str]:
    """Which tests the student sees now, later, never: "all tests passed" must not mislead while some are hidden."""
    shown = [test for test in tests if wording.visibility_of(test) == "visible"]
    passed = sum(test.outcome is Outcome.OK for test in shown)
    if len(shown) == len(tests):
        return [f"{passed} of {count(len(tests), 'test')} passed."] if tests else []
    later = wording.of_hidden(tests, sum(finite(test.max_score) for test in tests))
    if not shown:
        return [" ".join(["Your submission was received and graded.", *(f"{line}." for line in later)])]
    later[-1] += ", so passing the visible ones does not guarantee full marks"
    told = f"{passed} of the {len(shown)} visible tests passed."
    if len(shown) == 1:
        told = "The visible test passed." if passed else "The visible test did not pass."
    return [" ".join([told, *(f"{line}." for line in later)])]


def _people(report: Report) -> list[str]:
    if not report.manual:
        return []
    lines = [f"  {one_line(item.question)} ({points(item.points)} points)" for item in report.manual]
    return ["Graded by hand and not included in the score above:\n" + "\n".join(lines)]


def _indent(text: str) -> str:
    return "\n".join(f"    {line}" for line in text.rstrip("\n").splitlines())


def _encode(result: dict[str, Any]) -> bytes:
    return msgspec.json.format(msgspec.json.encode(result), indent=1) + b"\n"
