"""What is in a class but cannot be a submission, and why: nothing is dropped silently."""

import re

import msgspec

from autograder.homework import Homework
from autograder.intake.class_source import Tree
from autograder.intake.files import ignored, is_archive
from autograder.intake.names import match_name

_ABOUT_THE_CLASS = re.compile(r"(?i)(?:readme|licen[sc]e|copying|notice)(?:\.(?:txt|md|rst))?|verdicts\.yaml")
_OF_A_SYSTEM = re.compile(r"(?i)thumbs\.db|desktop\.ini")
_HIDDEN_SOURCE = re.compile(r"\.[^\W_]")  # not "._mlp.py", which a Mac writes beside mlp.py

MANUAL_IN_CLASS = (
    "points given by staff are read from beside the class or from --manual, because a student could "
    "have written a file here"
)


class Beside(msgspec.Struct, frozen=True):
    """What lies at the top of a class beside the submissions."""

    possible: dict[str, bool]  # what can be a submission -> whether it is a folder
    others: tuple[tuple[str, str], ...]  # what cannot, with the reason
    litter: tuple[str, ...]  # what systems and tools leave in folders: .DS_Store, __MACOSX, .git


def sort_out(tree: Tree, homework: Homework) -> Beside:
    """The names at the top of a class: submissions, other files, litter. None is dropped."""
    possible: dict[str, bool] = {}
    others, litter = [], []
    for name, is_folder in tree.names().items():
        if _is_litter(tree, name, homework, is_folder=is_folder):
            litter.append(f"{name}/" if is_folder else name)
        elif not is_folder and name.lower() == "manual.csv":
            others.append((name, MANUAL_IN_CLASS))
        elif not is_folder and _ABOUT_THE_CLASS.fullmatch(name):
            others.append((name, "it describes the class"))
        else:
            possible[name] = is_folder
    return Beside(possible, tuple(others), tuple(litter))


def _is_litter(tree: Tree, name: str, homework: Homework, *, is_folder: bool) -> bool:
    if not ignored(name) or name == ".":
        return not is_folder and bool(_OF_A_SYSTEM.fullmatch(name))
    if is_folder:  # a student may be called "env"
        return not _holds_homework(tree.below(name), homework)
    is_source = name.lower().endswith((".py", ".ipynb")) or is_archive(name)
    return not (is_source and _HIDDEN_SOURCE.match(name))


def _holds_homework(folder: Tree, homework: Homework) -> bool:
    try:
        return any(match_name(name, wanted) for name in folder.names() for wanted in homework.submit)
    except OSError:  # a system's own, which nobody may read
        return False
