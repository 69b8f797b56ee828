"""GitHub Actions: the job summary, and points as GitHub Classroom's reporter and Classroom 50 read them.

The summary is Markdown in the file that GITHUB_STEP_SUMMARY names. The reporter
(https://github.com/classroom-resources/autograding-grading-reporter) decodes JSON from base64 and adds up the points of
the tests. Classroom 50 (https://github.com/foundation50/classroom50, wiki/Advanced-Autograding.md) reads result.json,
of which it wants whole points.
"""

import base64
import datetime
import os
from pathlib import Path
from typing import Any

import msgspec

from autograder.environment import OF_A_STEP
from autograder.outputs.student_page import to_markdown
from autograder.outputs.text import one_line, shorten
from autograder.platforms.items import Result, result_of
from autograder.report import Report

MOST_BYTES = 900_000  # of a summary: GitHub refuses more than 1 MiB
_MESSAGE = 1_000  # characters
_PARTS = (1, 2, 4, 5, 10, 20, 100, 1_000)  # of a point, where not all points are whole


def summary(report: Report, moment: str) -> str:
    """The job summary."""
    return shorten(to_markdown(result_of(report, moment).view), MOST_BYTES // 4)


def points_of(report: Report, moment: str) -> dict[str, Any]:
    """What the reporter reads: `status`, `max_score`, and tests whose points it adds up."""
    result = result_of(report, moment)
    return {
        "version": 1,
        "status": "error" if result.state != "graded" else "pass" if result.full_marks else "fail",
        "max_score": result.max_score,
        "tests": [
            {
                "name": item.name,
                "status": "pass" if item.status == "pass" else "error" if item.status == "error" else "fail",
                "score": item.points if result.state == "graded" else 0,
                "message": shorten(item.message, _MESSAGE),
            }
            for item in result.items
        ],
    }


def result_for_classroom50(
    report: Report, moment: str, given: dict[str, str], now: datetime.datetime
) -> dict[str, Any]:
    """Classroom 50's result.json. Where points are not whole, all are told in parts of a point."""
    result = result_of(report, moment)
    parts = _whole(result)
    tests = [
        {
            "test-name": item.name,
            "passed": item.status == "pass",
            "score": round(item.points * parts),
            "max-score": round(item.max_points * parts),
        }
        for item in result.items
    ]
    return {
        "schema": "classroom50/result/v1",
        "classroom": given["CLASSROOM"],
        "assignment": given["ASSIGNMENT"],
        "submission": given.get("SUBMISSION_TAG", ""),
        "commit": given.get("COMMIT_URL", ""),
        "release": given.get("RELEASE_URL", ""),
        "review": given.get("REVIEW_URL") or given.get("COMMIT_URL", ""),
        "datetime": now.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "score": sum(test["score"] for test in tests) if result.state == "graded" else 0,
        "max-score": sum(test["max-score"] for test in tests),
        "tests": tests,
    }


def take_variables() -> dict[str, str]:
    """What Actions and Classroom 50 say of this step, taken out of the environment: students' processes need none."""
    return {name: os.environ.pop(name) for name in OF_A_STEP if name in os.environ}


def tell(report: Report, moment: str, given: dict[str, str]) -> None:
    """Write what the step's variables ask for: the summary, the output `result`, and ./result.json for Classroom 50."""
    if path := given.get("GITHUB_STEP_SUMMARY"):
        _append(Path(path), summary(report, moment))
    if path := given.get("GITHUB_OUTPUT"):
        encoded = base64.b64encode(msgspec.json.encode(points_of(report, moment))).decode()
        _append(Path(path), f"result={encoded}\n")
    # Of a grader that failed nothing is told: Classroom 50 takes the exit status for it.
    if {"CLASSROOM", "ASSIGNMENT"} <= given.keys() and result_of(report, moment).state != "undecided":
        now = datetime.datetime.now(datetime.timezone.utc)
        content = result_for_classroom50(report, moment, {k: one_line(v) for k, v in given.items()}, now)
        Path("result.json").write_bytes(msgspec.json.format(msgspec.json.encode(content), indent=1) + b"\n")


def _append(path: Path, text: str) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write(text)


def _whole(result: Result) -> int:
    """In how many parts a point is to be split so that all points are whole."""
    values = [value for item in result.items for value in (item.points, item.max_points)]
    return next((n for n in _PARTS if all(abs(v * n - round(v * n)) < 1e-6 for v in values)), _PARTS[-1])
