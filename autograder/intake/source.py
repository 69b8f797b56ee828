"""Bytes -> a source that Python can read, or a sentence that a beginner understands."""

import re
from typing import NamedTuple

from autograder.homework import SubmittedFile
from autograder.intake import notebook
from autograder.intake.decode import decode
from autograder.intake.definitions import definitions, definitions_of_script
from autograder.intake.explain import explain
from autograder.intake.problem import IntakeProblem, shown
from autograder.intake.syntax import find_fault


class Source(NamedTuple):
    """A source as UTF-8 with Unix line ends.

    `cells`: where it was made from a notebook, the line where each cell begins: the code cells, then those of `labels`.
    """

    text: bytes
    notes: tuple[str, ...] = ()
    cells: tuple[int, ...] = ()
    labels: tuple[str, ...] = ()  # "Markdown cell 3"
    left_out: tuple[str, ...] = ()  # what is said of lines that were made harmless
    makes: tuple[tuple[str, bytes], ...] = ()  # files that a notebook's %%writefile cells make

    def place(self, line: int) -> str:
        """Where the student finds a line: "line 12", or "code cell 7, line 3"."""
        for number in range(len(self.cells), 0, -1):
            start = self.cells[number - 1]
            if line >= start:
                after = number - 1 - (len(self.cells) - len(self.labels))
                cell = self.labels[after] if after >= 0 else f"code cell {number}"
                return f"{cell}, line {line - start + 1}"
        return f"line {line}"


def read_source(
    name: str,
    data: bytes,
    wanted: SubmittedFile | None = None,
    defines: frozenset[str] = frozenset(),
    *,
    leave_out: bool = False,
) -> Source:
    """The source of the file that the student calls `name`; IntakeProblem when Python cannot read it.

    `wanted` is the homework's file that it stands for (None: a helper module beside it). Where that may be a notebook,
    only imports, definitions and constants are kept. `defines`: names that it should define; of a notebook whose code
    cells do not, other cells that do are used. `leave_out`: a notebook's commands in a .py file are made harmless.
    """
    text, notes = decode(name, data)
    cells: tuple[int, ...] = ()
    labels: tuple[str, ...] = ()
    makes: dict[str, bytes] = {}
    if name.lower().endswith(".ipynb") or notebook.looks_like_notebook(text):
        if not name.lower().endswith(".ipynb"):
            notes = (*notes, f"{name} is a notebook with the name of a Python file. We used its code cells.")
        found, makes = notebook.files_written(notebook.code_cells(name, text), wanted.name if wanted else "")
        if missing := {
            one for one in defines if not re.search(rf"\b(?:def|class|import) +{re.escape(one)}\b", "\n".join(found))
        }:
            others = notebook.defining_text_cells(name, text, missing)
            found, labels = [*found, *(code for _, code in others)], tuple(label for label, _ in others)
        _refuse_without_code(name, "\n".join([*found, *map(bytes.decode, makes.values())]))
        script = wanted is not None and wanted.script
        module = (
            notebook.whole(name, found)
            if script
            else definitions(name, found, defines, wanted.module if wanted else "")
        )
        text, cells, notes = module.text, module.cells, (*notes, *module.notes)
    else:
        _refuse_without_code(name, text)
        text = notebook.without_exported_commands(text)
    source = Source(text.encode(), notes, cells, labels, makes=tuple(makes.items()))
    if fault := find_fault(text):
        harmless, commands = notebook.without_command_lines(text) if leave_out and not cells else (text, [])
        if not commands or find_fault(harmless):
            raise IntakeProblem(explain(name, text, fault, source.place))
        text, source = harmless, Source(harmless.encode(), notes, left_out=_said_of(name, text, commands))
    if wanted is not None and wanted.notebook and not wanted.script and not cells:
        module = definitions_of_script(name, text, defines)
        source = Source(module.text.encode(), (*notes, *module.notes), left_out=source.left_out)
    return source


def _said_of(name: str, text: str, numbers: list[int]) -> tuple[str, ...]:
    lines = text.split("\n")
    return tuple(
        f"Line {number} of {name} ({shown(lines[number - 1].strip()[:60])}) works in notebooks only and was left out. "
        "It cost no points."
        for number in sorted(numbers)
    )


def _refuse_without_code(name: str, text: str) -> None:
    if not text.strip():
        raise IntakeProblem(f"{name} is empty. Did you save it before uploading it?")
    if all(re.match(r"\s*(?:#|$)", line) for line in text.split("\n")):
        raise IntakeProblem(f"{name} contains comments only, no code.")
