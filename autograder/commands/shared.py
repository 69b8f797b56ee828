"""What several commands need: exit statuses, usage errors, printing."""

import argparse
import os
import sys
from pathlib import Path
from typing import NoReturn

from rich.console import Console, RenderableType

from autograder.homework import ROOT

DONE, NOT_ALL_WELL, COULD_NOT, INTERRUPTED = 0, 1, 2, 130
_UNWRAPPED = 10_000  # columns; no line that is printed is longer


class UsageError(Exception):
    """Something that the caller asked for cannot be done; one line for the person who typed it."""


def say_stopped(options: argparse.Namespace) -> None:
    what = "Finished results are kept; run the same command to continue." if options.goes_on else ""
    sys.stderr.write(f"\nautograder: stopped. {what}".rstrip() + "\n")


def end(status: int) -> NoReturn:
    """End this process at once: Python would first take torch apart, which takes up to a second."""
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError as error:
        status = COULD_NOT
        if not isinstance(error, BrokenPipeError):  # a full disk, say
            os.write(2, f"autograder: cannot write the output: {error.strerror}\n".encode())
    os._exit(status)


def show(view: RenderableType) -> None:
    """Print as wide as the terminal is. In a pipe or a file no line is wrapped: grep and diff want whole ones."""
    console = Console(highlight=False)
    if console.is_terminal or "COLUMNS" in os.environ:
        console.print(view)
        return
    console.width = _UNWRAPPED
    with console.capture() as capture:
        console.print(view)
    sys.stdout.write("\n".join(line.rstrip() for line in capture.get().split("\n")))


def check_class(folder: Path, out: Path) -> None:
    """UsageError where there is no class, or where what is written would become a part of it."""
    if not folder.exists():
        raise UsageError(f"there is no class at {folder}")
    if out.resolve().is_relative_to(folder.resolve()):
        raise UsageError(f"{out} is inside the class and would be taken for a submission: choose another --out")


def unreadable(error: PermissionError) -> UsageError:
    return UsageError(f"cannot read {error.filename}: permission denied")


def no_file(path: object) -> UsageError:
    return UsageError(f"there is no file {path}")


def given(path: str | None) -> Path | None:
    """A file that was named; UsageError where there is none."""
    if path and not Path(path).is_file():
        raise no_file(path)
    return Path(path) if path else None


def check_course_is_ours(graded: Path) -> None:
    """The tests that are run must never come out of an upload in whose folder the command was called."""
    if ROOT.is_relative_to(graded.resolve()):
        raise UsageError(
            f"the course's folder, {ROOT}, is inside what you want to grade: name your course's folder with --course"
        )
