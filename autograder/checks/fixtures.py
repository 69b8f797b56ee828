"""The fixtures that hidden tests ask for."""

from collections.abc import Callable, Collection, Iterator, Mapping
from types import ModuleType

import pytest

from autograder.checks.context import current
from autograder.checks.draw import Draw
from autograder.checks.reference import import_reference
from autograder.checks.run import Run, running
from autograder.homework import Homework, SubmittedFile
from autograder.report import Outcome
from autograder.sandbox.failures import StudentFailure
from autograder.sandbox.student import Proxy, open_module


@pytest.fixture
def autograder_run() -> Run:
    """The submission being graded."""
    return running.get()


@pytest.fixture
def homework() -> Homework:
    """The homework's settings."""
    return running.get().homework


@pytest.fixture
def seed() -> int:
    """Of the grading: it decides about all random inputs."""
    return current.get().seed


@pytest.fixture
def submitted() -> Collection[str]:
    """The names of the files that were handed in."""
    return frozenset(running.get().submission.files)


@pytest.fixture
def module() -> Callable[[str], Proxy]:
    """`module("fit")`, `module("net.layers")`: the proxy of a submitted file, loaded in the student's process."""
    return lambda name: _open(running.get(), name)


@pytest.fixture
def student() -> Proxy:
    """The proxy of the first submitted file."""
    run = running.get()
    return _open(run, run.homework.submit[0].module)


@pytest.fixture
def fresh() -> Iterator[Callable[..., Proxy]]:
    """`fresh("fit", files={"pts.npy": data})`: a module in a new process, these files beside the submitted ones."""
    run = running.get()
    used = False

    def open_fresh(name: str | None = None, files: Mapping[str, bytes] | None = None) -> Proxy:
        nonlocal used
        used = True
        run.session.restart(files)
        return _open(run, name or run.homework.submit[0].module)

    yield open_fresh
    if used:
        run.session.restart()


@pytest.fixture
def beside() -> Callable[[str], Proxy]:
    """`beside("probe")`: beside/probe.py of the homework, loaded in the student's process. It must hold no answer."""

    def open_beside(name: str) -> Proxy:
        run = running.get()
        path = run.homework.tests_folder / "beside" / f"{name}.py"
        source = path.read_text(encoding="utf-8")
        return open_module(run.session, name, path.name, source=source)

    return open_beside


@pytest.fixture
def left_out() -> Callable[[str], None]:
    """`left_out("lab.py, line 3: NameError: …")`: a line of a script that failed, and that the rest was run without."""
    return running.get().session.tell_left_out


@pytest.fixture
def flag() -> Callable[[str], None]:
    """`flag("…")`: a sentence for the course staff, once: why a person should look at this submission."""
    return running.get().session.flag


@pytest.fixture
def reference_module() -> Callable[[str], ModuleType]:
    """`reference_module("utils")`: a module of the reference, in the grader."""
    return lambda name: import_reference(running.get().homework, name)


@pytest.fixture
def reference() -> ModuleType:
    """The reference's main module, in the grader: the second witness beside autograd."""
    homework = running.get().homework
    return import_reference(homework, homework.submit[0].module)


@pytest.fixture
def draw() -> Draw:
    """Random inputs, the same for every student: see autograder.checks.draw."""
    context = current.get()
    return Draw(context.homework, context.test_id, context.seed)


@pytest.fixture
def set_score() -> None:
    """Asked for by name in @partial_credit tests; the decorator passes the real one."""


@pytest.fixture
def set_leaderboard_value() -> None:
    """Asked for by name in @leaderboard tests; the decorator passes the real one."""


def _open(run: Run, name: str) -> Proxy:
    file = _submitted_file(run.homework, name)
    if file.name not in run.submission.files and not file.replaced:
        outcome = Outcome.INTAKE if file.name in run.submission.broken else Outcome.MISSING
        raise StudentFailure(outcome, run.submission.why_absent(file.name))
    return open_module(run.session, name, file.name, script=file.script)


def _submitted_file(homework: Homework, name: str) -> SubmittedFile:
    for file in homework.submit:
        if file.module == name:
            return file
    raise LookupError(f"{homework.name} asks for no file {name.replace('.', '/')}.py")
