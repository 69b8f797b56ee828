"""Many submissions -> Reports: results are kept as they come, and the next run resumes."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from autograder.decisions import Decisions
from autograder.executor import Executor, Task, fault_report
from autograder.homework import Homework
from autograder.intake.entries import ClassList, Entry
from autograder.intake.problem import listed
from autograder.intake.submission import Submission
from autograder.outputs.decided import is_decided
from autograder.outputs.files import write_atomically
from autograder.outputs.gradescope import write_results
from autograder.outputs.groups import unknown_of
from autograder.outputs.history import Floor
from autograder.outputs.one_report import is_faulty
from autograder.outputs.text import points
from autograder.reading import Reader
from autograder.report import Report, TestResult
from autograder.version import version_and_code

KEPT = "Kept at the "  # how a flag begins
FAILED = "The grader failed when regrading this submission"  # so does another
LEAST = 5e-4  # points: less is rounding


def grade_class(
    homework: Homework,
    executor: Executor,
    class_list: ClassList,
    out: Path,
    *,
    reader: Reader,
    seed: int | None = None,
    fresh: bool = False,
    decisions: Decisions | None = None,
    floors: Mapping[str, Floor] | None = None,
    dry_run: bool = False,
    sources: dict[str, Mapping[str, bytes]] | None = None,
    on_report: Callable[[Report, bool], None] = lambda report, kept: None,
    on_tick: Callable[[], None] = lambda: None,
) -> list[Report]:
    """Grade every entry that changed since the results in `out`; write each result as soon as it is there.

    `reader` is of the same class, `seed` the executor's. Returns the reports in the order of the class.
    `on_report(report, kept)` is called for each, kept or new. Raises GraderFault when no worker can grade at all.

    A failure of the grader replaces no earlier result. `floors`: what a submission is to have at least, by the names of
    the entries. `decisions`: of the staff, applied last. `dry_run`: nothing is written. `sources`
    gets the files of those of which something is not explained.
    """
    digest, used_seed = homework.digest(), homework.seed if seed is None else seed
    results = _Results(class_list.entries, out, decisions or Decisions(), floors or {}, sources, dry_run, on_report)

    def tasks() -> Iterator[Task | None]:
        for task in reader.tasks():
            if task is None:
                yield None
            elif task.fault:
                results.keep(task.index, fault_report(homework, task, task.fault))
            elif not results.is_there(task, None if fresh else (digest, used_seed, executor.tier)):
                yield task

    for index, graded in executor.run(tasks(), on_tick):
        results.keep(index, graded)
    return _flag_identical([results.reports[index] for index in sorted(results.reports)], homework)


@dataclass
class _Results:
    """The results of a class: those that are there already, and those that come. The fields: see grade_class."""

    entries: Sequence[Entry]
    out: Path
    decisions: Decisions
    floors: Mapping[str, Floor]
    sources: dict[str, Mapping[str, bytes]] | None
    dry_run: bool
    on_report: Callable[[Report, bool], None]
    reports: dict[int, Report] = field(default_factory=dict)
    _known: dict[TestResult, TestResult] = field(default_factory=dict)
    _waiting: dict[int, Submission] = field(default_factory=dict)

    def is_there(self, task: Task, wanted: tuple[str, int, str] | None) -> bool:
        """Whether an earlier run has graded the task as `wanted` (digest, seed, tier); then that is its result."""
        if task.submission:
            self._waiting[task.index] = task.submission
        entry = self.entries[task.index]
        before = _before(self.out / entry.name) if wanted else None
        if wanted is None or before is None or not _is_current(before, entry, task, *wanted):
            return False
        self._finish(task.index, _by_tests(before), before, was_kept=True)
        return True

    def keep(self, index: int, graded: Report) -> None:
        """What has just come."""
        entry = self.entries[index]
        report = msgspec.structs.replace(
            graded, students=entry.students, notes=(*entry.notes, *graded.notes),
            flags=tuple(dict.fromkeys((*entry.flags, *graded.flags))),
        )  # fmt: skip
        before = _before(self.out / entry.name)
        if is_faulty(report) and before and not is_faulty(before):
            report = _in_spite_of(report, before)
        self._finish(index, report, before, was_kept=False)

    def _finish(self, index: int, graded: Report, before: Report | None, *, was_kept: bool) -> None:
        """With what is not the tests': written where that is not what is there already."""
        entry = self.entries[index]
        report = msgspec.structs.replace(graded, students=entry.students)  # a roster may name them otherwise now
        report = self.decisions.apply(_not_lower(report, self.floors.get(entry.name)))
        # Each result of a test once, however many students have the same: of 5,000 reports little else is in memory.
        tests = tuple(self._known.setdefault(test, test) for test in report.tests)
        self.reports[index] = msgspec.structs.replace(report, tests=tests)
        submission = self._waiting.pop(index, None)
        if self.sources is not None and submission and unknown_of(report):
            self.sources[entry.name] = submission.files
        if not self.dry_run and not (was_kept and report == before):
            _keep(report, self.out / entry.name)
        self.on_report(self.reports[index], was_kept)


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
                flag = f"Byte for byte identical to {names}."
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


