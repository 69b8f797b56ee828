"""Can Python read this source? Checked without running it and without a hostile source crashing the grader."""

from __future__ import annotations

import subprocess
import sys
import warnings
from typing import NamedTuple

import msgspec

# Compiling runs nothing, but a few lines can make it run for minutes or crash: 20 nested `finally` blocks are copied
# 2**20 times, a comprehension of 60,000 `for` overflows the C stack, long f-strings take quadratic time, and each of a
# thousand nested lambdas hands on each of a thousand names. Short sources with none of it, or little, were tried with
# everything of that kind and take 3 s at most, homeworks some 0.01 s; others have a process of their own.
ORDINARY_BYTES = 64 * 2**10
SHORT_BYTES = 16 * 2**10
MOST_LAMBDAS = 100
CPU_SECONDS = 10
WALL_SECONDS = 60  # the processor may be shared by many
ADDRESS_SPACE = 2**30

_COMPILE_AND_TELL = f"""
import json, sys
try:
    import resource
    resource.setrlimit(resource.RLIMIT_CPU, ({CPU_SECONDS}, {CPU_SECONDS}))
    resource.setrlimit(resource.RLIMIT_AS, ({ADDRESS_SPACE}, {ADDRESS_SPACE}))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
except (ImportError, ValueError, OSError):
    pass
try:
    compile(sys.stdin.buffer.read().decode(), "source", "exec", dont_inherit=True)
    fault = None
except SyntaxError as error:
    fault = [error.msg, error.lineno or 0, error.offset or 0]
except BaseException as error:
    fault = [type(error).__name__, 0, 0]
print(json.dumps(fault))
"""


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


def _find_fault_elsewhere(text: str) -> Fault | None:
    try:
        answer = subprocess.run(
            [sys.executable, "-I", "-S", "-W", "ignore", "-c", _COMPILE_AND_TELL],
            input=text.encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=WALL_SECONDS,
            check=True,
            env={},
        )
        fault = msgspec.json.decode(answer.stdout, type=tuple[str, int, int] | None)
    except (subprocess.SubprocessError, msgspec.DecodeError):
        return Fault("")
    if fault is None:
        return None
    message, line, column = fault
    return Fault("" if message in ("MemoryError", "RecursionError") else message, line, column)
