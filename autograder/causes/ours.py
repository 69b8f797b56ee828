"""Which changes are the course's own and need nothing that the homework forbids: they may run without the wall."""

import ast
import contextlib
import keyword
import re
from collections.abc import Mapping

from autograder.causes.changes import Change, together
from autograder.examples import load_examples
from autograder.homework import Homework

# No forbidden thing is reached by these, unless the homework forbids one of them by its name.
_HARMLESS = frozenset(
    {*keyword.kwlist, "len", "range", "NotImplementedError", "NotImplemented"}
    | {"abs", "cos", "exp", "sign", "sqrt", "tanh"}
    | {"clone", "ddof", "dim", "fill_", "mean", "mul_", "ones", "ones_like", "squeeze", "where", "zeros_like"}
)
_NAME = re.compile(r"[^\W\d]\w*")


class Ours:
    """Of one homework."""

    def __init__(self, homework: Homework, sources: Mapping[str, bytes]) -> None:
        self._sources = sources
        self._students = {example.name for example in load_examples(homework)}  # a student's program as a whole
        forbidden = {part for name in homework.forbidden for part in name.split(".")}
        self._words = (_HARMLESS - forbidden).union(*(_words(source.decode("utf-8")) for source in sources.values()))
        self._known: dict[str, bool] = {}

    def __contains__(self, change: object) -> bool:
        """Slips are generated without what may be forbidden; a known mistake has only names that the reference has,
        too, or harmless ones, or its own."""
        if not isinstance(change, Change):
            return False
        if change.kind != "known":
            return True
        if change.name not in self._known:
            self._known[change.name] = change.name not in self._students and self._is_harmless(change)
        return self._known[change.name]

    def _is_harmless(self, change: Change) -> bool:
        if all(_words(span.text) <= self._words for span in change.spans):
            return True
        texts = [source.decode("utf-8") for source in (together([change], self._sources) or {}).values()]
        new = set[str]().union(*map(_words, texts)) - self._words
        with contextlib.suppress(SyntaxError):
            return bool(texts) and new <= set[str]().union(*map(_bound, texts))
        return False


def _words(text: str) -> set[str]:
    return set(_NAME.findall(text))


def _bound(source: str) -> set[str]:
    """The names that a program gives to something itself, but by an import."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Name(id=name, ctx=ast.Store()) | ast.arg(arg=name) | ast.Attribute(attr=name, ctx=ast.Store()):
                found.add(name)
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                found.add(name)
    return found
