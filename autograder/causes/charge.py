"""Points by cause, as many courses grade by hand: each mistake costs what it costs, however many tests it loses."""

import math
from collections.abc import Mapping, Sequence

import msgspec

from autograder.homework import Homework
from autograder.report import Cause, TestResult


def charge(
    causes: Sequence[Cause], tests: Sequence[TestResult], homework: Homework, costs: Mapping[str, float]
) -> tuple[tuple[Cause, ...], float | None]:
    """The causes with what each costs, and the score by them; None where the score is that of the tests.

    `costs`: of known mistakes, by their names. Only a complete explanation is charged, and never above what the tests
    take: a cause costs at most what it loses.
    """
    if homework.charge != "causes" or not causes:
        return tuple(causes), None
    priced = tuple(msgspec.structs.replace(cause, cost=_cost(cause, homework, costs)) for cause in causes)
    if not all(cause.complete for cause in causes):
        return priced, None
    total, earned = (math.fsum(getattr(test, name) for test in tests) for name in ("max_score", "score"))
    score = round(total - math.fsum(cause.cost or 0.0 for cause in priced), 4)
    return priced, score if score > round(earned, 4) else None


def _cost(cause: Cause, homework: Homework, costs: Mapping[str, float]) -> float:
    """Of what is not a mistake or a slip (a part not written, an error) the tests say what it costs."""
    wanted = None
    if cause.kind == "known":
        wanted = costs.get(cause.name, homework.slip_costs)
    elif cause.kind == "slip":
        wanted = homework.slip_costs
    return cause.points if wanted is None else min(wanted, cause.points)
