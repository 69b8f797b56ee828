"""The commands for authors and for a graded class: `template`, `audit`, `similar`, …"""

import argparse
import os
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from autograder.commands.shared import DONE, NOT_ALL_WELL, UsageError, check_class, show, unreadable
from autograder.homework import ROOT, Homework, HomeworkError, homework_names, how_to_begin, load_homework


def similar(options: argparse.Namespace) -> int:
    from autograder.intake.problem import IntakeProblem
    from autograder.similar.comparison import compare

    homework = load_homework(options.homework)
    page = Path(options.out) if options.out else Path("grades") / homework.full_name / "similar.html"
    page = page / "similar.html" if page.is_dir() else page
    if page.suffix != ".html":
        raise UsageError(f"{page} must end in .html or be an existing folder")
    folders = [Path(os.path.abspath(one)) for one in (options.class_path, *options.earlier)]
    for folder in folders:
        check_class(folder, page)
    try:
        lines = compare(homework, folders[0], folders[1:], page)
    except IntakeProblem as problem:
        raise UsageError(str(problem)) from None
    except PermissionError as error:
        raise unreadable(error) from None
    console = Console(highlight=False, markup=False, soft_wrap=True)
    for line in lines:
        console.print(line)
    return DONE


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
        console.print("Run `make template` to generate them again." if differences else "All templates are up to date.")
    return NOT_ALL_WELL if options.check and differences else DONE


def package(options: argparse.Namespace) -> int:
    from autograder.authoring.package import package as write_package

    homework = load_homework(options.homework)
    out = write_package(homework, Path(options.out or f"dist/{homework.full_name}.zip"), signatures=True)
    print(f"{out}: upload it as the assignment's autograder.")
    return DONE


def name(options: argparse.Namespace) -> int:
    from autograder.alike import NoGroupError, name_group
    from autograder.outputs.text import count

    homework = load_homework(options.homework)
    try:
        path, number = name_group(homework, Path(options.out), options.group, options.sentence)
    except NoGroupError as error:
        raise UsageError(str(error)) from None
    print(f"{path}: {count(number, 'submission')}. Grade the class again to show them the sentence.")
    return DONE


def new(options: argparse.Namespace) -> int:
    if options.solved:
        from autograder.authoring.solved.make import homework_from

        for line in homework_from(options.homework, Path(options.solved)):
            print(line)
        return DONE
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
    from autograder.tested_versions import versions

    diagnosis = examine()
    show(diagnosis.table())
    print(versions())
    return DONE if diagnosis.may_grade else NOT_ALL_WELL


def _homeworks(names: Sequence[str]) -> list[Homework]:
    names = names or homework_names()
    if not names:
        raise HomeworkError(how_to_begin())
    return [load_homework(name) for name in names]
