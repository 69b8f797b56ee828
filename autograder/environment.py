"""The environment variables that the grader's processes start with.

Two reasons to start anew with a clean set: what the instructor's shell holds (keys, tokens) must not be in the memory
that students' processes are forked from; and numerical libraries read their number of threads when they are loaded.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

_KEPT = (
    "AUTOGRADER_ROOT", "COLUMNS", "FORCE_COLOR", "HOME", "HOMEWORK", "LANG", "LC_ALL", "LC_CTYPE", "LINES", "NO_COLOR",
    "PATH", "TERM", "TMPDIR",
)  # fmt: skip
# one thread: a fork copies only the thread that forks, and a class is graded by one process per processor anyway
_THREADS = {f"{library}_NUM_THREADS": "1" for library in ("OMP", "OPENBLAS", "MKL", "NUMEXPR")}


def clean() -> dict[str, str]:
    """What of this process's environment the grader keeps, and its number of threads."""
    return {name: os.environ[name] for name in _KEPT if name in os.environ} | _THREADS


def restart_clean(module: str, arguments: Sequence[str]) -> None:
    """Become `python -m module arguments` with a clean environment; nothing happens where it is clean already.

    -I: no variable of Python's, and no file of the working directory, decides what is imported.
    """
    wanted = clean()
    if dict(os.environ) != wanted or not sys.flags.isolated:
        sys.stdout.flush()
        os.execve(sys.executable, [sys.executable, "-I", "-m", module, *arguments], wanted)
