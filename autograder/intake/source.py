"""Bytes -> a source that Python can read, or a sentence that a beginner understands."""

from __future__ import annotations

import warnings
from typing import NamedTuple

from autograder.homework import SubmittedFile
from autograder.intake.problem import IntakeProblem


class Source(NamedTuple):
    """A source as UTF-8 with "\\n"; `cells`: the line where each code cell begins, for one made from a notebook."""

    text: bytes
    notes: tuple[str, ...] = ()
    cells: tuple[int, ...] = ()

    def place(self, line: int) -> str:
        for number in range(len(self.cells), 0, -1):
            if line >= self.cells[number - 1]:
                return f"code cell {number}, line {line - self.cells[number - 1] + 1}"
        return f"line {line}"


def read_source(name: str, data: bytes, wanted: SubmittedFile | None) -> Source:
    text = data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(text, name, "exec", dont_inherit=True)
    except SyntaxError as error:
        line = error.lineno or 1
        shown_line = (text.split("\n") + [""])[line - 1]
        caret = " " * (len(f"{line:6} | ") + (error.offset or 1) - 1) + "^"
        raise IntakeProblem(
            f"{name} does not run: Python cannot read line {line}.\n{line:6} | {shown_line}\n{caret}\n{error.msg}"
        ) from None
    return Source(text.encode())
