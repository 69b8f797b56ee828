"""`grade`: a class, from the folder or export to the page and the gradebook."""

from __future__ import annotations

import argparse
import fcntl
import os
import signal
import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, NoReturn

from rich.console import Console

from autograder.commands import shared
from autograder.homework import Homework, load_homework
from autograder.report import Report

if TYPE_CHECKING:
    from autograder.decisions import Decisions
    from autograder.executor import Executor
    from autograder.intake.entries import ClassList
    from autograder.outputs.history import Floor, Run
    from autograder.roster import Roster
    from autograder.staff import Files

MOST_LINES = 200  # submissions: of more, nobody reads a line for each in a terminal; the page and the gradebook have it
MANY = 50  # submissions: from here on half a second of preparing for them pays
_LOCK_ATTEMPTS = 20  # 0.1 s apart


class _Class(NamedTuple):
    """What is to be graded, and what people have decided about it."""

    homework: Homework
    folder: Path
    out: Path
    class_list: ClassList
    files: Files
    roster: Roster | None
    decisions: Decisions
    runs: Sequence[Run]  # earlier ones, the last one last
    floors: Mapping[str, Floor] | None  # with --never-lower


class _Graded(NamedTuple):
    reports: list[Report]
    sources: Mapping[str, Mapping[str, bytes]]
    kept: int  # reports from before
    tier: str


def grade(options: argparse.Namespace) -> int:
    from autograder.outputs.one_report import is_faulty

    of_class = _read(options)
    graded = _grade(options, of_class)
    faulty = any(is_faulty(report) or report.fault or report.broken for report in graded.reports)
    if options.dry_run:
        _tell_changes(options, of_class, graded)
    else:
        remarks, written = _write(options, of_class, graded)
        _tell(options, of_class, graded, remarks, written)
    return shared.NOT_ALL_WELL if faulty else shared.DONE


def _read(options: argparse.Namespace) -> _Class:
    """The class and what lies beside it. UsageError where something is not as it should be, before minutes go by."""
    from autograder.intake.exports import read_class
    from autograder.intake.problem import IntakeProblem
    from autograder.outputs.history import highest_scores, read_runs
    from autograder.roster import read_roster
    from autograder.staff import beside, read_decisions, with_roster
    from autograder.start import load_settings

    homework = load_settings(lambda: load_homework(options.homework))
    folder = Path(os.path.abspath(options.class_path)) if options.class_path else homework.samples_folder  # "." too
    out = Path(options.out) if options.out else Path("grades") / homework.full_name
    try:
        shared.check_class(folder, out)
        shared.check_course_is_ours(folder)
        if not options.dry_run or out.is_dir():
            _take_output(out)
        as_downloaded = read_class(folder, homework)
    except IntakeProblem as problem:
        raise shared.UsageError(str(problem)) from None
    except PermissionError as error:
        raise shared.unreadable(error) from None
    files = beside(folder, manual=shared.given(options.manual), decisions=shared.given(options.decisions))
    roster = read_roster(path) if (path := shared.given(options.roster)) else None
    class_list = with_roster(as_downloaded, roster)
    decisions = read_decisions(files, class_list, homework, as_downloaded)
    runs = read_runs(out)
    people = [(entry.name, entry.students) for entry in class_list.entries]
    floors = highest_scores(runs, people) if options.never_lower else None
    return _Class(homework, folder, out, class_list, files, roster, decisions, runs, floors)


