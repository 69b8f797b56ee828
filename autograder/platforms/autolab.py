"""Autolab: what its Makefile prints. The last line is the autoresult, the one before it the formatted feedback.

https://docs.autolabproject.com/lab/ and /features/formatted-feedback/. A problem of the assessment must be called as
PROBLEM is. Without an autoresult Autolab reports a failure and keeps the scores that are there, which is what a failure
of the grader must do.
"""

from typing import Any

import msgspec

from autograder.outputs.text import one_line
from autograder.platforms.items import CAN_BE_GRADED, Result, result_of, text_above
from autograder.report import Report

PROBLEM = "autograded"  # no colon: Autolab takes "word:" for a key without its quotes
STAGE = "Tests"
_HINT = 400  # characters


def render(report: Report, moment: str) -> str:
    """The lines to print."""
    result = result_of(report, moment)
    lines = [text_above(result)] if text_above(result) else []
    if result.state == "undecided":
        return "\n".join(lines) + "\n"
    lines.append(_line(_feedback(result)))
    lines.append(_line({"scores": {PROBLEM: result.score if result.state == "graded" else 0}}))
    return "\n".join(lines) + "\n"


def _feedback(result: Result) -> dict[str, Any]:
    if not result.items:
        passed = {"passed": result.full_marks, "hint": one_line(text_above(result), _HINT)}
        return {"_presentation": "semantic", "stages": [STAGE], STAGE: {CAN_BE_GRADED: passed}}
    tests: dict[str, Any] = {}
    for item in result.items:
        tests[item.name] = {"passed": item.status == "pass"}
        if item.status != "pass" and item.message:
            tests[item.name]["hint"] = one_line(item.message, _HINT)
    return {"_presentation": "semantic", "stages": [STAGE], STAGE: tests}


def _line(value: dict[str, Any]) -> str:
    return msgspec.json.encode(value).decode()
