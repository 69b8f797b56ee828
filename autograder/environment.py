"""The environment variables that the grader's processes start with.

Two reasons to start anew with a clean set: what the instructor's shell holds (keys, tokens) must not be in the memory
that students' processes are forked from; and numerical libraries read their number of threads when they are loaded.
"""

import os
import sys
from collections.abc import Sequence
from typing import NoReturn

from autograder import course

# Paths and names that GitHub Actions and Classroom 50 give to a step (platforms/github.py); no keys.
OF_A_STEP = (
    "GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT", "CLASSROOM", "ASSIGNMENT", "SUBMISSION_TAG", "COMMIT_URL", "RELEASE_URL",
    "REVIEW_URL",
)  # fmt: skip
_KEPT = (
    "AUTOGRADER_CACHE", "AUTOGRADER_ROOT", "COLUMNS", "FORCE_COLOR", "HOME", "HOMEWORK", "LANG", "LC_ALL", "LC_CTYPE",
    "LINES", "NO_COLOR", "PATH", "TERM", "TMPDIR", "XDG_CACHE_HOME", *OF_A_STEP,
)  # fmt: skip
# one thread: a fork copies only the thread that forks, and a class is graded by one process per processor anyway
_THREADS = {f"{library}_NUM_THREADS": "1" for library in ("OMP", "OPENBLAS", "MKL", "NUMEXPR")}
_MARK = "AUTOGRADER_CLEAN"  # this environment is one of ours


def clean() -> dict[str, str]:
    """What of this process's environment the grader keeps, where the course is, and the number of threads."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return kept | _THREADS | {course.VARIABLE: str(course.find_course()), _MARK: "1"}


def command(module: str, arguments: Sequence[str]) -> list[str]:
    """`python -m module arguments`, to be started with `clean()`.

    -I: no variable of Python's, and no file of the working directory, decides what is imported; but this very
    grader is, wherever it lies.
    """
    before = "len(sys.path)" if course.IS_INSTALLED else 0  # libraries come after Python's own
    start = (
        f"import runpy, sys; sys.path.insert({before}, {str(course.CODE.parent)!r}); "
        f"runpy.run_module({module!r}, run_name='__main__', alter_sys=True)"
    )
    return [sys.executable, "-I", "-c", start, *arguments]


def restart_clean(module: str, arguments: Sequence[str]) -> None:
    """Become `command(module, arguments)` with a clean environment; nothing happens in one that is clean already."""
    if _MARK not in os.environ or not sys.flags.isolated:
        restart(module, arguments)


def restart(module: str, arguments: Sequence[str]) -> NoReturn:
    sys.stdout.flush()
    os.execve(sys.executable, command(module, arguments), clean())
