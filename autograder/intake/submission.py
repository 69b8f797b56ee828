"""One upload -> Submission: which file is which, what is ignored, and the sources as UTF-8 that Python can read."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

import msgspec

from autograder.homework import Homework
from autograder.intake.choice import Choice
from autograder.intake.doubts import Doubts
from autograder.intake.files import UploadedFile
from autograder.intake.names import match
from autograder.intake.only_defines import only_defines
from autograder.intake.own_modules import OwnModules
from autograder.intake.problem import IntakeProblem, listed
from autograder.intake.source import Source
from autograder.intake.upload import archives_opened, list_upload
from autograder.intake.written import written_by_notebooks
from autograder.report import Student


class Submission(msgspec.Struct, frozen=True, kw_only=True):
    """What is graded of one upload.

    `files` holds the sources, as UTF-8 with Unix line ends, by the homework's names, and allowed helper modules.
    `missing` are names that the homework requires and nobody handed in; `broken` those that cannot be used, with
    the sentence for the student. Grading goes on with the others.
    """

    name: str
    files: dict[str, bytes]
    missing: tuple[str, ...] = ()
    broken: dict[str, str] = {}
    cells: dict[str, tuple[int, ...]] = {}  # file made from a notebook -> the line where each of its cells begins
    labels: dict[str, tuple[str, ...]] = {}  # what the last of these are called; the others are code cells
    notes: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    only_defines: bool = False  # whether loading the files is known to compute nothing
    numerical: str = ""  # the sentence for the student where a derivative is certain not to be backpropagation
    students: tuple[Student, ...] = ()

    def digest(self) -> str:
        """Changes when anything that is graded changes: what a saved result is compared with."""
        state = hashlib.blake2b(digest_size=16)
        for name, data in sorted(self.files.items()):
            state.update(f"{name}\0{len(data)}\0".encode())
            state.update(data)
        state.update(msgspec.json.encode((sorted(self.missing), sorted(self.broken.items()))))
        return state.hexdigest()

    def why_absent(self, file: str) -> str:
        """The sentence for a test that needs `file` and cannot have it."""
        return self.broken.get(file, f"{file} was not handed in, so this was not graded.")

    def place(self, file: str, line: int) -> str:
        """Where the student finds `line` of `file`: "line 12", or "code cell 7, line 3" of a notebook."""
        return Source(b"", cells=self.cells.get(file, ()), labels=self.labels.get(file, ())).place(line)


def read_submission(
    path: Path, homework: Homework, *, name: str | None = None, students: Iterable[Student] = ()
) -> Submission:
    """What `homework` grades of the file, folder or archive at `path`; IntakeProblem when that is nothing."""
    files = list_upload(path)
    direct = len(files) == 1 and path.is_file() and files[0].path == path.name
    return choose_files(files, homework, name=name or path.name, students=students, one_file=direct)


def choose_files(
    files: list[UploadedFile],
    homework: Homework,
    *,
    name: str,
    students: Iterable[Student] = (),
    one_file: bool = False,
    quiet: bool = False,
) -> Submission:
    """The Submission made of listed files. `one_file`: the upload is one file, used whatever it is called;
    `quiet`: without a word, as in a class ("right_loops.py" is graded as mlp.py)."""
    graded = [wanted for wanted in homework.submit if not wanted.replaced]
    if not any(match(file, wanted) for file in files for wanted in graded):
        files = [*files, *archives_opened(files)]
    written = written_by_notebooks(files, graded)
    files = [*files, *written]
    choice = Choice(homework, one_file=one_file, quiet=quiet)
    if written:
        choice.notes.append(f"We graded {listed(file.path for file in written)} as your notebook writes them.")
    for wanted in graded:
        choice.take(wanted, files)
    if not choice.sources:
        raise IntakeProblem(choice.nothing_usable(files))
    OwnModules(choice).take(files)
    choice.mention_replaced(files)
    doubts = Doubts(choice.sources, homework)
    return Submission(
        name=name,
        files={file: source.text for file, source in choice.sources.items()},
        missing=tuple(choice.missing),
        broken=choice.broken,
        cells={file: source.cells for file, source in choice.sources.items() if source.cells},
        labels={file: source.labels for file, source in choice.sources.items() if source.labels},
        notes=tuple(choice.notes),
        only_defines=only_defines({file: source.text for file, source in choice.sources.items()}, homework),
        numerical=doubts.numerical,
        flags=(*choice.flags, *doubts.flags),
        students=tuple(students),
    )
