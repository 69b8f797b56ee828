"""The commands. The only place that prints or exits.

Exit status: 0 done (check: full marks); 1 the grader failed on a submission (check: not full marks; audit, template:
something is not as it should be; doctor: nothing may be graded here); 2 wrong arguments, or nothing could be done.
"""

from __future__ import annotations

import argparse
import fcntl
import os
import signal
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from rich.console import Console, RenderableType

from autograder import __version__, course
from autograder.environment import restart_clean
from autograder.homework import ROOT, Homework, HomeworkError, homework_names, how_to_begin, load_homework
from autograder.report import Report

if TYPE_CHECKING:
    from autograder.executor import Executor
    from autograder.roster import Roster

DONE, NOT_ALL_WELL, COULD_NOT, INTERRUPTED = 0, 1, 2, 130
MOST_LINES = 200  # submissions: of more, nobody reads a line for each in a terminal; the page and the gradebook have it
_LOCK_ATTEMPTS = 20  # 0.1 s apart
_UNWRAPPED = 10_000  # columns; no line that is printed is longer
PLATFORMS = ("gradescope", "prairielearn", "autolab", "github", "junit")
MANY = 50  # submissions: from here on half a second of preparing for them pays


class UsageError(Exception):
    """Something that the caller asked for cannot be done; one line for the person who typed it."""


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run one command and exit with its status."""
    arguments = sys.argv[1:] if arguments is None else arguments
    options = _parser().parse_args(arguments)
    if options.course:
        os.environ[course.VARIABLE] = os.path.abspath(options.course)
    restart_clean("autograder", arguments)
    for stream in (sys.stdout, sys.stderr):  # a student's name must not fail where the terminal is not UTF-8
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    try:
        status = _run(options)
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # all is written
    except KeyboardInterrupt:
        status = INTERRUPTED
        _say_stopped(options)
    if getattr(options, "cluster", None):  # Dask has its own to do at the end
        sys.exit(status)
    _end(status)


def _say_stopped(options: argparse.Namespace) -> None:
    what = "What was graded is kept; the same command goes on from there." if options.command is grade else ""
    sys.stderr.write(f"\nautograder: stopped. {what}".rstrip() + "\n")


def _end(status: int) -> NoReturn:
    """End this process at once: Python would first take torch apart, which takes up to a second."""
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError as error:
        status = COULD_NOT
        if not isinstance(error, BrokenPipeError):  # a full disk, say
            os.write(2, f"autograder: what is printed cannot be written: {error.strerror}\n".encode())
    os._exit(status)


def _stop_at_once(options: argparse.Namespace) -> NoReturn:
    _say_stopped(options)
    _end(INTERRUPTED)


def _run(options: argparse.Namespace) -> int:
    # imported late: `--help` and a wrong argument answer at once
    from autograder.cluster import ClusterError
    from autograder.decisions import DecisionsError
    from autograder.roster import RosterError
    from autograder.sandbox import confine, landlock
    from autograder.sandbox.session import GraderFault
    from autograder.sandbox.zygote import ZygoteDied

    if not landlock.abi():  # then everybody may look at this process in /proc, and at those that it forks
        confine.hide_command_line()
    errors = Console(stderr=True, soft_wrap=True, highlight=False, markup=False)
    failed = COULD_NOT if options.command is check else NOT_ALL_WELL  # of check, 1 says: not all points
    try:
        if not ROOT.is_dir():
            raise UsageError(f"there is no folder {ROOT}, which --course or {course.VARIABLE} names")
        command: Callable[[argparse.Namespace], int] = options.command
        return command(options)
    except (UsageError, HomeworkError, ClusterError, RosterError) as error:
        errors.print(f"autograder: {error}")
    except DecisionsError as error:
        errors.print(
            f"autograder: {error}\nNo gradebook was written. What was graded is kept: run the same command again."
        )
    except confine.IsolationError as error:
        errors.print(f"autograder: {error}\n`autograder doctor` says what is missing and how to get it.")
    except (GraderFault, ZygoteDied) as error:
        errors.print(f"autograder: {error}")
        return failed
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return COULD_NOT
    except OSError as error:  # a full disk, say: what was graded is kept
        errors.print(f"autograder: {error.strerror or error}{f': {error.filename}' if error.filename else ''}")
        return failed
    return COULD_NOT


# ---- grade ----------------------------------------------------------------------------------------------------------


def grade(options: argparse.Namespace) -> int:
    from autograder.alike import keep_groups
    from autograder.classroom import grade_class, left_from_before
    from autograder.grading import load_settings
    from autograder.intake.exports import read_class
    from autograder.intake.problem import IntakeProblem, listed
    from autograder.outputs import changes, gradebook, groups, history
    from autograder.outputs.handback import FOLDER, hand_back
    from autograder.outputs.html import Beside, write_html
    from autograder.outputs.progress import GradingProgress
    from autograder.outputs.summary import is_faulty, summarise
    from autograder.outputs.terminal import broken_view, changes_view, class_table, closing_table
    from autograder.outputs.text import count
    from autograder.reading import Reader
    from autograder.roster import read_roster
    from autograder.staff import beside, earlier_runs, read_decisions, remarks_on, remarks_on_roster, with_roster

    homework = load_settings(lambda: load_homework(options.homework))
    folder = Path(os.path.abspath(options.class_path)) if options.class_path else homework.samples_folder  # "." too
    out = Path(options.out) if options.out else Path("grades") / homework.full_name
    try:
        if not folder.exists():
            raise UsageError(f"there is no class at {folder}")
        if out.resolve().is_relative_to(folder.resolve()):
            raise UsageError(f"{out} lies in the class, where it would be taken for a submission: choose another --out")
        _check_course_is_ours(folder)
        if not options.dry_run or out.is_dir():
            _take_output(out)
        class_list = read_class(folder, homework)
    except IntakeProblem as problem:
        raise UsageError(str(problem)) from None
    except PermissionError as error:
        raise UsageError(f"{error.filename} may not be read here") from None
    files = beside(folder, manual=_given(options.manual), decisions=_given(options.decisions))
    roster = read_roster(path) if (path := _given(options.roster)) else None
    as_downloaded, class_list = class_list, with_roster(class_list, roster)
    decisions = read_decisions(files, class_list, homework, as_downloaded)
    by_people = read_decisions(files, class_list, homework, as_downloaded, only_manual=True)
    runs = earlier_runs(out, by_people, dry_run=options.dry_run)
    people = [(entry.name, entry.students) for entry in class_list.entries]
    floors = history.highest_scores(runs, people) if options.never_lower else None
    many = len(class_list.entries) >= MANY
    console, errors = Console(highlight=False), Console(stderr=True, highlight=False)
    kept = 0
    sources: dict[str, Mapping[str, bytes]] = {}
    with (
        closing(Reader(class_list.entries, homework)) as reader,
        closing(_executor(options, homework, locked=(folder, out), many=many)) as executor,
    ):
        if not options.quiet:  # how the class was understood, before the minutes that it takes
            size = count(len(class_list.entries), "submission")
            errors.print(f"{folder.name}: {class_list.kind}, {size}", markup=False, soft_wrap=True)
        with GradingProgress(len(class_list.entries), errors, quiet=options.quiet) as progress:

            def on_report(report: Report, was_kept: bool) -> None:  # noqa: FBT001 - the callback's form
                nonlocal kept
                kept += was_kept
                progress.advance(report, kept=was_kept)

            reports = grade_class(
                homework, executor, class_list, out, reader=reader,
                seed=options.seed, fresh=options.fresh, decisions=decisions, floors=floors, dry_run=options.dry_run,
                sources=sources, on_report=on_report, on_tick=progress.tick,
            )  # fmt: skip
    status = NOT_ALL_WELL if any(is_faulty(report) or report.fault or report.broken for report in reports) else DONE
    changed = changes.compare(runs[-1], reports) if runs else None
    remarks = [f"Not graded: {name}: {why}." for name, why in class_list.left_out()]
    remarks += remarks_on(files, decisions, reports)
    remarks += remarks_on_roster(roster, Path(options.roster), class_list) if roster else []
    if options.dry_run:
        if changed is not None:
            _show(changes_view(changed))
        nothing = f"There are no earlier results in {out} to compare with. " if changed is None else ""
        for remark in (*remarks, f"{nothing}A dry run: nothing was written."):
            console.print(remark, markup=False, soft_wrap=True)
        return status
    alike = groups.groups_of(reports, homework.tolerance)
    keep_groups(alike, sources, out)
    around = Beside(class_list.left_out(), changed, decisions.without_effect(), alike, sources)
    write_html(reports, homework, out / "report.html", around)
    gradebook.write_gradebook(reports, out / "gradebook.csv")
    if changed is None:
        (out / "changes.csv").unlink(missing_ok=True)
    else:
        changes.write_changes(changed, out / "changes.csv")
        remarks.append(f"{changed}.")
    history.keep_run(history.run_of(reports), out, runs[-1] if runs else None)
    if gone := left_from_before(class_list, out):
        remarks.append(f"No longer in the class, nor in the gradebook, but in {out} from before: {listed(gone)}.")
    if options.canvas:
        remarks += _canvas(reports, out / "canvas.csv", options.canvas, kind=class_list.kind, roster=roster)
    elif (out / "canvas.csv").exists():
        remarks.append("canvas.csv is of an earlier run, and was not renewed: --canvas COLUMN writes it.")
    if options.feedback:
        remarks += hand_back(reports, class_list, out, moment=options.as_of or "published")
    elif (out / FOLDER).is_dir():
        remarks.append(f"{FOLDER} is of an earlier run, and was not renewed: --feedback writes it.")
    if not options.quiet:
        if len(reports) <= MOST_LINES:
            _show(class_table(reports))
        _show(closing_table(reports))
    elif broken := summarise(reports).broken:
        _show(broken_view(broken))
    for remark in remarks:
        console.print(remark, markup=False, soft_wrap=True)
    if kept:
        console.print(f"{kept} of {len(reports)} had not changed and were kept; --fresh grades them again.")
    written = ["report.html", "gradebook.csv"]
    written += ["changes.csv"] if changed is not None and changed.changed else []
    written += ["canvas.csv"] if options.canvas else []
    listed_files = ", ".join(str(out / name) for name in written)
    console.print(f"Written: {listed_files} and a results.json for each.", markup=False, soft_wrap=True)
    if executor.tier != "full":
        where = "on the workers" if options.cluster else "here"
        console.print(f"Isolation {where}: {executor.tier} (see `autograder doctor`).", markup=False)
    return status


def _given(path: str | None) -> Path | None:
    """A file that was named; UsageError where there is none."""
    if path and not Path(path).is_file():
        raise UsageError(f"there is no file {path}")
    return Path(path) if path else None


def _check_course_is_ours(graded: Path) -> None:
    """The tests that are run must never come out of an upload in whose folder the command was called."""
    if ROOT.is_relative_to(graded.resolve()):
        raise UsageError(f"the course's folder, {ROOT}, lies in what is to be graded: name yours with --course")


def _canvas(reports: Sequence[Report], path: Path, column: str, *, kind: str, roster: Roster | None) -> list[str]:
    """Write the gradebook for Canvas; what is to be said about it."""
    from autograder.intake.problem import listed
    from autograder.outputs.gradebook import write_canvas_gradebook

    left = write_canvas_gradebook(reports, path, assignment=column, kind=kind, roster=roster)
    remarks = []
    if left.undecided:
        why = "the total is not decided: could not be graded, points by people are missing, or the grader failed"
        remarks.append(f"Not in {path.name} ({why}): {listed(left.undecided)}.")
    if left.by_name:
        how = "Canvas goes by login or name, and asks where it finds nobody"
        remarks.append(f"Without an ID in {path.name} ({how}): {listed(left.by_name)}.")
    return remarks


def _executor(options: argparse.Namespace, homework: Homework, *, locked: Sequence[Path], many: bool) -> Executor:
    """What grades: processes here, or, with --cluster, the workers of a scheduler."""
    from autograder.pool import Pool, default_jobs

    jobs = options.jobs or default_jobs()
    if not options.cluster:
        from autograder.grading import start_zygote

        # Libraries drop an exception that Ctrl-C raises while they are imported, and nothing is to be cleaned up yet.
        signal.signal(signal.SIGINT, lambda *_: _stop_at_once(options))
        zygote = start_zygote(homework, locked=locked, unsafe=options.unsafe, many=many)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        return Pool(homework, zygote, jobs, options.seed)
    try:
        from autograder.cluster.client import Cluster
    except ModuleNotFoundError as missing:
        raise UsageError(f"--cluster needs {missing.name}: pip install '.[cluster]'") from None
    errors = Console(stderr=True, soft_wrap=True, highlight=False, markup=False)
    return Cluster(
        options.cluster, homework, jobs=jobs, seed=options.seed, unsafe=options.unsafe, locked=locked,
        say=errors.print,
    )  # fmt: skip


def _show(view: RenderableType) -> None:
    """Print as wide as the terminal is. In a pipe or a file no line is wrapped: grep and diff want whole ones."""
    console = Console(highlight=False)
    if console.is_terminal or "COLUMNS" in os.environ:
        console.print(view)
        return
    console.width = _UNWRAPPED
    with console.capture() as capture:
        console.print(view)
    sys.stdout.write("\n".join(line.rstrip() for line in capture.get().split("\n")))


def _take_output(out: Path) -> None:
    """Make the folder, and lock it until this process ends: of two runs, each would replace the other's results."""
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"cannot write to {out}: {error.strerror}") from None
    if not os.access(out, os.W_OK | os.X_OK):
        raise UsageError(f"cannot write to {out}")
    folder = os.open(out, os.O_RDONLY | os.O_DIRECTORY)
    for attempt in range(_LOCK_ATTEMPTS):
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:  # by a run that was killed just now, perhaps: its workers end soon after it
            if attempt + 1 == _LOCK_ATTEMPTS:
                raise UsageError(f"another run is writing to {out}: wait until it has ended") from None
            time.sleep(0.1)
        except OSError:  # a file system without locks
            return
        else:
            return


