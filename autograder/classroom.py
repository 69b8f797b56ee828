"""Many submissions -> Reports: results kept as they come, the rest resumed next time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from autograder.executor import Executor, Task, fault_report
from autograder.homework import Homework
from autograder.intake.entries import ClassList, Entry
from autograder.intake.problem import listed
from autograder.intake.submission import Submission
from autograder.outputs.files import write_atomically
from autograder.outputs.gradescope import write_results
from autograder.reading import Reader
from autograder.report import Report, TestResult
from autograder.version import version_and_code


def grade_class(
    homework: Homework,
    executor: Executor,
    class_list: ClassList,
    out: Path,
    *,
    reader: Reader,
    seed: int | None = None,
    fresh: bool = False,
    on_report: Callable[[Report, bool], None] = lambda report, kept: None,
    on_tick: Callable[[], None] = lambda: None,
) -> list[Report]:
    """Grade every entry that changed since the results in `out`; write each result as soon as it is there.

    `reader` is of the same class, `seed` the executor's. Returns the reports in the order of the class.
    `on_report(report, kept)` is called for each, kept or new. Raises GraderFault when no worker can grade at all.
    """
    wanted_seed = homework.seed if seed is None else seed
    reports: dict[int, Report] = {}
    shared = _SharedResults()

    def keep(index: int, graded: Report) -> None:
        entry = class_list.entries[index]
        report = msgspec.structs.replace(
            graded, students=entry.students, notes=(*entry.notes, *graded.notes),
            flags=tuple(dict.fromkeys((*entry.flags, *graded.flags))),
        )  # fmt: skip
        reports[index] = shared.of(report)
        _keep(reports[index], out / entry.name)
        on_report(report, False)

    def tasks() -> Iterator[Task | None]:
        digest = homework.digest()
        for task in reader.tasks():
            if task is None:
                yield None
                continue
            if task.fault:
                keep(task.index, fault_report(homework, task, task.fault))
                continue
            entry = class_list.entries[task.index]
            kept = None if fresh else _kept(out / entry.name, entry, task, digest, wanted_seed, executor.tier)
            if kept is None:
                yield task
            else:
                reports[task.index] = shared.of(kept)
                on_report(kept, True)

    for index, graded in executor.run(tasks(), on_tick):
        keep(index, graded)
    return _flag_identical([reports[index] for index in sorted(reports)], homework)


def _flag_identical(reports: list[Report], homework: Homework) -> list[Report]:
    """The reports, with a flag where different people handed in the same, byte for byte; not the untouched template."""
    untouched = _digest_of_template(homework)
    same: dict[str, list[int]] = {}
    for index, report in enumerate(reports):
        if report.submission_digest not in ("", untouched):
            same.setdefault(report.submission_digest, []).append(index)
    for indices in same.values():
        for index in indices:
            report = reports[index]
            others = [reports[other] for other in indices if not _same_people(report, reports[other])]
            if others:
                names = listed([other.submission for other in others])
                flag = f"Byte for byte the same as {names}."
                reports[index] = msgspec.structs.replace(report, flags=(*report.flags, flag))
    return reports


def _same_people(one: Report, other: Report) -> bool:
    return one.submission == other.submission or bool(set(one.students) & set(other.students))


def _digest_of_template(homework: Homework) -> str:
    wanted = [file.name for file in homework.submit if not file.replaced]
    paths = [homework.template_folder / name for name in wanted]
    files = {path.name: path.read_bytes() for path in paths if path.is_file()}
    return Submission(name="", files=files).digest()


def left_from_before(class_list: ClassList, out: Path) -> list[str]:
    """The folders in `out` with results of an earlier run that belong to no entry of the class."""
    entries = {entry.name for entry in class_list.entries}
    return sorted(path.parent.name for path in out.glob("*/report.json") if path.parent.name not in entries)


class _SharedResults:
    """Each result of a test once, however many students have the same: of 5,000 reports little else is in memory."""

    def __init__(self) -> None:
        self._known: dict[TestResult, TestResult] = {}

    def of(self, report: Report) -> Report:
        tests = tuple(self._known.setdefault(test, test) for test in report.tests)
        return msgspec.structs.replace(report, tests=tests)


# ---- results that are there already ------------------------------------------------------------------------------


def _keep(report: Report, folder: Path) -> None:
    """results.json for the platform, report.json for the next run; the latter last, so that it vouches for both.

    Neither is forced to the disk, which would take half of the time of writing on a fast one and nearly all of it on a
    slow one: what a power cut tears is not valid JSON any more, so that the next run grades it anew.
    """
    (folder / "report.json").unlink(missing_ok=True)
    write_results(report, folder / "results.json", durable=False)
    write_atomically(folder / "report.json", msgspec.json.encode(report), durable=False)


def _kept(folder: Path, entry: Entry, task: Task, digest: str, seed: int, tier: str) -> Report | None:
    """The report of an earlier run, if nothing that it depends on has changed."""
    try:
        report = msgspec.json.decode((folder / "report.json").read_bytes(), type=Report)
        msgspec.json.decode((folder / "results.json").read_bytes(), type=msgspec.Raw)
    except (OSError, ValueError):  # none there, or not valid JSON
        return None
    submission = task.submission.digest() if task.submission else ""
    then = (report.homework_digest, report.submission_digest, report.seed, report.grader_version, report.isolation)
    same = (
        then == (digest, submission, seed, version_and_code(), tier)
        and (report.problem, report.students) == (task.problem, entry.students)
        and report.notes[: len(entry.notes)] == entry.notes
        and report.flags[: len(entry.flags)] == entry.flags
        and not (report.fault or report.broken)
    )
    return report if same else None
