"""Where a course keeps its homeworks: the folder that holds hidden_tests/, reference/, student_template/ and samples/.

It need not be where the grader is. Looked for once, when a command starts: what restarts or forks from there is told
(environment.py).
"""

import os
from pathlib import Path

VARIABLE = "AUTOGRADER_COURSE"
FOLDERS = ("reference", "student_template", "hidden_tests", "samples")
SETTINGS = "course.yaml"  # defaults for all homeworks of the course
CODE = Path(__file__).resolve().parent  # the package autograder, in a checkout or installed
IS_INSTALLED = CODE.parent.name in ("site-packages", "dist-packages")  # then its folder holds the libraries too


def find_course() -> Path:
    """The folder that AUTOGRADER_COURSE names; else the working directory, or the first above it, with hidden_tests/;
    else the checkout that the grader lies in; else the working directory, where `autograder new` begins a course."""
    if named := os.environ.get(VARIABLE):
        return Path(named).resolve()
    return _around(Path.cwd()) or _around(CODE.parent, above=False) or Path.cwd()


def _around(start: Path, *, above: bool = True) -> Path | None:
    folders = [start, *start.parents] if above else [start]
    return next((folder for folder in folders if (folder / "hidden_tests").is_dir()), None)