# ---- check, gradescope ----------------------------------------------------------------------------------------------


def check(options: argparse.Namespace) -> int:
    from autograder.grading import grade_one, load_settings
    from autograder.outputs.gradescope import write_results
    from autograder.outputs.terminal import submission_view
    from autograder.platforms import write_for_platform
    from autograder.platforms.github import take_variables
    from autograder.report import Outcome

    homework = load_settings(lambda: load_homework(options.homework))
    path = Path(options.submission)
    if not path.exists():
        raise UsageError(f"there is no file {path}")
    _check_course_is_ours(path)
    if options.json and Path(options.json).is_dir():  # before the grading, not after it
        raise UsageError(f"{options.json} is a folder, and --json needs the name of a file")
    if options.output and (not options.format or Path(options.output).is_dir()):
        raise UsageError("--output is the name of a file, for what --format gives")
    step = take_variables()
    report = grade_one(homework, path, seed=options.seed, unsafe=options.unsafe)
    if options.format:
        write_for_platform(report, options.format, options.as_of or "now", options.output, step)
    else:
        _show(submission_view(report, every=options.all))
    if options.json:
        write_results(report, Path(options.json))
    if report.outcome is Outcome.FAULT or report.fault:
        return COULD_NOT
    return DONE if report.outcome is Outcome.OK and report.score >= report.max_score else NOT_ALL_WELL