# ---- results that are there already ------------------------------------------------------------------------------


def _keep(report: Report, folder: Path) -> None:
    """results.json for the platform, report.json for the next run; the latter last, so that it vouches for both.

    Neither is forced to the disk, which would take half of the time of writing on a fast one and nearly all of it on a
    slow one: what a power cut tears is not valid JSON any more, so that the next run grades it anew.
    """
    (folder / "report.json").unlink(missing_ok=True)
    write_results(report, folder / "results.json", durable=False)
    write_atomically(folder / "report.json", msgspec.json.encode(report), durable=False)


def _before(folder: Path) -> Report | None:
    """The report of an earlier run."""
    try:
        report = msgspec.json.decode((folder / "report.json").read_bytes(), type=Report)
        msgspec.json.decode((folder / "results.json").read_bytes(), type=msgspec.Raw)
    except (OSError, ValueError):  # none there, or not valid JSON
        return None
    return report


def _is_current(report: Report, entry: Entry, task: Task, digest: str, seed: int, tier: str) -> bool:
    """Whether nothing that a report depends on has changed."""
    submission = task.submission.digest() if task.submission else ""
    then = (report.homework_digest, report.submission_digest, report.seed, report.grader_version, report.isolation)
    return (
        then == (digest, submission, seed, version_and_code(), tier)
        and report.problem == task.problem
        and report.notes[: len(entry.notes)] == entry.notes
        and report.flags[: len(entry.flags)] == entry.flags
        and not (report.fault or report.broken)
    )


# ---- what is not the tests' --------------------------------------------------------------------------------------


def _by_tests(report: Report) -> Report:
    """Without what an earlier run has added to it."""
    flags = tuple(flag for flag in report.flags if not flag.startswith(KEPT))
    return msgspec.structs.replace(report, flags=flags, kept=None, decisions=())


def _not_lower(report: Report, floor: Floor | None) -> Report:
    """With the score of an earlier run, where that is higher; of other points, the same share."""
    highest = sum(test.max_score for test in report.tests)
    if floor is None or not highest:
        return report
    least = min(floor.points, highest) if abs(floor.of - highest) < LEAST else floor.share * highest
    decided = is_decided(report)
    if least <= (report.autograded if decided else 0.0) + LEAST:
        return report
    now = f"the tests give {points(report.autograded)}" if decided else "there is no other score"
    flag = f"{KEPT}{points(least)} points of an earlier run: {now} now (--never-lower)."
    return msgspec.structs.replace(report, kept=round(least, 4), flags=(*report.flags, flag))


def _in_spite_of(failed: Report, before: Report) -> Report:
    """The earlier result, with the grader's failure told beside it."""
    flag = f"{FAILED}, so this is the result of an earlier run"
    changed = failed.submission_digest and failed.submission_digest != before.submission_digest
    flags = [one for one in _by_tests(before).flags if not one.startswith(FAILED)]
    return msgspec.structs.replace(
        _by_tests(before),
        flags=(*flags, f"{flag}{', and of an earlier upload' if changed else ''}."),
        fault=failed.fault,
        broken=failed.broken,
    )
