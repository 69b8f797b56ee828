"""What only the student's source shows: is a line of zeros left over, or is nothing written yet?"""

import ast
import re
from collections.abc import Iterator, Mapping

from autograder.causes.certain import is_zero
from autograder.causes.changes import Change

_ADDED_ZEROS = re.compile(r"\s*(?P<target>\S.*?) = (np|numpy|torch)\.zeros(_like)?\(.*\)\s*", re.DOTALL)


class Leftovers:
    """Assignments of zeros in a submission: those that overwrite an answer, and those that stand alone."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.overwritten: set[str] = set()  # targets, as "all_f[layer]"
        self.only_zeros: set[str] = set()
        for source in files.values():
            try:
                tree = ast.parse(source)
            except (SyntaxError, ValueError, RecursionError, MemoryError):
                continue
            for statement in _statements(tree):
                if isinstance(statement, ast.FunctionDef):
                    self._look_at(statement)

    def _look_at(self, function: ast.FunctionDef) -> None:
        assigned = [one for one in _statements(function) if isinstance(one, ast.Assign)]
        if not any(is_zero(one.value) for one in assigned):
            return
        values: dict[str, list[bool]] = {}
        for one in assigned:
            for target in one.targets:
                values.setdefault(ast.unparse(target), []).append(is_zero(one.value))
        for name, zeros in values.items():
            if all(zeros):
                self.only_zeros.add(name)
            elif any(zeros):
                self.overwritten.add(name)

    def may_be(self, change: Change) -> bool:
        """Whether a change that leaves zeros may be told of this submission; any other change may."""
        if is_left_over(change):
            return bool(self.overwritten)
        if change.name.startswith("zeros "):
            return bool(self.only_zeros)
        return True


def _statements(node: ast.AST) -> Iterator[ast.stmt]:
    """All statements in it, also those within others; expressions have none."""
    for block in ("body", "handlers", "orelse", "finalbody", "cases"):
        for part in getattr(node, block, ()):
            if isinstance(part, ast.stmt):
                yield part
            yield from _statements(part)


def is_left_over(change: Change) -> bool:
    """Whether it adds a line with zeros below the answer and does nothing else."""
    return change.kind == "known" and all(
        span.start == span.end and _ADDED_ZEROS.fullmatch(span.text) for span in change.spans
    )
