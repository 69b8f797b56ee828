"""A class -> its submissions, each read only when its turn comes: plain folders and the exports of four platforms."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from autograder.homework import Homework
from autograder.intake.class_source import Part, Tree, open_class
from autograder.intake.entries import ClassList, Entry, natural, newest_of_each_student, with_doubts, with_unique_names
from autograder.intake.files import ZIP_SUFFIXES, is_archive
from autograder.intake.gradescope import METADATA, Upload, read_metadata
from autograder.intake.names import match_name, plain_name
from autograder.intake.no_submission import sort_out
from autograder.intake.problem import IntakeProblem, shown
from autograder.report import LATE, Student

# Of a plain class, whose files have no names of a platform's form; in an export, they can be a part of a submission.
_DATA = (".csv", ".tsv", ".xlsx", ".xls", ".ods", ".yaml", ".yml", ".json", ".md", ".log", ".toml", ".sh")

# doejane_LATE_4711_123456_mlp-1.py: student, mark, user, attachment, name. A text entry or a link has no attachment:
# doejane_4711_text.html. Graded anonymously: LATE_anon_x7Kd2_123456_mlp.py. Names may have underscores; older versions
# write the mark in small letters. https://github.com/instructure/canvas-lms: lib/content_zipper.rb
CANVAS = re.compile(
    r"^(?:(?P<late_anon>LATE_)?(?P<anon>anon_[0-9A-Za-z]{5})|(?P<who>.+?)_(?P<late>(?i:LATE)_)?(?P<user>\d+))_"
    r"(?:(?P<attachment>\d+)_(?P<name>.+)|(?P<typed>(?:text|link)\.html))$"
)

# Jane Doe_4711_assignsubmission_file_/ as a folder, or as the beginning of a file's name. https://docs.moodle.org:
# "Download all submissions"
MOODLE = re.compile(r"^(?P<who>.+?)(?:_(?P<id>\d+))?_assignsubmission_(?P<kind>file|onlinetext)_?(?P<name>.*)$")


def read_class(path: Path, homework: Homework) -> ClassList:
    """The submissions of a class: a folder or a zip, as an instructor keeps it or as a platform exports it.

    IntakeProblem, in a sentence for the instructor, when there is none.
    """
    tree, passed = _without_wrapping(open_class(path), homework)
    beside = sort_out(tree, homework)
    names = beside.possible
    if METADATA in names:
        kind, drafts, unusable = "Gradescope export", *_gradescope(tree, names)
    elif _most(names, MOODLE):
        kind, drafts, unusable = "Moodle export", *_moodle(tree, names)
    elif _most([name for name, is_folder in names.items() if not is_folder], CANVAS):
        kind, drafts, unusable = "Canvas export", *_canvas(tree, names, homework)
    elif repositories := [name for name, is_folder in names.items() if is_folder and tree.has_git(name)]:
        kind, drafts, unusable = "GitHub Classroom", *_plain(tree, names, repositories)
    else:
        kind, drafts, unusable = "folder" if not tree.is_zip else "zip", *_plain(tree, names, [])
    unusable += [
        *passed.others,
        *beside.others,
        *((path, "its path points outside the zip") for path in tree.outside()),
    ]
    unusable += [(path, "it is in the zip more than once; we used the first copy") for path in tree.repeated()]
    if not drafts:
        found = "; ".join(f"{shown(name)}: {why}" for name, why in sorted(unusable)[:5])
        raise IntakeProblem(f"There are no submissions in {path.name}{f' ({found})' if found else ''}.")
    entries = sorted(newest_of_each_student(drafts), key=lambda entry: natural(entry.name))
    return ClassList(kind=kind, entries=tuple(with_unique_names(entries)), unusable=tuple(sorted(unusable)),
                     litter=passed.litter + beside.litter)  # fmt: skip


_Found = tuple[list[Entry], list[tuple[str, str]]]  # and what cannot be used, with the reason


class _Passed(NamedTuple):
    """What is left out: by name and reason, and as litter."""

    others: tuple[tuple[str, str], ...] = ()
    litter: tuple[str, ...] = ()


def _without_wrapping(tree: Tree, homework: Homework) -> tuple[Tree, _Passed]:
    """Step into a folder that is the only thing there, as long as it is not itself a submission; also into a zip.

    With what is left out on the way.
    """
    passed = _Passed()
    for _ in range(3):
        beside = sort_out(tree, homework)
        if len(beside.possible) != 1:
            break
        ((only, is_folder),) = beside.possible.items()
        on_the_way = _Passed(passed.others + beside.others, passed.litter + beside.litter)
        if not is_folder:
            if inner := _export_in(tree, only, homework):
                tree, found = inner
                passed = _Passed(on_the_way.others + found.others, on_the_way.litter + found.litter)
            break
        if MOODLE.match(only):  # the only student's
            break
        below = tree.below(only)
        inside = [name for name in below.names() if not CANVAS.match(name) and not MOODLE.match(name)]
        if any(match_name(name, wanted) for name in inside for wanted in homework.submit):
            break
        tree, passed = below, on_the_way
    return tree, passed


def _export_in(tree: Tree, name: str, homework: Homework) -> tuple[Tree, _Passed] | None:
    """The export in a zip that is the only thing there; None when that is a submission like any other."""
    if not name.lower().endswith(ZIP_SUFFIXES):
        return None
    try:
        paths = [file.path.split("/") for file in tree.part(name, is_folder=False).files()]
    except IntakeProblem:
        return None
    if not any(_is_export({path[depth] for path in paths if len(path) > depth}) for depth in (0, 1)):
        return None
    if tree.is_zip:  # it would have to be held in memory
        raise IntakeProblem(
            f"{tree.path.name} contains only another zip, {shown(name)}. Extract that one and grade it."
        )
    return _without_wrapping(Tree(tree.path / name, is_zip=True), homework)


def _is_export(names: Collection[str]) -> bool:
    """Whether these are the names at the top of an export that can be told by its names."""
    return METADATA in names or _most(names, MOODLE) or _most(names, CANVAS)


def _most(names: Iterable[str], pattern: re.Pattern[str]) -> bool:
    """Whether most of the names are of a platform's form; what an instructor put beside them may not be."""
    likely = [name for name in names if not name.lower().endswith(_DATA)]
    return sum(bool(pattern.match(name)) for name in likely) * 2 > len(likely)