def gradescope(options: argparse.Namespace) -> int:
    from autograder.outputs.gradescope import instructor_text, write_placeholder, write_results

    root = Path(os.environ.get("AUTOGRADER_ROOT", "/autograder"))
    results = root / "results" / "results.json"
    write_placeholder(results)

    from autograder.grading import grade_one, load_settings
    from autograder.intake.gradescope import read_metadata

    name = os.environ.get("HOMEWORK") or _packaged_name()
    homework = load_settings(lambda: load_homework(name))
    students = read_metadata(root / "submission_metadata.json")
    report = grade_one(homework, root / "submission", students=students, locked=(root,))
    write_results(report, results)
    print(instructor_text(report))
    return DONE


def _packaged_name() -> str:
    path = ROOT / "HOMEWORK"
    if not path.is_file():
        raise UsageError(
            "which homework? Set the environment variable HOMEWORK, or use the zip of `autograder package`."
        )
    return path.read_text(encoding="utf-8").strip()


# ---- similar --------------------------------------------------------------------------------------------------------


def similar(options: argparse.Namespace) -> int:
    from autograder.intake.problem import IntakeProblem
    from autograder.similar.comparison import compare

    homework = load_homework(options.homework)
    page = Path(options.out) if options.out else Path("grades") / homework.full_name / "similar.html"
    page = page / "similar.html" if page.is_dir() else page
    if page.suffix != ".html":
        raise UsageError(f"{page} is to be a page: a name that ends in .html, or a folder that is there")
    folders = [Path(os.path.abspath(one)) for one in (options.class_path, *options.earlier)]
    for folder in folders:
        if not folder.exists():
            raise UsageError(f"there is no class at {folder}")
        if page.resolve().is_relative_to(folder.resolve()):
            raise UsageError(f"{page} lies in a class, where it would be taken for a submission: choose another --out")
    try:
        lines = compare(homework, folders[0], folders[1:], page)
    except IntakeProblem as problem:
        raise UsageError(str(problem)) from None
    except PermissionError as error:
        raise UsageError(f"{error.filename} may not be read here") from None
    console = Console(highlight=False, markup=False, soft_wrap=True)
    for line in lines:
        console.print(line)
    return DONE


