"""Can Python read this source? Checked without running it and without a hostile source crashing the grader."""

import warnings
from typing import NamedTuple

import msgspec

from autograder.sandbox.each_in_child import Bound, each_in_child

# Compiling runs nothing, but a few lines can make it run for minutes or crash: 20 nested `finally` blocks are copied
# 2**20 times, a comprehension of 60,000 `for` overflows the C stack, long f-strings take quadratic time, and each of a
# thousand nested lambdas hands on each of a thousand names. Short sources with none of it, or little, were tried with
# everything of that kind and take 3 s at most, homeworks some 0.01 s; others have a process of their own.
ORDINARY_BYTES = 64 * 2**10
SHORT_BYTES = 16 * 2**10
MOST_LAMBDAS = 100
BOUND = Bound(processor_seconds=10, wall_seconds=60, memory_bytes=1 << 30)  # the processor may be shared by many


class Fault(NamedTuple):
    """Why Python cannot read a source."""

    message: str  # Python's own; "" when it ran out of time or memory, or crashed
    line: int = 0  # counted from 1; 0 when it is about no line
    column: int = 0  # counted from 1; 0 when it is not known


def find_fault(text: str) -> Fault | None:
    """What stops Python from reading `text`; None when it can."""
    if len(text) <= SHORT_BYTES and "finally" not in text and text.count("lambda") <= MOST_LAMBDAS:
        return _find_fault_here(text)
    return _find_fault_elsewhere(text)


def _find_fault_here(text: str) -> Fault | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # "\d" in a string is a warning, and the student's affair
            compile(text, "source", "exec", dont_inherit=True)
    except SyntaxError as error:
        return Fault(error.msg, error.lineno or 0, error.offset or 0)
    except (ValueError, OverflowError) as error:
        return Fault(str(error))
    except (RecursionError, MemoryError):
        return Fault("")
    return None


class _Tried(msgspec.Struct):
    fault: Fault | None


def _find_fault_elsewhere(text: str) -> Fault | None:
    (tried,) = each_in_child(1, lambda _: _Tried(_find_fault_here(text)), _Tried, BOUND)
    return tried.fault if tried else Fault("")