def _plain(tree: Tree, names: dict[str, bool], repositories: Sequence[str]) -> _Found:
    """An entry for each file and folder. Of repositories "hw1-alice", "hw1-bob", the last part names the student."""
    prefix = _common_beginning(repositories)
    entries, unusable = [], []
    for name, is_folder in names.items():
        if not is_folder and name.lower().endswith(_DATA):
            unusable.append((name, "a submission is a .py file, a notebook, a folder or an archive"))
            continue
        user = name[len(prefix) + 1 :] if prefix and name in repositories else ""
        students = (_student(user, user),) if user else ()
        entries.append(Entry(name=name, parts=(tree.part(name, is_folder=is_folder),), students=students))
    return with_doubts(entries), unusable


def _common_beginning(names: Sequence[str]) -> str:
    """ "hw1" of "hw1-alice" and "hw1-anna"; "" when they do not begin alike."""
    first, last = min(names, default=""), max(names, default="")
    shared = next((index for index, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), 0)
    return first[:shared].rpartition("-")[0]


def _gradescope(tree: Tree, names: dict[str, bool]) -> _Found:
    """submission_123/ for each submission, and who handed it in and when in submission_metadata.yml."""
    uploads = read_metadata(tree.read(METADATA))
    entries, unusable = [], []
    for name, is_folder in names.items():
        if name == METADATA:
            continue
        if not is_folder and not is_archive(name):
            unusable.append((name, "Gradescope exports a folder for each submission"))
            continue
        upload = uploads.pop(name, Upload())
        entries.append(Entry(
            name=name,
            parts=(tree.part(name, is_folder=is_folder),),
            students=upload.students,
            submitted_at=upload.created_at,
        ))  # fmt: skip
    for name, upload in uploads.items():
        people = ", ".join(student.called for student in upload.students)
        unusable.append(
            (name, f"{METADATA} says that {people or 'somebody'} submitted it, but it is not in the export")
        )
    return entries, unusable


def _canvas(tree: Tree, names: dict[str, bool], homework: Homework) -> _Found:
    """A file for each attachment, all at the top; those of one user are one submission."""
    found: dict[tuple[str, str], list[tuple[int, re.Match[str]]]] = {}
    unusable = []
    for name, is_folder in names.items():
        fits = CANVAS.match(name)
        if fits and not is_folder:
            student = (fits["who"] or "", fits["user"] or fits["anon"])
            found.setdefault(student, []).append((int((fits["attachment"] or "0")[:18]), fits))
        else:
            unusable.append((name, "its name does not start with a student and two numbers"))
    entries = []
    for (who, user), files in found.items():
        late = any(fits["late"] or fits["late_anon"] for _, fits in files)
        parts: dict[str, Part] = {}
        notes = []
        for _, fits in sorted(files, key=lambda file: file[0]):
            name = fits["name"] or fits["typed"]
            key = name
            if is_archive(name) or any(match_name(name, wanted) for wanted in homework.submit):
                # Canvas itself calls a second attempt mlp-1.py. Of names that mean nothing here, all are kept.
                key = plain_name(name)
                name = re.sub(r"-\d{1,2}(\.\w+)$", r"\1", name)
                if key in parts:
                    notes.append(f"There are {sum(plain_name(f['name'] or '') == key for _, f in files)} attempts at "
                                 f"{shown(name)}: the newest one counts.")  # fmt: skip
            parts[key] = tree.part(fits.string, is_folder=False, called=name)
        entries.append(Entry(
            name=f"{who}_{user}".lstrip("_"),
            parts=tuple(parts.values()),
            students=(_student(who or user, user),),
            notes=tuple(dict.fromkeys(notes)),
            flags=(LATE,) if late else (),  # also where nothing can be graded
        ))  # fmt: skip
    return entries, unusable


def _moodle(tree: Tree, names: dict[str, bool]) -> _Found:
    """A folder for each student, or files that begin with the student's name; beside them, texts typed online."""
    found: dict[tuple[str, str], list[tuple[re.Match[str], bool]]] = {}
    unusable = []
    for name, is_folder in names.items():
        if fits := MOODLE.match(name):
            found.setdefault((fits["who"], fits["id"] or ""), []).append((fits, is_folder))
        else:
            unusable.append((name, "its name does not contain assignsubmission_file_"))
    entries = []
    for (who, number), things in found.items():
        files = [thing for thing in things if thing[0]["kind"] == "file"] or things
        unusable += [
            (thing[0].string, "text typed online; the files were graded") for thing in things if thing not in files
        ]
        parts = [tree.part(fits.string, is_folder=is_folder, called=fits["name"]) for fits, is_folder in files]
        entries.append(Entry(
            name=f"{who}_{number}".rstrip("_"),
            parts=tuple(parts),
            students=(_student(who, number),),
        ))  # fmt: skip
    return entries, unusable


def _student(name: str, identity: str) -> Student:
    """A student whom a file's name names; a Mac writes its "ü" as two characters."""
    return Student(name=unicodedata.normalize("NFC", name), id=identity)
