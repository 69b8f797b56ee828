"""`autograder new`: the folders of a new homework, small and working, for a TA to edit."""

import importlib.util
import keyword
import re
import sys
from pathlib import Path

import yaml

from autograder import homework as project
from autograder.authoring.template import build_template, write_template
from autograder.course import FOLDERS
from autograder.homework import HomeworkError, load_homework

# Path -> content, with NAME for the homework's name.
_FILES = Path(__file__).with_name("new_homework.yaml")


def new_homework(name: str) -> list[Path]:
    """Write a working homework called `name`; returns the files. HomeworkError when the name cannot be used."""
    check_name(name)
    texts: dict[str, str] = yaml.safe_load(_FILES.read_text(encoding="utf-8"))
    files = [project.ROOT / path.replace("NAME", name) for path in texts]
    for file, text in zip(files, texts.values(), strict=True):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text.replace("NAME", name), encoding="utf-8")
    homework = load_homework(name)
    write_template(homework)
    return files + [homework.template_folder / path for path in build_template(homework)]


def check_name(name: str) -> None:
    """HomeworkError where a homework cannot have this name."""
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name) or keyword.iskeyword(name):
        raise HomeworkError(
            f"{name!r} is not a valid homework name: use lowercase letters, digits and _ (no Python keyword)"
        )
    taken = [folder for folder in FOLDERS if (project.ROOT / folder / name).exists()]
    if taken:
        raise HomeworkError(f"{taken[0]}/{name} already exists; choose another name or remove it first")
    if name in sys.stdlib_module_names or importlib.util.find_spec(name) is not None:
        raise HomeworkError(f"{name}.py would hide the Python module {name}; choose another name")