# ---- authoring ------------------------------------------------------------------------------------------------------


def template(options: argparse.Namespace) -> int:
    from autograder.authoring.template import check_template, write_template

    console = Console(highlight=False, markup=False, soft_wrap=True)
    differences = []
    for homework in _homeworks(options.homework):
        found = check_template(homework) if options.check else write_template(homework)
        differences += found
        if not options.check:
            console.print(f"{homework.template_folder.relative_to(ROOT)}: {len(found) or 'no'} files changed")
    if options.check:
        for difference in differences:
            console.print(difference)
        console.print(
            "`make template` cuts them anew." if differences else "All templates are as the references give them."
        )
    return NOT_ALL_WELL if options.check and differences else DONE


def package(options: argparse.Namespace) -> int:
    from autograder.authoring.package import package as write_package

    homework = load_homework(options.homework)
    out = write_package(homework, Path(options.out or f"dist/{homework.full_name}.zip"), signatures=True)
    print(f"{out}: upload it as the autograder of the assignment.")
    return DONE


def name(options: argparse.Namespace) -> int:
    from autograder.alike import NoGroupError, name_group
    from autograder.outputs.text import count

    homework = load_homework(options.homework)
    try:
        path, number = name_group(homework, Path(options.out), options.group, options.sentence)
    except NoGroupError as error:
        raise UsageError(str(error)) from None
    print(f"{path}: {count(number, 'submission')}. Grade the class again, and they are told the sentence.")
    return DONE


