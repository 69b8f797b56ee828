"""Several values in one test, where each one that is right keeps its share of the points."""

from collections.abc import Mapping
from typing import Any

from autograder.checks.compare import check_close
from autograder.checks.context import CheckFailed, earn


def check_shares(actual: Any, expected: Mapping[str, Any], of: str = "{}") -> None:
    """`check_close` of several values; if some are right, the test keeps that share of its points."""
    try:
        check_close(actual, expected, of=of)
    except CheckFailed as failure:
        wrong = {mismatch.entry for mismatch in failure.mismatches}
        if wrong < {of.replace("{}", name) for name in expected}:
            right = len(expected) - len(wrong)
            earn(right / len(expected), f"{right} of {len(expected)} are right and earn their share of the points.")
        raise
