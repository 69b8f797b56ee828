"""A class -> the sources that its students wrote, with their fingerprints; read in a process that can be ended."""

import contextlib
from collections.abc import Sequence
from pathlib import Path

import msgspec
import numpy as np

from autograder.homework import Homework
from autograder.intake.bounded import BOUND
from autograder.intake.choice import LARGEST_NOTEBOOK, LARGEST_SOURCE
from autograder.intake.decode import decode
from autograder.intake.entries import Entry
from autograder.intake.exports import read_class
from autograder.intake.files import UploadedFile
from autograder.intake.notebook import code_cells, looks_like_notebook
from autograder.intake.problem import IntakeProblem
from autograder.intake.upload import archives_opened
from autograder.sandbox.each_in_child import each_in_child
from autograder.similar.fingerprints import GRAM, fingerprints
from autograder.similar.tokens import strings, tokens

MOST_FILES = 40  # of one submission


class Source(msgspec.Struct, frozen=True):
    """What one submission holds, all files in one text."""

    name: str  # of the entry
    who: str
    where: str  # the class it is from, where that is an earlier one; else ""
    text: str
    hashes: tuple[int, ...]  # fingerprints beyond what is given
    lines: tuple[tuple[int, int], ...]  # of each: where it begins and ends, counted from 1


class Given(msgspec.Struct, frozen=True):
    """What everybody has got: the strings of the templates, and their fingerprints."""

    strings: frozenset[str]
    hashes: frozenset[int]


class _Read(msgspec.Struct):
    source: Source | None = None


def given_by(homework: Homework) -> Given:
    """Of the template, of its variants' and of the files that come with it."""
    texts = []
    beside = homework.template_folder.parent.glob(f"{homework.name}*")
    for folder in (*sorted(beside), homework.tests_folder / "provided"):
        if folder.name.partition("@")[0] in (homework.name, "provided") and folder.is_dir():
            paths = sorted(path for path in folder.rglob("*") if path.suffix in (".py", ".ipynb"))
            texts += [_text(path.name, path.read_bytes()) for path in paths]
    known = frozenset(one for text in texts for one in strings(text))
    hashes = {int(one) for text in texts for one in fingerprints(tokens(text, known))[0]}
    return Given(known, frozenset(hashes))


def read_sources(folders: Sequence[tuple[Path, bool]], homework: Homework) -> tuple[list[Source], list[str]]:
    """The sources of one or more classes, and who has none that can be read. `folders`: each, and whether it is an
    earlier one. Raises IntakeProblem for what is no class."""
    given = given_by(homework)
    found: list[tuple[Entry, str]] = []
    for folder, is_earlier in folders:
        found += [(entry, folder.name if is_earlier else "") for entry in read_class(folder, homework).entries]
    sources, without = [], []

    def read(index: int) -> _Read:
        entry, where = found[index]
        return _Read(_read(entry, where, given))

    for (entry, _), result in zip(found, each_in_child(len(found), read, _Read, BOUND), strict=True):
        if result and result.source:
            sources.append(result.source)
        else:
            without.append(entry.name)
    return sources, without


def _read(entry: Entry, where: str, given: Given) -> Source | None:
    try:
        text = _joined([file for part in entry.parts for file in part.files()])
    except (IntakeProblem, OSError):
        return None
    if not text:
        return None
    found = tokens(text, given.strings)
    hashes, places = fingerprints(found)
    own = np.array([int(one) not in given.hashes for one in hashes], dtype=bool)
    last = len(found) - 1
    kept = [
        (int(one), (found[place].line, found[min(int(place) + GRAM - 1, last)].line))
        for one, place in zip(hashes[own], places[own], strict=True)
    ]
    people = ", ".join(filter(None, (one.called for one in entry.students)))
    return Source(
        name=entry.name, who=people or entry.name, where=where, text=text,
        hashes=tuple(one for one, _ in kept), lines=tuple(lines for _, lines in kept),
    )  # fmt: skip


def _joined(files: list[UploadedFile]) -> str:
    """The sources of an upload in one text, each under its name where there are several."""
    with contextlib.suppress(IntakeProblem):  # none of the archives can be opened
        files = files + archives_opened(files)
    texts: dict[str, str] = {}
    for suffixes in ((".py", ".ipynb"), (".txt",)):  # a .txt only where there is nothing else
        for file in files:
            if not texts.get(file.path) and file.name.lower().endswith(suffixes) and len(texts) < MOST_FILES:
                with contextlib.suppress(IntakeProblem):
                    is_notebook = file.name.lower().endswith(".ipynb")
                    texts[file.path] = _text(file.name, file.read(LARGEST_NOTEBOOK if is_notebook else LARGEST_SOURCE))
        texts = {path: text for path, text in texts.items() if text.strip()}
        if texts:
            break
    if len(texts) == 1:
        return next(iter(texts.values()))
    return "\n".join(f"# ---- {path}\n{text.rstrip()}\n" for path, text in sorted(texts.items()))


def _text(name: str, data: bytes) -> str:
    """The code of a file; of a notebook, of its cells."""
    try:
        text, _ = decode(name, data)
    except IntakeProblem:
        text = data.decode("utf-8", "replace")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if name.lower().endswith(".ipynb") or looks_like_notebook(text):
        cells = code_cells(name, text)
        return "\n".join(f"# code cell {number}\n{cell.rstrip()}\n" for number, cell in enumerate(cells, start=1))
    return text
