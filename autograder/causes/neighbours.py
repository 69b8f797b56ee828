"""Names that are taken for each other: of the same kind, with another number or another letter."""

import ast
import re
from collections.abc import Iterable

_NUMBERED = re.compile(r"(?P<stem>.*?[A-Za-z_])(?P<number>\d)(?P<rest>[A-Za-z_]*)")


def neighbours(name: str, names: Iterable[str]) -> list[str]:
    """Variables of the same kind: another number (Z1 for Z2), or another letter with the number (z1 for a1)."""
    own = _NUMBERED.fullmatch(name)
    found = []
    for other in sorted(names):
        its = _NUMBERED.fullmatch(other)
        if other == name or not own or not its:
            continue
        same_stem = own["stem"] == its["stem"] and own["rest"] == its["rest"]
        if (same_stem and abs(int(own["number"]) - int(its["number"])) == 1) or (
            own["number"] == its["number"] and abs(len(own["stem"]) - len(its["stem"])) <= 1
        ):
            found.append(other)
    return found


def names_set(statements: Iterable[ast.stmt]) -> set[str]:
    return {
        node.id
        for statement in statements
        for node in ast.walk(statement)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
