"""What can be typed: the commands and their arguments."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import NoReturn

from autograder import __version__, course
from autograder.commands.around import audit, doctor, name, new, package, similar, template
from autograder.commands.grade import grade
from autograder.commands.one import check, gradescope
from autograder.commands.shared import COULD_NOT

Add = Callable[[str, Callable[[argparse.Namespace], int], str], argparse.ArgumentParser]
PLATFORMS = ("gradescope", "prairielearn", "autolab", "github", "junit")


class _Parser(argparse.ArgumentParser):
    """One clear line instead of the whole usage."""

    def error(self, message: str) -> NoReturn:
        self.exit(COULD_NOT, f"autograder: {message} (see `{self.prog} --help`)\n")


def parser() -> argparse.ArgumentParser:
    whole = _Parser(prog="autograder", description="Grades backpropagation homework, with student code in isolation.")
    whole.add_argument("--version", action="version", version=f"autograder {__version__}")
    whole.add_argument(
        "--course", metavar="DIR", type=_path,
        help=f"where the homeworks are (default: {course.VARIABLE}, or the folder with hidden_tests/ you are in)",
    )  # fmt: skip
    commands = whole.add_subparsers(metavar="COMMAND", required=True)

    def add(name: str, command: Callable[[argparse.Namespace], int], what: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=what, description=what)
        added.set_defaults(command=command, goes_on=False)
        return added

    _grade(add)
    _check(add)
    add("gradescope", gradescope, "inside Gradescope's container: grade /autograder/submission")
    _around(add)
    return whole


def _grade(add: Add) -> None:
    """A class."""
    one = add("grade", grade, "grade a class: a folder, a zip, or an export of a platform")
    one.set_defaults(goes_on=True)  # after Ctrl-C, where it was
    one.add_argument("homework", metavar="HOMEWORK", help="mlp, or neural_networks@fall2020 for a variant")
    one.add_argument("class_path", metavar="CLASS", nargs="?", type=_path, help="default: the bundled sample class")
    one.add_argument("--out", metavar="DIR", type=_path, help="where the grades go (default: grades/HOMEWORK)")
    one.add_argument("--jobs", metavar="N", type=_positive, help="grading processes (default: one per processor)")
    one.add_argument(
        "--cluster", metavar="ADDRESS", help="grade on a Dask scheduler's workers; local: on as many as --jobs, here"
    )
    one.add_argument("--fresh", action="store_true", help="grade everything, also what has not changed")
    one.add_argument("--quiet", action="store_true", help="no progress, no table")
    one.add_argument(
        "--canvas", metavar="COLUMN", help='write canvas.csv too; the column\'s title, "Homework 3 (1234567)"'
    )
    one.add_argument(
        "--roster", metavar="FILE", type=_path,
        help="names and ids as they are to be written: Canvas's export of its gradebook, or another list in CSV",
    )  # fmt: skip
    one.add_argument(
        "--manual", metavar="FILE", type=_path, help="points that people gave (default: CLASS.manual.csv, beside CLASS)"
    )
    one.add_argument(
        "--decisions", metavar="FILE", type=_path,
        help="what the staff decided, applied last (default: CLASS.decisions.csv or decisions.csv, beside CLASS)",
    )  # fmt: skip
    one.add_argument("--never-lower", action="store_true", help="nobody gets less than in an earlier run")
    one.add_argument("--dry-run", action="store_true", help="show whose score would change, and write nothing")
    one.add_argument(
        "--feedback", action="store_true", help="a page for each student, and the zips that Moodle and Canvas read back"
    )
    _of_both(one)


def _check(add: Add) -> None:
    """One submission."""
    one = add("check", check, "grade one submission and show it here")
    one.add_argument("homework", metavar="HOMEWORK")
    one.add_argument("submission", metavar="SUBMISSION", type=_path, help="a file, a folder or a zip")
    one.add_argument("--json", metavar="FILE", type=_path, help="write Gradescope's results.json there")
    one.add_argument(
        "--format", choices=PLATFORMS, help="print what this platform reads, and nothing else (docs/platforms.md)"
    )
    one.add_argument("--output", metavar="FILE", type=_path, help="write what --format gives there")
    one.add_argument("--all", action="store_true", help="each test with its message, not only the causes")
    _of_both(one)


def _of_both(one: argparse.ArgumentParser) -> None:
    one.add_argument("--seed", metavar="N", type=int, help="draw other random inputs than the homework's own")
    one.add_argument(
        "--as-of", choices=("now", "due", "published"),
        help="show students what is visible now, after the due date, or with the published grades "
        "(default: published for --feedback, now for --format)",
    )  # fmt: skip
    one.add_argument(
        "--unsafe", action="store_true", help="grade although nothing protects the tests; results are marked so"
    )


def _around(add: Add) -> None:
    """What is beside grading."""
    one = add("similar", similar, "rank pairs of submissions by how alike their sources are")
    one.add_argument("homework", metavar="HOMEWORK")
    one.add_argument("class_path", metavar="CLASS", type=_path, help="a class, as for grade")
    one.add_argument(
        "--earlier", metavar="CLASS", type=_path, action="append", default=[],
        help="a class of an earlier year or another variant, to compare with too; as often as you like",
    )  # fmt: skip
    one.add_argument("--out", metavar="PAGE", type=_path, help="default: grades/HOMEWORK/similar.html")

    one = add("audit", audit, "test the hidden tests: reference, template, known mistakes, mutants")
    one.add_argument("homework", metavar="HOMEWORK", nargs="*")
    one.add_argument(
        "--draws", metavar="N", type=_positive, default=200, help="seeds to try the reference with (default 200)"
    )
    one.add_argument("--quick", action="store_true", help="a few draws and a sample of the mutants")
    one.add_argument("--jobs", metavar="N", type=_positive, help="processes (default: one per processor)")
    one.add_argument(
        "--write", action="store_true", help="write into loses.lock what each mistake loses, and say what changed"
    )
    one.add_argument(
        "--class", dest="made_by", metavar="DIR", type=_path, help="results of a class: how often each slip was made"
    )

    one = add("template", template, "cut the student templates from the reference")
    one.add_argument("homework", metavar="HOMEWORK", nargs="*")
    one.add_argument("--check", action="store_true", help="change nothing; fail when a template is not up to date")

    one = add("package", package, "make the zip to upload to Gradescope")
    one.add_argument("homework", metavar="HOMEWORK")
    one.add_argument("--out", metavar="FILE", type=_path, help="default: dist/HOMEWORK.zip")

    one = add("name", name, "make a group of alike submissions a known mistake")
    one.add_argument("homework", metavar="HOMEWORK")
    one.add_argument("out", metavar="OUT", type=_path, help="where `grade` wrote the grades")
    one.add_argument("group", metavar="GROUP", help="its number on the page")
    one.add_argument("sentence", metavar="SENTENCE", help="what its students are told, from the next grading on")

    one = add("new", new, "start a new homework")
    one.add_argument("homework", metavar="HOMEWORK")

    add("doctor", doctor, "say which isolation holds on this machine, and what is missing")


def _path(text: str) -> str:
    if not text:  # which Python takes for the current folder: in a script, a variable that is not set
        raise argparse.ArgumentTypeError("the name of a file or folder is empty")
    return text


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text} is not a positive number")
    return int(text)
