"""From nothing to a grader: the settings, the libraries, the zygote, the collected tests."""

from __future__ import annotations

import gc
import importlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from autograder.causes.folders import PACKED, cache_folder
from autograder.findings import Findings
from autograder.homework import Homework, HomeworkError
from autograder.packages import modules_of
from autograder.sandbox import confine
from autograder.sandbox.forbidden import SPECIAL
from autograder.sandbox.forbidden_names import import_holders, unknown
from autograder.sandbox.fork import in_child
from autograder.sandbox.warming import warm_up
from autograder.sandbox.zygote import Zygote

if TYPE_CHECKING:
    import pytest

    from autograder.grading import Grader

Answer = TypeVar("Answer")


def load_settings(load: Callable[[], Homework]) -> Homework:
    """homework.yaml, read by a process of its own: what lies next to it must not come near the zygote's memory.

    `load` is load_homework or read_homework with its arguments. Raises HomeworkError.
    """

    def read() -> tuple[Homework | None, str]:
        try:
            return load(), ""
        except HomeworkError as error:
            return None, str(error)

    homework, problem = in_child(read, tuple[Homework | None, str]) or (None, "homework.yaml cannot be read")
    if homework is None:
        raise HomeworkError(problem)
    return homework


def start_zygote(
    homework: Homework, *, locked: Sequence[Path] = (), unsafe: bool = False, many: bool = False
) -> Zygote:
    """Import the homework's libraries and the grader, then fork the zygote.

    `many`: there are so many submissions that the zygote should prepare for them.
    Raises IsolationError where nothing protects the tests.
    """
    folders = (homework.tests_folder, homework.reference_folder, homework.samples_folder)
    secrets = [*(folder.parent for folder in folders), *folders, homework.tests_folder / "homework.yaml", *locked]
    secrets += [PACKED, cache_folder()]  # what the reference gives
    without = ["torch", "functorch", "torchgen"] if "torch" in homework.forbidden else []
    without += [name for name in homework.forbidden if name not in SPECIAL and "." not in name]
    plan = confine.plan([path for path in secrets if path.exists()], without=without, unsafe=unsafe)
    warm_up((*homework.libraries, *modules_of(homework)), optimizers="autograd" not in homework.forbidden)
    import_holders(homework.forbidden)
    if slips := unknown(homework.forbidden):
        raise HomeworkError(f"{homework.full_name} forbids names that do not exist: {', '.join(slips)}")
    # once for all workers, and there for whoever imports it in an upload: Landlock would refuse the file
    importlib.import_module("autograder.grading")
    zygote = Zygote.start(plan, forbidden=homework.forbidden, many=many)
    if _needs_torch(homework):
        importlib.import_module("torch").set_num_threads(1)
    return zygote


def _needs_torch(homework: Homework) -> bool:
    """Whether the homework's files speak of torch or of the oracle, which is torch's: importing it takes a second, here
    once for all workers. Where that is overlooked, each worker imports it when a test asks for it."""
    files = [path for folder in (homework.tests_folder, homework.reference_folder) for path in folder.rglob("*.py")]
    return any(word in path.read_bytes() for path in files for word in (b"torch", b"autograd(", b"autograd_of("))


def ask_grader(
    homework: Homework, ask: Callable[[Grader], Answer], *, unsafe: bool = False, many: bool = False
) -> Answer:
    """What a grader of the homework answers, of which nothing is left afterwards but what its tests leave in this
    process. Raises IsolationError, GraderFault."""
    zygote = start_zygote(homework, unsafe=unsafe, many=many)
    answers: list[Answer] = []
    try:
        with_grader(homework, zygote, None, lambda grader: answers.append(ask(grader)))
    finally:
        zygote.close()
    return answers[0]


def with_grader(
    homework: Homework,
    zygote: Zygote,
    seed: int | None,
    use: Callable[[Grader], None],
    findings: Findings | None = None,
) -> None:
    """Collect the homework's tests and call `use` with a grader that runs them. Raises GraderFault."""
    from autograder.checks.plugin import collect_once
    from autograder.grading import Grader

    def grade(items: Sequence[pytest.Item]) -> None:
        gc.collect()
        gc.freeze()  # pytest and the tests stay; looking at them again and again takes a tenth of the time
        use(Grader(homework, zygote, items, seed, reference_first=True, findings=findings))

    collect_once(homework, grade)
