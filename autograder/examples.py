"""examples/*.yaml of a homework -> Example: a program whose values are a known mistake, without editing the reference.

A class has made them: `autograder name` keeps one of a group of alike submissions, with the sentence for all of them.
"""

import ast
import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path

import msgspec
import yaml

from autograder.homework import Homework, HomeworkError, load_strict_yaml

FOLDER = "examples"  # in the homework's folder of tests
LONGEST_NAME = 40


class Example(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One program with a mistake, and the sentence for everybody who makes it."""

    name: str
    hint: str  # the sentence for the student
    files: dict[str, str]  # of the submission, by name
    variant: str = ""  # of the homework


def load_examples(homework: Homework) -> tuple[Example, ...]:
    """The examples of a homework and this variant of it, in the order of their names. Raises HomeworkError."""
    found = []
    for path in sorted((homework.tests_folder / FOLDER).glob("*.yaml")):
        try:
            example = msgspec.convert(load_strict_yaml(path) | {"name": path.stem}, Example)
        except (msgspec.ValidationError, TypeError) as error:
            raise HomeworkError(f"{homework.name}/{FOLDER}/{path.name}: {error}") from None
        if not example.hint.strip() or not example.files:
            raise HomeworkError(f"{homework.name}/{FOLDER}/{path.name}: hint and files must not be empty")
        if example.variant == homework.variant:
            found.append(example)
    return tuple(found)


def keep_example(homework: Homework, files: Mapping[str, bytes], hint: str) -> Path:
    """Write an example, and return its path. The same program under another sentence is replaced.

    Comments, which may name somebody, are left out.
    """
    folder = homework.tests_folder / FOLDER
    texts = {name: _bare(source) for name, source in files.items() if name.endswith(".py")}
    for known in load_examples(homework):
        if known.files == texts:
            (folder / f"{known.name}.yaml").unlink()
    name = _name(hint)
    taken = {path.stem for path in folder.glob("*.yaml")}
    name = next(one for one in (name, *(f"{name}-{number}" for number in range(2, 1_000))) if one not in taken)
    settings: dict[str, object] = {"hint": hint, "files": texts}
    settings |= {"variant": homework.variant} if homework.variant else {}
    text = yaml.dump(settings, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=110)
    path = folder / f"{name}.yaml"
    about = "# Written by `autograder name`: submissions with the same values as this program get its hint.\n"
    folder.mkdir(exist_ok=True)
    path.write_text(f"{about}{text}", encoding="utf-8")
    return path


def _bare(source: bytes) -> str:
    """The program without its comments."""
    text = source.decode("utf-8", "replace")
    try:
        return f"{ast.unparse(ast.parse(text))}\n"
    except (SyntaxError, ValueError, RecursionError, MemoryError):  # with lines that the grader leaves out
        return text


def _name(hint: str) -> str:
    """ "is-the-bias-summed", of its sentence."""
    plain = unicodedata.normalize("NFKD", hint).encode("ascii", "ignore").decode().lower()
    name = ""
    for word in re.findall(r"[a-z0-9]+", plain):
        if len(name) + len(word) > LONGEST_NAME:
            break
        name = f"{name}-{word}".lstrip("-")
    return name or "example"


class _Dumper(yaml.SafeDumper):
    """Programs as they are, line by line."""


def _as_lines(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Dumper.add_representer(str, _as_lines)
