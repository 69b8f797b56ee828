"""Reads uploads in a separate process that can be ended if parsing takes too long."""

import traceback
from collections.abc import Callable, Iterator

import msgspec

from autograder.intake.problem import SIMPLIFY, IntakeProblem
from autograder.intake.submission import Submission
from autograder.sandbox.each_in_child import Bound, each_in_child

# An ordinary upload takes a hundredth of a second, the largest that is accepted one or two.
BOUND = Bound(processor_seconds=6, wall_seconds=60, memory_bytes=1 << 30)
TOO_LONG = f"This upload cannot be graded because reading it takes too long. {SIMPLIFY}"


class Read(msgspec.Struct, frozen=True):
    """What came of reading one upload: the submission, or why there is none."""

    submission: Submission | None = None
    problem: str = ""  # the student's, as a sentence
    forbidden: str = ""  # the path that may not be read here
    fault: str = ""  # the grader's own


def read_each(count: int, read: Callable[[int], Submission]) -> Iterator[Read]:
    """What comes of read(0), read(1), …"""

    def one(index: int) -> Read:
        try:
            return Read(read(index))
        except IntakeProblem as problem:
            return Read(problem=str(problem))
        except PermissionError as error:  # nothing that the student did: no reason for 0 points
            return Read(forbidden=str(error.filename))
        except Exception:
            return Read(fault=traceback.format_exc())

    for found in each_in_child(count, one, Read, BOUND):
        yield found or Read(problem=TOO_LONG)