def _grade(options: argparse.Namespace, of_class: _Class) -> _Graded:
    """Every submission's report: kept from before, or graded."""
    from autograder.classroom import grade_class
    from autograder.outputs.progress import GradingProgress
    from autograder.outputs.text import count
    from autograder.reading import Reader

    homework, folder, out, class_list = of_class[:4]
    entries = class_list.entries
    errors = Console(stderr=True, highlight=False)
    kept = 0
    sources: dict[str, Mapping[str, bytes]] = {}
    with (
        closing(Reader(entries, homework)) as reader,
        closing(_executor(options, homework, locked=(folder, out), many=len(entries) >= MANY)) as executor,
    ):
        if not options.quiet:  # how the class was understood, before the minutes that it takes
            size = count(len(entries), "submission")
            errors.print(f"{folder.name}: {class_list.kind}, {size}", markup=False, soft_wrap=True)
        with GradingProgress(len(entries), errors, quiet=options.quiet) as progress:

            def on_report(report: Report, was_kept: bool) -> None:  # noqa: FBT001 - the callback's form
                nonlocal kept
                kept += was_kept
                progress.advance(report, kept=was_kept)

            reports = grade_class(
                homework, executor, class_list, out, reader=reader, seed=options.seed, fresh=options.fresh,
                decisions=of_class.decisions, floors=of_class.floors, dry_run=options.dry_run,
                sources=sources, on_report=on_report, on_tick=progress.tick,
            )  # fmt: skip
    return _Graded(reports, sources, kept, executor.tier)


def _remarks(options: argparse.Namespace, of_class: _Class, reports: Sequence[Report]) -> list[str]:
    """What is to be said of the class, whatever its results are."""
    from autograder.staff import remarks_on, remarks_on_roster

    remarks = [f"Not graded: {name}: {why}." for name, why in of_class.class_list.left_out()]
    remarks += remarks_on(of_class.files, of_class.decisions, reports)
    if of_class.roster:
        remarks += remarks_on_roster(of_class.roster, Path(options.roster), of_class.class_list)
    return remarks


def _tell_changes(options: argparse.Namespace, of_class: _Class, graded: _Graded) -> None:
    """A dry run: whose score would change."""
    from autograder.outputs.changes import compare
    from autograder.outputs.terminal import changes_view

    nothing = ""
    if of_class.runs:
        shared.show(changes_view(compare(of_class.runs[-1], graded.reports)))
    else:
        nothing = f"{of_class.out} has no earlier results to compare with. "
    for remark in (*_remarks(options, of_class, graded.reports), f"{nothing}Dry run: nothing was written."):
        Console(highlight=False).print(remark, markup=False, soft_wrap=True)


def _write(options: argparse.Namespace, of_class: _Class, graded: _Graded) -> tuple[list[str], list[str]]:
    """Everything beside the results themselves; what is to be said of it, and the files that are there to open."""
    from autograder.alike import keep_groups
    from autograder.classroom import left_from_before
    from autograder.intake.problem import listed
    from autograder.outputs import changes, gradebook, groups, history
    from autograder.outputs.handback import FOLDER, hand_back
    from autograder.outputs.html import Beside, write_html

    homework, out, class_list, runs = of_class.homework, of_class.out, of_class.class_list, of_class.runs
    reports, sources = graded.reports, graded.sources
    remarks = _remarks(options, of_class, reports)
    written = ["report.html", "gradebook.csv"]
    changed = changes.compare(runs[-1], reports) if runs else None
    alike = groups.groups_of(reports, homework.tolerance)
    keep_groups(alike, sources, out)
    around = Beside(class_list.left_out(), changed, of_class.decisions.without_effect(), alike, sources)
    write_html(reports, homework, out / "report.html", around)
    gradebook.write_gradebook(reports, out / "gradebook.csv")
    if changed is None:
        (out / "changes.csv").unlink(missing_ok=True)
    else:
        changes.write_changes(changed, out / "changes.csv")
        remarks.append(f"{changed}.")
        written += ["changes.csv"] if changed.changed else []
    history.keep_run(history.run_of(reports), out, runs[-1] if runs else None)
    if gone := left_from_before(class_list, out):
        remarks.append(f"No longer in the class or gradebook, but still in {out}: {listed(gone)}.")
    if options.canvas:
        remarks += _canvas(reports, out / "canvas.csv", options.canvas, kind=class_list.kind, roster=of_class.roster)
        written.append("canvas.csv")
    elif (out / "canvas.csv").exists():
        remarks.append("canvas.csv is from an earlier run; use --canvas COLUMN to update it.")
    if options.feedback:
        remarks += hand_back(reports, class_list, out, moment=options.as_of or "published")
    elif (out / FOLDER).is_dir():
        remarks.append(f"{FOLDER} is from an earlier run; use --feedback to update it.")
    return remarks, written