def new(options: argparse.Namespace) -> int:
    from autograder.authoring.scaffold import new_homework

    for path in new_homework(options.homework):
        print(os.path.relpath(path))
    print(f"Try it: autograder grade {options.homework}")
    return DONE


def audit(options: argparse.Namespace) -> int:
    from autograder.authoring.audit import audit_command

    return audit_command(
        _homeworks(options.homework), draws=options.draws, quick=options.quick, jobs=options.jobs,
        write=options.write, made_by=Path(options.made_by) if options.made_by else None,
    )  # fmt: skip


def doctor(options: argparse.Namespace) -> int:
    from autograder.sandbox.doctor import examine

    diagnosis = examine()
    _show(diagnosis.table())
    return DONE if diagnosis.may_grade else NOT_ALL_WELL


def _homeworks(names: Sequence[str]) -> list[Homework]:
    names = names or homework_names()
    if not names:
        raise HomeworkError(how_to_begin())
    return [load_homework(name) for name in names]


# ---- arguments ------------------------------------------------------------------------------------------------------


class _Parser(argparse.ArgumentParser):
    """One clear line instead of the whole usage."""

    def error(self, message: str) -> NoReturn:
        self.exit(COULD_NOT, f"autograder: {message} (see `{self.prog} --help`)\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="autograder", description="Grades backpropagation homework, with student code in isolation.")
    parser.add_argument("--version", action="version", version=f"autograder {__version__}")
    parser.add_argument(
        "--course", metavar="DIR", type=_path,
        help=f"where the homeworks are (default: {course.VARIABLE}, or the folder with hidden_tests/ you are in)",
    )  # fmt: skip
    commands = parser.add_subparsers(metavar="COMMAND", required=True)

    def add(name: str, command: Callable[[argparse.Namespace], int], what: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=what, description=what)
        added.set_defaults(command=command)
        return added

    one = add("grade", grade, "grade a class: a folder, a zip, or an export of a platform")
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

    one = add("check", check, "grade one submission and show it here")
    one.add_argument("homework", metavar="HOMEWORK")
    one.add_argument("submission", metavar="SUBMISSION", type=_path, help="a file, a folder or a zip")
    one.add_argument("--json", metavar="FILE", type=_path, help="write Gradescope's results.json there")
    one.add_argument(
        "--format", choices=PLATFORMS, help="print what this platform reads, and nothing else (docs/platforms.md)"
    )
    one.add_argument("--output", metavar="FILE", type=_path, help="write what --format gives there")
    one.add_argument("--all", action="store_true", help="each test with its message, not only the causes")

    for grading in (commands.choices["grade"], commands.choices["check"]):
        grading.add_argument("--seed", metavar="N", type=int, help="draw other random inputs than the homework's own")
        grading.add_argument(
            "--as-of", choices=("now", "due", "published"),
            help="show students what is visible now, after the due date, or with the published grades "
            "(default: published for --feedback, now for --format)",
        )  # fmt: skip
        grading.add_argument(
            "--unsafe", action="store_true", help="grade although nothing protects the tests; results are marked so"
        )

    one = add("similar", similar, "rank pairs of submissions by how alike their sources are")
    one.add_argument("homework", metavar="HOMEWORK")
    one.add_argument("class_path", metavar="CLASS", type=_path, help="a class, as for grade")
    one.add_argument(
        "--earlier", metavar="CLASS", type=_path, action="append", default=[],
        help="a class of an earlier year or another variant, to compare with too; as often as you like",
    )  # fmt: skip
    one.add_argument("--out", metavar="PAGE", type=_path, help="default: grades/HOMEWORK/similar.html")

    add("gradescope", gradescope, "inside Gradescope's container: grade /autograder/submission")

    one = add("audit", audit, "test the hidden tests: reference, template, known mistakes, mutants")
    one.add_argument("homework", metavar="HOMEWORK", nargs="*")
    one.add_argument(
        "--draws", metavar="N", type=_positive, default=200, help="seeds to try the reference with (default 200)"
    )
    one.add_argument("--quick", action="store_true", help="a few draws and a sample of the mutants")
    one.add_argument("--jobs", metavar="N", type=_positive, help="processes (default: one per processor)")
    one.add_argument(
        "--write", action="store_true", help="write into mistakes.yaml what each mistake loses where it does not say"
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
    return parser


def _path(text: str) -> str:
    if not text:  # which Python takes for the current folder: in a script, a variable that is not set
        raise argparse.ArgumentTypeError("the name of a file or folder is empty")
    return text


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text} is not a positive number")
    return int(text)
