"""The zip that an instructor uploads to Gradescope: one homework and only what grading it needs."""

from pathlib import Path

from autograder.causes.folders import PACKED
from autograder.course import CODE, SETTINGS
from autograder.homework import Homework, HomeworkError
from autograder.mistakes import apply, load_mistakes, reference_sources
from autograder.outputs.files import zipped
from autograder.outputs.summary import told
from autograder.sandbox.confine import IsolationError
from autograder.sandbox.failures import GraderFault
from autograder.sandbox.fork import in_child
from autograder.start import ask_grader

Files = dict[str, bytes]

# At the zip's root; Gradescope runs the first two. PROJECT holds links to those of the checkout: the wheel has them.
PROJECT = CODE / "project"
EXECUTABLE = ("setup.sh", "run_autograder")
ROOT_FILES = (*EXECUTABLE, "LICENSE", "README.md", "constraints.txt", "pyproject.toml")  # pyproject names the texts
NAME_FILE = "HOMEWORK"  # one line: the homework's name, which `autograder gradescope` reads
PACKAGES_FILE = "requirements.txt"  # what students may import besides: setup.sh installs it


def package(homework: Homework, out: Path, *, signatures: bool = False) -> Path:
    """Write the zip to `out` and return `out`.

    `signatures`: with what the changes of the reference give, so that no student's run has to find that out. That needs
    a machine that can grade; on another the zip does without.

    HomeworkError, before anything is written: a file is missing, a mistake's edit does not fit the reference, the
    tests cannot be collected, their points are not the homework's, or the reference does not pass one of them.
    """
    files = package_files(homework)
    if problem := in_child(lambda: _problem_of_tests(homework), str):
        raise HomeworkError(problem)
    if signatures:
        files |= {
            f"{PACKED.name}/{name}": data
            for name, data in (in_child(lambda: _signatures(homework), Files) or {}).items()
        }
    permissions = {path: 0o755 if path in EXECUTABLE else 0o644 for path in files}
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(zipped((path, content, permissions[path]) for path, content in sorted(files.items())))
    return out


def _signatures(homework: Homework) -> Files:
    """In a process of its own: a zygote must not be forked from one that has seen a test, nor this one see any."""
    try:
        return ask_grader(homework, lambda grader: grader.explainer.laboratory.alone.packed(), many=True)
    except IsolationError:
        return {}


def package_files(homework: Homework) -> dict[str, bytes]:
    """What the zip holds: path in it -> bytes. HomeworkError when something that grading needs is missing."""
    reference, course = homework.reference_folder, homework.course_folder
    files = {name: PROJECT / name for name in ROOT_FILES}
    needed = [*files.values()]
    needed += [reference / file.name for file in homework.submit if not file.replaced]
    needed += [homework.tests_folder / "provided" / name for name in homework.provided]
    for path in needed:
        if not path.is_file():
            above = course if path.is_relative_to(course) else CODE.parent
            raise HomeworkError(f"{path.relative_to(above)} is missing: the zip would not work without it")
    for mistake in load_mistakes(homework):
        apply(mistake, reference_sources(homework))
    files |= _below(CODE, CODE.parent, without=PROJECT)
    for folder in (reference, homework.tests_folder):
        files |= _below(folder, course)
    others = [homework.template_folder / file.name for file in homework.submit]  # for intake to know them
    others.append(course / SETTINGS)
    files |= {path.relative_to(course).as_posix(): path for path in others if path.is_file()}
    contents = {name: path.read_bytes() for name, path in files.items()}
    packages = "".join(f"{requirement}\n" for requirement in homework.packages)
    return contents | {NAME_FILE: f"{homework.full_name}\n".encode(), PACKAGES_FILE: packages.encode()}


def _problem_of_tests(homework: Homework) -> str:
    """Why nobody could be graded with these tests: they cannot be collected, or the reference does not pass one.

    That imports the hidden tests: not into a process that goes on.
    """
    try:  # what is run is the reference, which need not be kept from anything
        problems = ask_grader(homework, lambda grader: told(grader.broken_tests().values()), unsafe=True)
    except GraderFault as fault:
        return str(fault)
    if not problems:
        return ""
    return "\n".join(["the reference does not pass, so nobody could:", *problems])


def _below(folder: Path, top: Path, *, without: Path | None = None) -> dict[str, Path]:
    """The files of `folder` by their path below `top`; no caches."""
    paths = [path for path in folder.rglob("*") if path.is_file() and without not in path.parents]
    return {path.relative_to(top).as_posix(): path for path in paths if not _is_cache(path.relative_to(top))}


def _is_cache(path: Path) -> bool:
    inside = path.parts
    return path.suffix == ".pyc" or any(part == "__pycache__" or part.startswith(".") for part in inside)
