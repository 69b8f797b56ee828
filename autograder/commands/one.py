"""`check` and `gradescope`: one submission."""

import argparse
import os
from pathlib import Path

from autograder.commands.shared import COULD_NOT, DONE, NOT_ALL_WELL, UsageError, check_course_is_ours, no_file, show
from autograder.homework import ROOT, load_homework


def check(options: argparse.Namespace) -> int:
    from autograder.outputs.gradescope import write_results
    from autograder.outputs.terminal import submission_view
    from autograder.platforms import write_for_platform
    from autograder.platforms.github import take_variables
    from autograder.report import Outcome
    from autograder.single import grade_one
    from autograder.start import load_settings

    homework = load_settings(lambda: load_homework(options.homework))
    path = Path(options.submission)
    if not path.exists():
        raise no_file(path)
    check_course_is_ours(path)
    if options.json and Path(options.json).is_dir():  # before the grading, not after it
        raise UsageError(f"--json needs a file name, but {options.json} is a folder")
    if options.output and (not options.format or Path(options.output).is_dir()):
        raise UsageError("--output needs a file name and works only with --format")
    step = take_variables()
    report = grade_one(homework, path, seed=options.seed, unsafe=options.unsafe)
    if options.format:
        write_for_platform(report, options.format, options.as_of or "now", options.output, step)
    else:
        show(submission_view(report, every=options.all))
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

    from autograder.intake.gradescope import read_own_metadata
    from autograder.single import grade_one
    from autograder.start import load_settings

    name = os.environ.get("HOMEWORK") or _packaged_name()
    homework = load_settings(lambda: load_homework(name))
    students = read_own_metadata(root / "submission_metadata.json")
    report = grade_one(homework, root / "submission", students=students, locked=(root,))
    write_results(report, results)
    print(instructor_text(report))
    return DONE


def _packaged_name() -> str:
    path = ROOT / "HOMEWORK"
    if not path.is_file():
        raise UsageError(
            "which homework? Set the environment variable HOMEWORK, or use the zip from `autograder package`."
        )
    return path.read_text(encoding="utf-8").strip()
