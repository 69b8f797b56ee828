"""The command line: the commands and their arguments."""

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
    whole = _Parser(prog="autograder", description="Grade backpropagation homework, running student code in isolation.")
    whole.add_argument("--version", action="version", version=f"autograder {__version__}")
    whole.add_argument(
        "--course", metavar="DIR", type=_path,
        help=(
            f"folder with the homeworks (default: {course.VARIABLE}, or the folder with hidden_tests/ that you "
            "are in)"
        ),
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
    one.add_argument("--out", metavar="DIR", type=_path, help="output folder (default: grades/HOMEWORK)")
    one.add_argument("--jobs", metavar="N", type=_positive, help="grading processes (default: one per processor)")
    one.add_argument(
        "--cluster",
        metavar="ADDRESS",
        help='grade on the workers of a Dask scheduler; "local" starts --jobs workers here',
    )
    one.add_argument("--fresh", action="store_true", help="regrade everything, even submissions that have not changed")
    one.add_argument("--quiet", action="store_true", help="show no progress and no table")
    one.add_argument(
        "--canvas",
        metavar="COLUMN",
        help='also write canvas.csv with this column title, such as "Homework 3 (1234567)"',
    )
    one.add_argument(
        "--roster", metavar="FILE", type=_path,
        help="a CSV file with the names and ids to use: Canvas's gradebook export or any other list",
    )  # fmt: skip
    one.add_argument(
        "--manual", metavar="FILE", type=_path, help="points given by hand (default: CLASS.manual.csv, beside CLASS)"
    )
    one.add_argument(
        "--decisions", metavar="FILE", type=_path,
        help="staff decisions, applied last (default: CLASS.decisions.csv or decisions.csv, beside CLASS)",
    )  # fmt: skip
    one.add_argument("--never-lower", action="store_true", help="never lower a score from an earlier run")
    one.add_argument("--dry-run", action="store_true", help="show whose score would change, but write nothing")
    one.add_argument(
        "--feedback",
        action="store_true",
        help="also write a page for each student, and zips to upload to Moodle and Canvas",
    )
    _of_both(one)


def _check(add: Add) -> None:
    """One submission."""
    one = add("check", check, "grade one submission and print the result")
    one.add_argument("homework", metavar="HOMEWORK")
    one.add_argument("submission", metavar="SUBMISSION", type=_path, help="a file, a folder or a zip")
    one.add_argument("--json", metavar="FILE", type=_path, help="write Gradescope's results.json to FILE")
    one.add_argument(
        "--format",
        choices=PLATFORMS,
        help="print the result in this platform's format and nothing else (docs/platforms.md)",
    )
    one.add_argument("--output", metavar="FILE", type=_path, help="write the --format output to FILE")
    one.add_argument("--all", action="store_true", help="show every test with its message, not only the causes")
    _of_both(one)


def _of_both(one: argparse.ArgumentParser) -> None:
    one.add_argument("--seed", metavar="N", type=int, help="seed for the random inputs (default: the homework's own)")
    one.add_argument(
        "--as-of", choices=("now", "due", "published"),
        help=(
            "show students what they may see now, after the due date, or once grades are published (default: "
            "published for --feedback, now for --format)"
        ),
    )  # fmt: skip
    one.add_argument(
        "--unsafe", action="store_true", help="grade even though nothing protects the tests; the results say so"
    )


def _around(add: Add) -> None:
    """What is beside grading."""
    one = add("similar", similar, "rank pairs of submissions by the similarity of their code")
    one.add_argument("homework", metavar="HOMEWORK")
    one.add_argument("class_path", metavar="CLASS", type=_path, help="a class, as for grade")
    one.add_argument(
        "--earlier", metavar="CLASS", type=_path, action="append", default=[],
        help="also compare with a class of an earlier year or another variant (repeatable)",
    )  # fmt: skip
    one.add_argument("--out", metavar="PAGE", type=_path, help="default: grades/HOMEWORK/similar.html")

    one = add("audit", audit, "test the hidden tests with the reference, the template, known mistakes and mutants")
    one.add_argument("homework", metavar="HOMEWORK", nargs="*")
    one.add_argument(
        "--draws",
        metavar="N",
        type=_positive,
        default=200,
        help="number of seeds to try the reference with (default: 200)",
    )
    one.add_argument("--quick", action="store_true", help="use a few draws and a sample of the mutants")
    one.add_argument("--jobs", metavar="N", type=_positive, help="processes (default: one per processor)")
    one.add_argument(
        "--write", action="store_true", help="record in loses.lock what each mistake loses, and print what changed"
    )
    one.add_argument(
        "--class", dest="made_by", metavar="DIR", type=_path, help="graded class: count how often each slip was made"
    )

    one = add("template", template, "generate the student templates from the reference")
    one.add_argument("homework", metavar="HOMEWORK", nargs="*")
    one.add_argument("--check", action="store_true", help="change nothing; fail if a template is out of date")

    one = add("package", package, "build the zip to upload to Gradescope")
    one.add_argument("homework", metavar="HOMEWORK")
    one.add_argument("--out", metavar="FILE", type=_path, help="default: dist/HOMEWORK.zip")

    one = add("name", name, "turn a group of similar submissions into a known mistake")
    one.add_argument("homework", metavar="HOMEWORK")
    one.add_argument("out", metavar="OUT", type=_path, help="output folder of `grade`")
    one.add_argument("group", metavar="GROUP", help="number of the group on the page")
    one.add_argument("sentence", metavar="SENTENCE", help="sentence that its students will read from the next run on")

    one = add("new", new, "start a new homework")
    one.add_argument("homework", metavar="HOMEWORK")
    one.add_argument(
        "--from", dest="solved", metavar="SOLUTION", type=_path,
        help="a solved .py file, notebook or folder: template, tests, first mistakes and samples are made from it",
    )  # fmt: skip

    add("doctor", doctor, "report which isolation this machine supports and what is missing")


def _path(text: str) -> str:
    if not text:  # which Python takes for the current folder: in a script, a variable that is not set
        raise argparse.ArgumentTypeError("the file or folder name is empty")
    return text


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text} is not a positive number")
    return int(text)