def _tell(
    options: argparse.Namespace, of_class: _Class, graded: _Graded, remarks: Sequence[str], written: Sequence[str]
) -> None:
    from autograder.outputs.summary import summarise
    from autograder.outputs.terminal import broken_view, class_table, closing_table

    reports, out = graded.reports, of_class.out
    console = Console(highlight=False)
    if not options.quiet:
        if len(reports) <= MOST_LINES:
            shared.show(class_table(reports))
        shared.show(closing_table(reports))
    elif broken := summarise(reports).broken:
        shared.show(broken_view(broken))
    for remark in remarks:
        console.print(remark, markup=False, soft_wrap=True)
    if graded.kept:
        console.print(f"{graded.kept} of {len(reports)} had not changed and were kept; --fresh grades them again.")
    listed_files = ", ".join(str(out / name) for name in written)
    console.print(f"Wrote {listed_files} and one results.json per submission.", markup=False, soft_wrap=True)
    if graded.tier != "full":
        where = "on the workers" if options.cluster else "here"
        console.print(f"Isolation {where}: {graded.tier} (see `autograder doctor`).", markup=False)


def _canvas(reports: Sequence[Report], path: Path, column: str, *, kind: str, roster: Roster | None) -> list[str]:
    """Write the gradebook for Canvas; what is to be said about it."""
    from autograder.intake.problem import listed
    from autograder.outputs.gradebook import write_canvas_gradebook

    left = write_canvas_gradebook(reports, path, assignment=column, kind=kind, roster=roster)
    remarks = []
    if left.undecided:
        why = "no total yet: the submission could not be graded, points given by hand are missing, or the grader failed"
        remarks.append(f"Not in {path.name} ({why}): {listed(left.undecided)}.")
    if left.by_name:
        how = "Canvas matches by login or name and asks if it finds nobody"
        remarks.append(f"Without an ID in {path.name} ({how}): {listed(left.by_name)}.")
    return remarks


def _executor(options: argparse.Namespace, homework: Homework, *, locked: Sequence[Path], many: bool) -> Executor:
    """What grades: processes here, or, with --cluster, the workers of a scheduler."""
    from autograder.pool import Pool, default_jobs

    jobs = options.jobs or default_jobs()
    if not options.cluster:
        from autograder.start import start_zygote

        # Libraries drop an exception that Ctrl-C raises while they are imported, and nothing is to be cleaned up yet.
        signal.signal(signal.SIGINT, lambda *_: _stop_at_once(options))
        zygote = start_zygote(homework, locked=locked, unsafe=options.unsafe, many=many)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        return Pool(homework, zygote, jobs, options.seed)
    try:
        from autograder.cluster.client import Cluster
    except ModuleNotFoundError as missing:
        raise shared.UsageError(f"--cluster needs {missing.name}: pip install '.[cluster]'") from None
    errors = Console(stderr=True, soft_wrap=True, highlight=False, markup=False)
    return Cluster(
        options.cluster, homework, jobs=jobs, seed=options.seed, unsafe=options.unsafe, locked=locked,
        say=errors.print,
    )  # fmt: skip


def _stop_at_once(options: argparse.Namespace) -> NoReturn:
    shared.say_stopped(options)
    shared.end(shared.INTERRUPTED)


def _take_output(out: Path) -> None:
    """Make the folder, and lock it until this process ends: of two runs, each would replace the other's results."""
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise shared.UsageError(f"cannot write to {out}: {error.strerror}") from None
    if not os.access(out, os.W_OK | os.X_OK):
        raise shared.UsageError(f"cannot write to {out}")
    folder = os.open(out, os.O_RDONLY | os.O_DIRECTORY)
    for attempt in range(_LOCK_ATTEMPTS):
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:  # by a run that was killed just now, perhaps: its workers end soon after it
            if attempt + 1 == _LOCK_ATTEMPTS:
                raise shared.UsageError(f"another run is writing to {out}: wait until it ends") from None
            time.sleep(0.1)
        except OSError:  # a file system without locks
            return
        else:
            return
