"""PrairieLearn's external grader: /grade/results/results.json.

https://prairielearn.readthedocs.io/en/latest/externalGrading/: `score` from 0 to 1; "gradable": false costs no attempt,
and `format_errors` says why; tests as <pl-external-grader-results> shows them; at most 1 MB.
"""

from typing import Any

import msgspec

from autograder.outputs.text import shorten
from autograder.platforms.items import Result, result_of, text_above
from autograder.report import Report

MOST_BYTES = 900_000


def render(report: Report, moment: str) -> str:
    """The text of results.json."""
    result = result_of(report, moment)
    for longest in (8_000, 1_000, 100):
        text = msgspec.json.format(msgspec.json.encode(_content(result, longest)), indent=1)
        if len(text) <= MOST_BYTES:
            break
    return text.decode() + "\n"


def _content(result: Result, longest: int) -> dict[str, Any]:
    message = shorten(text_above(result), 10 * longest)
    if result.state != "graded":
        return {"gradable": False, "score": 0.0, "format_errors": [message], "message": message}
    share = result.score / result.max_score if result.max_score > 0 else 1.0
    return {
        "gradable": True,
        "score": min(max(share, 0.0), 1.0),
        "message": message,
        "tests": [
            {
                "name": item.name,
                "points": item.points,
                "max_points": item.max_points,
                "message": shorten(item.message, longest),
            }
            for item in result.items
        ],
    }
