"""The command `autograder`: run what was typed, and exit.

Exit status: 0 done (check: full marks); 1 the grader failed on a submission (check: not full marks; audit, template:
something is not as it should be; doctor: nothing may be graded here); 2 wrong arguments, or nothing could be done.
"""

import argparse
import os
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

from rich.console import Console

from autograder import course
from autograder.commands.arguments import parser
from autograder.commands.one import check
from autograder.commands.shared import COULD_NOT, INTERRUPTED, NOT_ALL_WELL, UsageError, end, say_stopped
from autograder.environment import restart, restart_clean
from autograder.homework import ROOT, HomeworkError


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run one command and exit with its status."""
    arguments = sys.argv[1:] if arguments is None else arguments
    options = parser().parse_args(arguments)
    if options.course and Path(options.course).resolve() != course.find_course():
        os.environ[course.VARIABLE] = os.path.abspath(options.course)
        restart("autograder", arguments)
    restart_clean("autograder", arguments)
    for stream in (sys.stdout, sys.stderr):  # a student's name must not fail where the terminal is not UTF-8
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    try:
        status = _run(options)
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # all is written
    except KeyboardInterrupt:
        status = INTERRUPTED
        say_stopped(options)
    if getattr(options, "cluster", None):  # Dask has its own to do at the end
        sys.exit(status)
    end(status)


def _run(options: argparse.Namespace) -> int:
    # imported late: `--help` and a wrong argument answer at once
    from autograder.cluster import ClusterError
    from autograder.decisions import DecisionsError
    from autograder.roster import RosterError
    from autograder.sandbox import confine, landlock
    from autograder.sandbox.failures import GraderFault
    from autograder.sandbox.zygote import ZygoteDied

    if not landlock.abi():  # then everybody may look at this process in /proc, and at those that it forks
        confine.hide_command_line()
    errors = Console(stderr=True, soft_wrap=True, highlight=False, markup=False)
    failed = COULD_NOT if options.command is check else NOT_ALL_WELL  # of check, 1 says: not all points
    try:
        if not ROOT.is_dir():
            raise UsageError(f"there is no folder {ROOT} (named by --course or {course.VARIABLE})")
        command: Callable[[argparse.Namespace], int] = options.command
        return command(options)
    except (UsageError, HomeworkError, ClusterError, RosterError) as error:
        errors.print(f"autograder: {error}")
    except DecisionsError as error:
        errors.print(
            f"autograder: {error}\nNo gradebook was written. Finished results are kept: run the same command again."
        )
    except confine.IsolationError as error:
        errors.print(f"autograder: {error}\nRun `autograder doctor` to see what is missing and how to get it.")
    except (GraderFault, ZygoteDied) as error:
        errors.print(f"autograder: {error}")
        return failed
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return COULD_NOT
    except OSError as error:  # a full disk, say: what was graded is kept
        errors.print(f"autograder: {error.strerror or error}{f': {error.filename}' if error.filename else ''}")
        return failed
    return COULD_NOT
